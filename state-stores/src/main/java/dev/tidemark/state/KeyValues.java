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

    void put(ByteBuffer key, V value);

    void remove(ByteBuffer key);

    /**
     * Visits entries of a range, those of the running interval included. For stores declared {@link Access#SCAN}.
     *
     * @param limit entries to visit at most
     * @return how many were visited; fewer than {@code limit} means that there are no more
     */
    int scan(KeyRange range, int limit, EntryVisitor<V> visitor);
}
