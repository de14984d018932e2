package dev.tidemark.broker.txn;

import dev.tidemark.core.loop.EventLoop;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Who waits for a transaction whose outcome is decided to be complete. Owned by a {@link TransactionCoordinator}, on its loop.
 *
 * <p>A producer that begins its next transaction at once is often faster than the markers of the last. Told so, it would come
 * again after its back-off, a hundred times as long as the markers take.
 */
final class Completions {

    private final EventLoop loop;
    private final Map<String, List<CompletableFuture<Void>>> waiting = new HashMap<>();

    Completions(EventLoop loop) {
        this.loop = loop;
    }

    /** Completes with the id's next completion, or when this time is over. */
    CompletionStage<Void> next(String transactionalId, long waitMs) {
        CompletableFuture<Void> next = new CompletableFuture<>();
        waiting.computeIfAbsent(transactionalId, first -> new ArrayList<>(1)).add(next);
        EventLoop.Scheduled timer = loop.schedule(waitMs, () -> late(transactionalId, next));
        return next.thenRun(timer::cancel);
    }

    private void late(String transactionalId, CompletableFuture<Void> next) {
        next.complete(null);
        waiting.computeIfPresent(transactionalId, (id, all) -> {
            all.removeIf(CompletableFuture::isDone);
            return all.isEmpty() ? null : all;
        });
    }

    /** The id's transaction is complete, and the log knows it. */
    void completed(String transactionalId) {
        List<CompletableFuture<Void>> all = waiting.remove(transactionalId);
        if (all != null) {
            all.forEach(next -> next.complete(null));
        }
    }
}
