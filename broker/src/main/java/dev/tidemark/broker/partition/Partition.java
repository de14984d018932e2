package dev.tidemark.broker.partition;

import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.core.loop.EventLoop;
import dev.tidemark.log.LogConfig;
import dev.tidemark.log.LogView;
import dev.tidemark.log.producer.ActiveProducer;
import dev.tidemark.log.producer.OpenTransaction;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One partition that this broker leads. What is here may be called from any thread; changes hop to the owner loop by
 * themselves. Appends go through {@link Submission}, waits for data through {@link DataWait}, so that a request of many
 * partitions costs one message per owner.
 */
public interface Partition {

    TopicPartition name();

    UUID topicId();

    /** The loop that alone changes the partition. */
    EventLoop owner();

    /** The epoch of this broker's leadership; written into every batch. */
    int leaderEpoch();

    /** The topic's settings as of now. */
    LogConfig config();

    /** The log as of now. */
    LogView view();

    /** Counts bytes of the log that a fetch is answered with. */
    void answered(int bytes);

    /**
     * Whether the high watermark has caught up with what recovery found, so that it is not below what a client may have seen
     * before the restart (KIP-207).
     */
    boolean ready();

    /** Completes on the owner loop once {@link #ready}. */
    CompletionStage<Void> whenReady();

    /** What the log remembers of its producers; completes on the owner loop. */
    CompletionStage<List<ActiveProducer>> activeProducers();

    /** The transaction that holds back the last stable offset, or null. */
    @Nullable
    OpenTransaction oldestOpenTransaction();

    /**
     * Moves the log's start forward, at most to the high watermark.
     *
     * @param offset first offset to keep; -1 = the high watermark
     * @return the log's start then, or -1 if the offset is outside of the log; completes on the owner loop
     */
    CompletionStage<Long> deleteRecordsBefore(long offset);
}
