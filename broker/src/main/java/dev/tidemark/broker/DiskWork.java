package dev.tidemark.broker;

import dev.tidemark.core.failure.InvariantFailure;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Work on files that no loop may wait for: logs made and taken away, checkpoints, a look at the free space. Handed in by any thread; run one
 * piece after another on a thread of the pool, so that those who share it need no locks among themselves.
 */
final class DiskWork implements Executor {

    private final Executor pool;
    private final Consumer<Throwable> onFailure;
    private final ConcurrentLinkedQueue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger unfinished = new AtomicInteger();

    /** @param onFailure told of whatever a piece of work throws: disk trouble that its own code did not expect, or a broken invariant */
    DiskWork(Executor pool, Consumer<Throwable> onFailure) {
        this.pool = pool;
        this.onFailure = onFailure;
    }

    @Override
    public void execute(Runnable work) {
        waiting.add(work);
        if (unfinished.getAndIncrement() == 0) {
            pool.execute(this::runWaiting);
        }
    }

    private void runWaiting() {
        do {
            Runnable next = waiting.remove();
            try {
                next.run();
            } catch (RuntimeException | InvariantFailure failed) {
                onFailure.accept(failed);
            }
        } while (unfinished.decrementAndGet() > 0);
    }

    /** Completes, on a thread of the pool, when what was handed in before is done. */
    CompletionStage<Void> done() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        execute(() -> done.complete(null));
        return done;
    }
}
