package dev.tidemark.streams.runtime.task;

import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.record.RecordBytes;
import dev.tidemark.streams.runtime.commit.CommitParticipant;
import dev.tidemark.streams.topology.TaskId;
import java.util.Map;
import java.util.Set;

/**
 * A running task as its worker sees it; confined to the worker's loop.
 *
 * <p>The worker delivers fetched batches, calls the tasklet, commits, and closes it. After {@link #aborted} the worker
 * seeks every input to {@link #positions} and delivers from there; what was delivered and not processed is dropped.
 */
public interface Task extends Tasklet, CommitParticipant, AutoCloseable {

    TaskId id();

    /** All its input partitions: of source topics and of edges. */
    Set<TopicPartition> inputs();

    /** The next offset to be delivered, per input, according to the last commit (right after opening and aborting). */
    Map<TopicPartition, Long> positions();

    /**
     * Hands over whole batches of committed records, in offset order, without those of aborted transactions. The task
     * releases the bytes once it has processed them.
     *
     * @param fromOffset records below it in the first batch were processed before
     */
    void deliver(TopicPartition input, RecordBytes batches, long fromOffset);

    /**
     * The reader has gone through everything visible below {@code offset}, including what carries no records (control
     * batches, aborted data, compaction's holes): positions and declared ends are reached by it.
     */
    void readUpTo(TopicPartition input, long offset);

    /** Bytes delivered and not yet processed; the worker stops reading an input that has too many. */
    long bufferedBytes(TopicPartition input);

    /** Declares that the input ends before this offset (rule I): at it the watermark is MAX and every window closes. */
    void endAt(TopicPartition input, long offset);

    /** Whether a frontier has crossed the end of a window that waits, so that an early commit shortens somebody's wait. */
    boolean wantsCommit();

    /**
     * The offsets before which its internal topics hold nothing that anybody will read again, where they have grown since
     * the last call. Called between intervals, never while a commit is under way. May checkpoint.
     */
    Map<TopicPartition, Long> takeTrims();

    /** Whether all inputs are closed and everything that follows from it is committed. */
    boolean drained();

    /** Lets go of its stores, after a last checkpoint if {@code clean}; an open interval falls. */
    void close(boolean clean);

    @Override
    default void close() {
        close(false);
    }
}
