package dev.tidemark.client.producer;

import dev.tidemark.core.failure.Invariants;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.record.BatchStamp;
import dev.tidemark.record.RecordBatch;
import dev.tidemark.record.RecordBatchBuilder;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One batch on its way to one partition; confined to the sender's loop from enqueueing on. While {@link State#QUEUED} records may still be
 * appended to its builder.
 */
final class SendBatch {

    /** Where the batch is. */
    enum State {
        /** In the queue, without a sequence. */
        QUEUED,
        /** In a request that is not answered yet. */
        SENT,
        /** Waits to be sent again, with the sequence it has. */
        RETRY,
        /** Its result is told. */
        DONE
    }

    final TopicPartition partition;
    final RecordBatchBuilder builder;
    final long createdMs;
    private final Consumer<SendResult> then;
    State state = State.QUEUED;
    /** When it may leave though it is not full; in the past once it is. */
    long readyAtMs;
    int attempts;
    /** Whether everything before it had its result when it left: then an error about its sequence is about it, not about one before it. */
    boolean sentAsFirst;
    /** Whether some attempt may have reached the log. */
    boolean perhapsWritten;
    int baseSequence = -1;
    private @Nullable ByteBuffer bytes;

    SendBatch(TopicPartition partition, RecordBatchBuilder builder, long createdMs, long readyAtMs,
            Consumer<SendResult> then) {
        this.partition = partition;
        this.builder = builder;
        this.createdMs = createdMs;
        this.readyAtMs = readyAtMs;
        this.then = then;
    }

    void stamp(ProducerIdentity identity, int newBaseSequence, boolean transactional) {
        ByteBuffer finished = bytes;
        if (finished != null) {
            new RecordBatch().wrap(finished, finished.position())
                    .stampProducer(identity.id(), identity.epoch(), newBaseSequence);
        } else if (transactional) {
            bytes = builder.finish(BatchStamp.transactional(identity.id(), identity.epoch(), newBaseSequence));
        } else {
            bytes = builder.finish(BatchStamp.idempotent(identity.id(), identity.epoch(), newBaseSequence));
        }
        baseSequence = newBaseSequence;
    }

    /** A view of the stamped bytes with its own position. */
    ByteBuffer bytes() {
        return Invariants.present(bytes, "a stamped batch").duplicate();
    }

    /** An upper bound before the first stamp, then the size. */
    int sizeInBytes() {
        return bytes == null ? builder.sizeEstimate() : bytes.remaining();
    }

    int nextSequence() {
        return RecordBatch.sequencePlus(baseSequence, builder.recordCount());
    }

    void finish(SendResult result) {
        Invariants.check(state != State.DONE, "a batch has one result");
        state = State.DONE;
        then.accept(result);
    }
}
