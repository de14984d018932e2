package dev.tidemark.cli.process;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * What a serving process has opened, closed in reverse order and each once, by whoever comes first: the main thread after a failed start, or the shutdown hook. A signal during the
 * start closes what is open by then.
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

    /** Takes over the closing of {@code resource}, and returns it. */
    public <T extends AutoCloseable> T add(T resource) {
        lock.lock();
        try {
            opened.push(resource);
        } finally {
            lock.unlock();
        }
        return resource;
    }

    /** A failure to close one does not keep the others open; the first is thrown at the end. */
    @Override
    public void close() {
        RuntimeException first = null;
        for (AutoCloseable resource = next(); resource != null; resource = next()) {
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

    private @Nullable AutoCloseable next() {
        lock.lock();
        try {
            return opened.poll();
        } finally {
            lock.unlock();
        }
    }
}
