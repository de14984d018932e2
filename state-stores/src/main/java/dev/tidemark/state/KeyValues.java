package dev.tidemark.state;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One value per key, by the keys' bytes: the path of operators, which have the bytes already. Run by the task's worker.
 *
 * <p>Values are live objects: one that was put is held and serialised when the interval is sealed, so it may go on changing
 * until then. One that was got may be changed too, if it is put afterwards. Key buffers go from position to limit, neither
 * of which moves, and are copied if kept.
 */
public interface KeyValues<V> {

    @Nullable
    V get(ByteBuffer key);

    /** Of a store with a time to live that is a bug of the caller. */
    void put(ByteBuffer key, V value);

    /**
     * As above, with the event time of the update, from which an entry's time to live counts; the latest of its updates does. Where
     * nothing expires the time does not matter. An update older than the frontier less the time to live makes no new entry.
     */
    void put(ByteBuffer key, V value, long timeMs);

    void remove(ByteBuffer key);

    /**
     * The task's frontier has come this far: entries whose last update is a time to live ago, or longer, have expired. Part of the
     * interval, as any other change. Nothing without a time to live.
     */
    void advanceTo(long frontierMs);

    /**
     * Visits entries of a range, those of the running interval included. For stores declared {@link Access#SCAN}; of others that
     * is a bug of the caller.
     *
     * @param limit entries to visit at most
     * @return how many were visited; fewer than {@code limit} means that there are no more
     */
    int scan(KeyRange range, ScanOrder order, int limit, EntryVisitor<V> visitor);

    /** As above, forward. */
    default int scan(KeyRange range, int limit, EntryVisitor<V> visitor) {
        return scan(range, ScanOrder.FORWARD, limit, visitor);
    }
}
