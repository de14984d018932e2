package dev.tidemark.state;

import java.nio.ByteBuffer;

/**
 * One value per key and session, by the keys' bytes: the path of operators. Run by the task's worker. A session goes from its
 * first record's time to its last one's, both included; sessions of one key never overlap, which the caller sees to. Values
 * and key buffers as in {@link KeyValues}.
 */
public interface SessionValues<V> {

    /** Visits the sessions of one key that have a time in {@code [fromMs, toMs]} in them, by start. */
    void find(ByteBuffer key, long fromMs, long toMs, SessionVisitor<V> visitor);

    /** A new session. Not for one that has expired: that is a bug of the caller. */
    void put(ByteBuffer key, long startMs, long endMs, V value);

    /**
     * A session that is there has another start or end from now on, or another value: cheaper than to remove it and put another,
     * if its start stays.
     */
    void change(ByteBuffer key, long startMs, long endMs, long newStartMs, long newEndMs, V value);

    void remove(ByteBuffer key, long startMs, long endMs);

    /**
     * Visits sessions that end before {@code endMs}, in the order of their ends and, where these are equal, of their keys' bytes.
     * What ends later is not looked at, but for its neighbours in the same segment, once.
     *
     * @param limit sessions to visit at most
     * @return how many were visited; fewer than {@code limit} means that there are no more
     */
    int scanEnded(long endMs, int limit, SessionVisitor<V> visitor);

    /** The least end of all sessions; {@link Long#MAX_VALUE} if there is none. */
    long firstEndMs();

    /**
     * Drops all sessions that end before {@code endMs}: one record in the changelog, one range delete in the engine, whatever
     * the number of sessions. Part of the interval, as any other change.
     */
    void expireBefore(long endMs);

    /** Sessions that end before this have expired; {@link Long#MIN_VALUE} if none has. */
    long expiredBeforeMs();
}
