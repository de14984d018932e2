package dev.tidemark.client.consumer;

import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.core.id.TopicPartition;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Reads assigned partitions and hands out whole fetched batches; confined to its loop, where its stages complete too. No group
 * membership: that is {@link GroupMembership}.
 *
 * <p>It fetches ahead while less than a fetch of a partition waits to be taken, over fetch sessions (KIP-227), and follows leaders.
 */
public interface BatchConsumer {

    /** Reads exactly these; positions of those kept are kept, new ones wait for {@link #seek}. */
    void assign(Collection<TopicPartition> partitions);

    Set<TopicPartition> assignment();

    /**
     * Continues at this offset; what was fetched before is dropped.
     *
     * @param leaderEpoch of the record before it; -1 if unknown
     */
    void seek(TopicPartition partition, long offset, int leaderEpoch);

    /** Stops fetching; what is already fetched is kept but not handed out. */
    void pause(Collection<TopicPartition> partitions);

    void resume(Collection<TopicPartition> partitions);

    /** The next offset to be handed out; -1 before the first {@link #seek}. */
    long position(TopicPartition partition);

    /** The last known high watermark; -1 if unknown. */
    long highWatermark(TopicPartition partition);

    /** The last known last stable offset; -1 if unknown. */
    long lastStableOffset(TopicPartition partition);

    /** The last known log start offset; -1 if unknown. */
    long logStartOffset(TopicPartition partition);

    /** Runs on the loop whenever there is something new to take; replaces the one before. */
    void onAvailable(Runnable listener);

    /** Told of what the consumer cannot decide alone; replaces the one before. */
    void onTrouble(Trouble listener);

    /**
     * The next fetched batches of some partition that is not paused, or null; partitions take turns. Moves its position behind them. They
     * belong to the caller, who releases them.
     */
    @Nullable
    FetchedRecords take();

    /** What a consumer's user decides. Called on the loop. */
    interface Trouble {

        /** The position lies outside the log: the partition rests until the next {@link #seek}. */
        void outOfRange(TopicPartition partition, long position);

        /** The partition cannot be read at all (not allowed, damaged); it rests until the next {@link #seek}. */
        void unreadable(TopicPartition partition, TidemarkException why);
    }

    /**
     * The first offset at or after a timestamp per partition; {@link #LATEST} and {@link #EARLIEST} stand for the ends. -1 where no
     * record is that young.
     */
    CompletionStage<Map<TopicPartition, Long>> offsetsFor(Map<TopicPartition, Long> timestampsMs,
            boolean readCommitted);

    /** Ends fetching and drops what waits. */
    void close();

    /** As a timestamp: the offset of the next record to be written (or the last stable one, if {@code readCommitted}). */
    long LATEST = -1L;

    /** As a timestamp: the first offset still there. */
    long EARLIEST = -2L;
}
