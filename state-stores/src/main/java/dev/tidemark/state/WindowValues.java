package dev.tidemark.state;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One value per key and window start, by the keys' bytes: the path of operators. Run by the task's worker. Values and key
 * buffers as in {@link KeyValues}.
 */
public interface WindowValues<V> {

    @Nullable
    V get(ByteBuffer key, long startMs);

    /** Not for windows that have expired: that is a bug of the caller. */
    void put(ByteBuffer key, long startMs, V value);

    void remove(ByteBuffer key, long startMs);

    /**
     * Visits the entries of one window, in the order of their keys' bytes; a key that another starts with may come behind
     * that one.
     *
     * @param limit entries to visit at most
     * @return how many were visited; fewer than {@code limit} means that there are no more
     */
    int scanWindow(long startMs, int limit, EntryVisitor<V> visitor);

    /**
     * As above, from the key behind {@code afterKey} on, so that a long window can be fired in parts without removing what was
     * fired.
     */
    int scanWindow(long startMs, ByteBuffer afterKey, int limit, EntryVisitor<V> visitor);

    /** Visits the windows of one key that start in {@code [fromMs, toMs)}, by start: the earliest first, or the latest. */
    void scanKey(ByteBuffer key, long fromMs, long toMs, ScanOrder order, WindowVisitor<V> visitor);

    /** As above, the earliest first. */
    default void scanKey(ByteBuffer key, long fromMs, long toMs, WindowVisitor<V> visitor) {
        scanKey(key, fromMs, toMs, ScanOrder.FORWARD, visitor);
    }

    /**
     * Visits the windows of all keys that start in {@code [fromMs, toMs)}. By start, and those of one start by the keys' bytes, as
     * {@link #scanWindow} does, where each start has a segment to itself; else by segments of time, within one by keys, of one key
     * by start. Or all of that back.
     *
     * @param limit windows to visit at most
     * @return how many were visited; fewer than {@code limit} means that there are no more
     */
    int scanAll(long fromMs, long toMs, ScanOrder order, int limit, WindowEntryVisitor<V> visitor);

    /** The starts of all windows that have an entry, ascending, each once. */
    long[] starts();

    /**
     * Drops all windows that start before {@code startMs}: one record in the changelog, one range delete per segment in the
     * engine, whatever the number of entries. Part of the interval, as any other change.
     */
    void expireBefore(long startMs);

    /** Windows that start before this have expired; {@link Long#MIN_VALUE} if none has. */
    long expiredBeforeMs();
}
