package dev.tidemark.broker.quorum;

import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.storage.Storage;
import dev.tidemark.storage.StorageFile;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.Set;

/** A disk whose writing calls all fail after the next n of them: a crash, or a broken disk, at that step. Or it is full, and takes a part of what is appended. */
final class FailingStorage {

    private static final Set<String> WRITING = Set.of("append", "write", "truncate", "force", "rename", "delete",
            "syncDirectory", "replace");

    private final Storage real;
    private int left = Integer.MAX_VALUE;
    private int room = Integer.MAX_VALUE;
    private String fullFor = "";

    FailingStorage(Storage real) {
        this.real = real;
    }

    /** The nth writing call from here on fails, and every later one. */
    void failAfter(int calls) {
        left = calls;
    }

    /** Each append from here on finds room for so many bytes, and less than it has. */
    void full(int bytes) {
        full(bytes, "");
    }

    /** The same, of files whose names end so. */
    void full(int bytes, String suffix) {
        room = bytes;
        fullFor = suffix;
    }

    void roomAgain() {
        room = Integer.MAX_VALUE;
    }

    Storage storage() {
        return (Storage) proxy(Storage.class, real);
    }

    private Object proxy(Class<?> type, Object target) {
        return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[]{type}, (self, method, args) -> {
            if (method.isDefault() && method.getName().equals("replace")) {
                // its steps are calls of their own
                return InvocationHandler.invokeDefault(self, method, args);
            }
            if (WRITING.contains(method.getName()) && --left <= 0) {
                throw new TidemarkException(FailureCode.DISK_FAILED, "the test's disk failed", method.getName(),
                        "it was told to", "none");
            }
            if (method.getName().equals("append") && args[0] instanceof ByteBuffer bytes && bytes.remaining() > room
                    && ((StorageFile) target).path().toString().endsWith(fullFor)) {
                ((StorageFile) target).append(bytes.slice(bytes.position(), room));
                throw new TidemarkException(FailureCode.DISK_FULL, "the test's disk is full", method.getName(),
                        "it was told to", "none");
            }
            Object result = call(target, method, args);
            return result instanceof StorageFile file ? proxy(StorageFile.class, file) : result;
        });
    }

    private static Object call(Object target, Method method, Object[] args) throws Throwable {
        try {
            return method.invoke(target, args);
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        }
    }
}
