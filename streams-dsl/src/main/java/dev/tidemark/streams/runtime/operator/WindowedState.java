package dev.tidemark.streams.runtime.operator;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One value per key and window, as an operator sees its store: keys as bytes, values as objects. A value that was put is
 * held and serialised when the interval is sealed, so it may go on changing until then. Run by the task.
 */
public interface WindowedState {

    /** @param key position to limit, neither of which moves */
    @Nullable
    Object get(ByteBuffer key, long startMs);

    /** @param key position to limit, neither of which moves; copied if kept */
    void put(ByteBuffer key, long startMs, Object value);

    void remove(ByteBuffer key, long startMs);

    /**
     * Visits the entries of one window, in the order of their keys' bytes.
     *
     * @param limit entries to visit at most
     * @return how many were visited; fewer than {@code limit} means that there are no more
     */
    int forWindow(long startMs, int limit, Visitor visitor);

    /** The starts of all windows that have an entry, ascending, each once. */
    long[] starts();

    /** Takes the entries of a window. Must not change the store. */
    interface Visitor {

        /** @param key position to limit; valid during the call */
        void entry(ByteBuffer key, Object value);
    }
}
