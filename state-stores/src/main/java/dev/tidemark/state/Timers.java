package dev.tidemark.state;

import java.nio.ByteBuffer;
import java.util.OptionalLong;

/**
 * Times at which something is to happen, by key and name, by the keys' bytes: the path of operators. Run by the task's worker. A
 * key has one timer of a name at most. Timers are part of the task's state: they fall, commit and come back with its interval.
 * Key buffers as in {@link KeyValues}; names have no zero byte in them.
 */
public interface Timers {

    /** The timer of this name and key is due at a time, and no longer at the one before. */
    void schedule(String timer, ByteBuffer key, long timeMs);

    /** There is no timer of this name and key any more. */
    void cancel(String timer, ByteBuffer key);

    /** When the timer of this name and key is due, if there is one. */
    OptionalLong scheduledAt(String timer, ByteBuffer key);

    /**
     * Removes the timers that are due at {@code frontierMs} or before, and hands each to the visitor: by time, those of one time by
     * name and key. What the visitor schedules takes its place among them.
     *
     * @param limit timers to take at most
     * @return how many were taken; fewer than {@code limit} means that no more are due
     */
    int takeDue(long frontierMs, int limit, TimerVisitor visitor);

    /** The least time of all timers; {@link Long#MAX_VALUE} if there is none. */
    long firstMs();
}
