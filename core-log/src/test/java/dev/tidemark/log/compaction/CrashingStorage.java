package dev.tidemark.log.compaction;

import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.storage.MemoryStorage;
import dev.tidemark.storage.Storage;
import dev.tidemark.storage.StorageFile;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Set;

/** A memory disk that stops, before an operation that changes it, as if the process died there. Confined to the test's thread. */
final class CrashingStorage {

    static final class Crash extends RuntimeException {

        private static final long serialVersionUID = 1L;
    }

    private static final Set<String> NAMES = Set.of("delete", "rename", "syncDirectory");
    private static final Set<String> CHANGES = Set.of("open", "delete", "rename", "syncDirectory", "append", "write",
            "truncate", "force", "map", "replace");

    private final MemoryStorage disk;
    private int renamesLeft;
    private int operationsLeft;
    private boolean spared;
    private int namesLeft;
    private int fullLeft;
    private boolean full;

    CrashingStorage(MemoryStorage disk, int operationsLeft) {
        this(disk, 0, operationsLeft);
    }

    /** Counts operations after this many renames only, so that crashes come close to the swaps too. */
    CrashingStorage(MemoryStorage disk, int renamesLeft, int operationsLeft) {
        this.disk = disk;
        this.renamesLeft = renamesLeft;
        this.operationsLeft = operationsLeft;
    }

    /** From now on it crashes after this many renames and operations; {@code Integer.MAX_VALUE} = never. */
    void arm(int renames, int operations) {
        renamesLeft = renames;
        operationsLeft = operations;
    }

    /** After this many changes of names, so many find no room. */
    void fillForNames(int names, int times) {
        namesLeft = names;
        fullLeft = times;
        full = false;
    }

    /** Whether a change of a name found no room since. */
    boolean wasFullForNames() {
        return full;
    }

    /** Does something that neither crashes nor counts. */
    void sparing(Runnable action) {
        spared = true;
        try {
            action.run();
        } finally {
            spared = false;
        }
    }

    Storage storage() {
        return wrap(Storage.class, disk);
    }

    private <T> T wrap(Class<T> type, T target) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[]{type},
                (proxy, method, arguments) -> invoke(target, method, arguments)));
    }

    private Object invoke(Object target, Method method, Object[] arguments) throws Throwable {
        if (spared) {
            // neither crashes nor counts
        } else if (renamesLeft > 0) {
            renamesLeft -= method.getName().equals("rename") ? 1 : 0;
        } else if (CHANGES.contains(method.getName()) && operationsLeft-- <= 0) {
            throw new Crash();
        }
        if (!spared && fullLeft > 0 && NAMES.contains(method.getName()) && namesLeft-- <= 0) {
            fullLeft--;
            full = true;
            throw new TidemarkException(FailureCode.DISK_FULL, "A name finds no room",
                    String.valueOf(arguments[0]), "No space left on device", "none");
        }
        try {
            Object result = method.invoke(target, arguments);
            return result instanceof StorageFile file ? wrap(StorageFile.class, file) : result;
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
