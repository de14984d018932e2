package dev.tidemark.cli.process;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/**
 * What a serving process has opened, closed in reverse order and each once, by whoever comes first: the main thread after a failed start, or the shutdown hook. A signal during the
 * start waits for what is being opened, closes it with the rest, and nothing more is opened.
 */
public final class Serving implements AutoCloseable {

    private final Lock lock = new ReentrantLock();
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final AtomicBoolean stopping = new AtomicBoolean();

    /**
     * Runs what serves, and closes all that it has opened when it returns, when it fails, or when the signal comes. What fails because the
     * signal closed it under way is no failure.
     *
     * @param body gets what completes where the process outlives its stop; answers with the exit status
     */
    public int serve(StopSignal signal, ToIntFunction<CompletableFuture<Void>> body) {
        CompletableFuture<Void> stopped = signal.closes(() -> {
            stopping.set(true);
            close();
        });
        try (this) {
            return body.applyAsInt(stopped);
        } catch (RuntimeException failed) {
            if (stopping.get()) {
                return 0;
            }
            throw failed;
        }
    }

    /**
     * Opens a resource and takes over its closing. The lock is held meanwhile: a resource that the stop did not wait for would be closed by nobody.
     *
     * @throws IllegalStateException if the process is stopping
     */
    public <T extends AutoCloseable> T open(Supplier<T> opening) {
        lock.lock();
        try {
            if (stopping.get()) {
                throw new IllegalStateException("the process is stopping");
            }
            T resource = opening.get();
            opened.push(resource);
            return resource;
        } finally {
            lock.unlock();
        }
    }

    /** One thread closes all of it, and whoever comes meanwhile waits: two would close what is still in use. A failure to close one does not keep the others open; the first is thrown at the end. */
    @Override
    public void close() {
        lock.lock();
        try {
            closeAll();
        } finally {
            lock.unlock();
        }
    }

    private void closeAll() {
        RuntimeException first = null;
        for (AutoCloseable resource = opened.poll(); resource != null; resource = opened.poll()) {
            try {
                resource.close();
            } catch (Exception failed) {
                RuntimeException failure = failed instanceof RuntimeException known ? known
                        : new IllegalStateException(failed);
                if (first == null) {
                    first = failure;
                } else {
                    first.addSuppressed(failure);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
