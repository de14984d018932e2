package dev.tidemark.broker.txn;

import dev.tidemark.broker.txn.ProducerIdBlocks.Block;
import dev.tidemark.broker.txn.ProducerIdBlocks.Reserved;
import dev.tidemark.broker.txn.ProducerIdBlocks.UsedUp;
import dev.tidemark.core.failure.Invariants;
import dev.tidemark.protocol.ErrorCode;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Producer ids out of durably reserved blocks. Owned by the transaction coordinator, on the coordinator's loop. Ids that a crash
 * leaves unused are never used.
 */
final class ProducerIds {

    private static final Logger LOG = LoggerFactory.getLogger(ProducerIds.class);

    private final ProducerIdBlocks blocks;
    private long next;
    private long end;
    private boolean usedUp;
    private @Nullable CompletableFuture<Boolean> refill;

    ProducerIds(ProducerIdBlocks blocks) {
        this.blocks = blocks;
    }

    /** Completes once {@link #take} has an id: true, or false if no block could be reserved. */
    CompletionStage<Boolean> ready() {
        if (next < end || usedUp) {
            return CompletableFuture.completedFuture(next < end);
        }
        CompletableFuture<Boolean> running = refill;
        if (running != null) {
            return running;
        }
        CompletableFuture<Boolean> started = new CompletableFuture<>();
        refill = started;
        blocks.next().whenComplete((reserved, failure) -> {
            refill = null;
            if (failure == null) {
                use(reserved);
            }
            started.complete(next < end);
        });
        return started;
    }

    private void use(Reserved reserved) {
        switch (reserved) {
            case Block block -> {
                Invariants.check(block.count() > 0 && block.first() >= end, "a block of new ids");
                Invariants.check(block.first() <= Long.MAX_VALUE - block.count(), "ids do not wrap round");
                next = block.first();
                end = block.first() + block.count();
            }
            case UsedUp _ -> {
                usedUp = true;
                LOG.error("All producer ids of this cluster are used up: no producer can begin any more");
            }
        }
    }

    /**
     * Why {@link #take} has no id: UNKNOWN_SERVER_ERROR if there is none any more; otherwise one may be on its way.
     *
     * @param soon what to answer then
     */
    ErrorCode refusal(ErrorCode soon) {
        return usedUp ? ErrorCode.UNKNOWN_SERVER_ERROR : soon;
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
