package dev.tidemark.streams.runtime.read;

import dev.tidemark.record.RecordBytes;

/** Takes what was read of one partition, in offset order. Run by the worker's loop. */
public interface PartitionSink {

    /**
     * Whole batches of committed records; the taker releases them.
     *
     * @param fromOffset records below it in the first batch were not asked for
     */
    void deliver(RecordBytes batches, long fromOffset);

    /** Everything visible below {@code offset} has been delivered, or carries no records. */
    void readUpTo(long offset);

    /** The log does not have this offset, which was the next to be read; nothing more comes. */
    void outOfRange(long offset);
}
