package dev.tidemark.log;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Shares forces among all that wait for one: at most one runs and one is pending, and whoever asks while one runs gets the pending one, which
 * starts after his append. {@link #flush} is called by the log's owner, {@link #run} by a flusher thread.
 */
final class GroupFlush {

    private record Rounds(CompletableFuture<Long> running, @Nullable CompletableFuture<Long> pending) {}

    private final Executor flushers;
    private final LongSupplier force;
    private final AtomicReference<@Nullable Rounds> rounds = new AtomicReference<>();

    /** @param force makes all that is appended at its start survive power loss, and answers up to which offset */
    GroupFlush(Executor flushers, LongSupplier force) {
        this.flushers = flushers;
        this.force = force;
    }

    CompletionStage<Long> flush() {
        while (true) {
            Rounds now = rounds.get();
            if (now == null) {
                Rounds first = new Rounds(new CompletableFuture<>(), null);
                if (rounds.compareAndSet(null, first)) {
                    flushers.execute(this::run);
                    return first.running;
                }
            } else if (now.pending != null) {
                return now.pending;
            } else {
                CompletableFuture<Long> pending = new CompletableFuture<>();
                if (rounds.compareAndSet(now, new Rounds(now.running, pending))) {
                    return pending;
                }
            }
        }
    }

    private void run() {
        try {
            long flushed = force.getAsLong();
            next().complete(flushed);
        } catch (Throwable e) {
            next().completeExceptionally(e);
        }
    }

    /** Lets the pending round begin; the round that is over, to be completed after that. */
    private CompletableFuture<Long> next() {
        while (true) {
            Rounds now = rounds.get();
            if (now == null) {
                throw new IllegalStateException("no flush is running");
            }
            Rounds next = now.pending == null ? null : new Rounds(now.pending, null);
            if (rounds.compareAndSet(now, next)) {
                if (next != null) {
                    flushers.execute(this::run);
                }
                return now.running;
            }
        }
    }
}
