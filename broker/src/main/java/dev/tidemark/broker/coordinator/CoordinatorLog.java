package dev.tidemark.broker.coordinator;

import dev.tidemark.core.id.TopicPartition;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * The log of one coordinator partition: the partition of an internal topic that this broker leads. Called on the coordinator's
 * loop; its stages complete there.
 *
 * <p>The coordinator is the only writer: it also appends the transaction markers of {@code __consumer_offsets} itself, so
 * that they stand in the right order with the offsets that they decide about. It has at most one append on the way.
 */
public interface CoordinatorLog {

    /** The partition of the internal topic. */
    TopicPartition partition();

    /** The epoch in which this broker leads the partition; never goes back. Markers carry it as coordinator epoch. */
    int leaderEpoch();

    /** The largest batch that the topic takes as of now: its {@code max.message.bytes}. */
    int batchBytesMax();

    /**
     * Appends with origin COORDINATOR and acks=all.
     *
     * <p>A failed stage means that the bytes are not acknowledged and will not be: the coordinator takes back the state
     * that rested on them. If the partition cannot say whether they are in the log (a failed flush), the append fails and
     * so does every later one, until the broker restarts and reads what there is.
     *
     * @param batches one or more whole batches, from position to limit; belongs to the log until the stage completes.
     *     Batches may differ in producer; a batch may be transactional or a control batch (an end-of-transaction marker)
     * @return the first batch's base offset, once the last one is committed (the high watermark passed it)
     */
    CompletionStage<Long> append(ByteBuffer batches);

    /**
     * Reads the whole log, from its start to the high watermark at the time of the call, after recovery has made that
     * watermark cover everything durable.
     *
     * @param visitor called on the coordinator's loop with whole batches, in order; the bytes are valid during the call only.
     *     What it throws fails the stage
     * @return the offset up to which was read, exclusive
     */
    CompletionStage<Long> load(Consumer<ByteBuffer> visitor);
}
