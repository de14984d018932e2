package dev.tidemark.streams.runtime.read;

import dev.tidemark.core.id.TopicPartition;

/** The partitions that a worker reads, each with its taker; confined to the worker's loop. */
public interface PartitionReads {

    /** Reads a partition from this offset on. */
    void start(TopicPartition partition, long offset, PartitionSink sink);

    /** Goes on from another offset; what was fetched and not handed over is dropped. */
    void seek(TopicPartition partition, long offset);

    /** Hands nothing over until {@link #resume}: the taker has enough. */
    void pause(TopicPartition partition);

    void resume(TopicPartition partition);

    /** Forgets the partition. */
    void stop(TopicPartition partition);

    /**
     * Hands over what has been fetched; tells whether there was anything.
     *
     * @param fetchesMax at most so many fetches of a partition, so that a turn ends
     */
    boolean pump(int fetchesMax);

    /**
     * Whether everything was handed over that is visible, by the brokers' last answers for each partition. A partition that none has answered for yet
     * may have anything.
     */
    boolean caughtUp();

    /** Ends all fetching. */
    void close();
}
