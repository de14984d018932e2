package dev.tidemark.broker.coordinator;

import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.core.loop.Clock;
import dev.tidemark.core.loop.EventLoop;

/**
 * What a shard gets of the partition that runs it. Used on the coordinator's loop.
 *
 * @param <S> the shard
 * @param <E> the coordinator's records
 */
public interface ShardContext<S, E> {

    /** The partition of the internal topic. */
    TopicPartition partition();

    /** The epoch in which this broker leads the partition. */
    int leaderEpoch();

    /** The largest batch that the partition takes as of now. */
    int batchBytesMax();

    /** Whether a batch takes this record by itself. */
    boolean takes(E record);

    /** Takes back what was speculative. */
    UndoLog undo();

    /** The broker's clock. */
    Clock clock();

    /**
     * Runs the command after this many milliseconds of monotonic time, unless the partition is closed by then. If what it
     * decides cannot be written, it decides again a little later, until it is cancelled; unless it is too large for the
     * topic, which is an error in the log.
     */
    <R> EventLoop.Scheduled schedule(long delayMs, Command<S, R, E> command);

    /** Runs the command as soon as the coordinator's loop gets to it, likewise. From any thread. */
    <R> void submit(Command<S, R, E> command);
}
