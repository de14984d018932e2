package dev.tidemark.broker.txn;

import dev.tidemark.broker.txn.ProducerIdBlocks.Block;
import dev.tidemark.core.failure.Invariants;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Producer ids out of durably reserved blocks. Owned by the transaction coordinator, on the control loop. Ids that a crash
 * leaves unused are never used.
 */
final class ProducerIds {

    private final ProducerIdBlocks blocks;
    private long next;
    private long end;
    private @Nullable CompletableFuture<Boolean> refill;

    ProducerIds(ProducerIdBlocks blocks) {
        this.blocks = blocks;
    }

    /** Completes once {@link #take} has an id: true, or false if no block could be reserved. */
    CompletionStage<Boolean> ready() {
        if (next < end) {
            return CompletableFuture.completedFuture(true);
        }
        CompletableFuture<Boolean> running = refill;
        if (running != null) {
            return running;
        }
        CompletableFuture<Boolean> started = new CompletableFuture<>();
        refill = started;
        blocks.next().whenComplete((block, failure) -> {
            refill = null;
            if (failure == null) {
                use(block);
            }
            started.complete(failure == null);
        });
        return started;
    }

    private void use(Block block) {
        Invariants.check(block.count() > 0 && block.first() >= end, "a block of new ids");
        next = block.first();
        end = block.first() + block.count();
    }

    /** An id nobody had, if one is at hand; if not, asks for a block. */
    OptionalLong take() {
        if (next < end) {
            return OptionalLong.of(next++);
        }
        ready();
        return OptionalLong.empty();
    }
}
