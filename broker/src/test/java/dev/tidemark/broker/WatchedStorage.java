package dev.tidemark.broker;

import dev.tidemark.storage.Storage;
import dev.tidemark.storage.StorageFile;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * A disk that tells a test of every call before it happens, on the thread that makes it; a watcher that does not return holds the call up. The
 * watcher says what may run on which thread.
 */
public final class WatchedStorage {

    /** One call of the storage or of a file; {@code path} is null for those that name none. */
    public record Call(String thread, String method, Path path) {

        public boolean below(String folder) {
            return path != null && path.toString().contains("/" + folder);
        }
    }

    private WatchedStorage() {}

    /** The same disk, watched. */
    public static Storage over(Storage disk, Consumer<Call> watcher) {
        return proxy(Storage.class, (proxy, method, arguments) -> {
            Path path = arguments != null && arguments.length > 0 && arguments[0] instanceof Path named ? named : null;
            watcher.accept(new Call(Thread.currentThread().getName(), method.getName(), path));
            Object result = call(disk, method, arguments);
            return result instanceof StorageFile file ? file(file, path, watcher) : result;
        });
    }

    private static StorageFile file(StorageFile file, Path path, Consumer<Call> watcher) {
        return proxy(StorageFile.class, (proxy, method, arguments) -> {
            watcher.accept(new Call(Thread.currentThread().getName(), method.getName(), path));
            return call(file, method, arguments);
        });
    }

    private static Object call(Object target, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException failed) {
            throw failed.getCause();
        }
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[]{type}, handler));
    }
}
