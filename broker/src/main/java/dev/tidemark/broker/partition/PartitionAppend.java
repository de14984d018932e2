package dev.tidemark.broker.partition;

import dev.tidemark.core.failure.Invariants;
import dev.tidemark.log.AppendOrigin;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The batches of one request for one partition, and what became of them. Made by the asker, then handed to the partition's
 * owner, who alone touches it until the outcome is set; then read by the asker.
 */
public final class PartitionAppend {

    private final LedPartition partition;
    private final ByteBuffer batches;
    private final AppendOrigin origin;
    private final Acks acks;
    private final @Nullable TransactionalWrite transaction;
    private @Nullable OwnerShare share;
    private @Nullable ProduceOutcome outcome;
    /** Once in the log: the offset that the high watermark has to pass, and what to answer then. */
    private long lastOffset = -1;
    private @Nullable ProduceOutcome whenCommitted;

    /**
     * @param partition where to
     * @param batches whole batches that were validated, position to limit
     * @param transaction the transaction they belong to, or null
     */
    public PartitionAppend(LedPartition partition, ByteBuffer batches, AppendOrigin origin, Acks acks,
            @Nullable TransactionalWrite transaction) {
        this.partition = partition;
        this.batches = batches;
        this.origin = origin;
        this.acks = acks;
        this.transaction = transaction;
    }

    LedPartition partition() {
        return partition;
    }

    ByteBuffer batches() {
        return batches;
    }

    AppendOrigin origin() {
        return origin;
    }

    Acks acks() {
        return acks;
    }

    @Nullable
    TransactionalWrite transaction() {
        return transaction;
    }

    /** What became of it; there once the submission is done. */
    public ProduceOutcome outcome() {
        return Invariants.present(outcome, "the outcome of an append");
    }

    boolean done() {
        return outcome != null;
    }

    void sharedBy(OwnerShare share) {
        this.share = share;
    }

    /** It is in the log; the answer waits for the high watermark to pass {@code lastOffset}. */
    void appended(long lastOffset, ProduceOutcome whenCommitted) {
        this.lastOffset = lastOffset;
        this.whenCommitted = whenCommitted;
    }

    long lastOffset() {
        return lastOffset;
    }

    /** The high watermark passed it. */
    void committed() {
        finish(Invariants.present(whenCommitted, "what to answer"));
    }

    /** Sets the outcome, unless a deadline set one before. */
    void finish(ProduceOutcome result) {
        if (outcome == null) {
            outcome = result;
            Invariants.present(share, "the share of an append").appendDone();
        }
    }
}
