package dev.tidemark.streams.runtime.operator;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One value per key, as an operator sees its store: keys as bytes, values as objects. A value that was put is held and
 * serialised when the interval is sealed, so it may go on changing until then. Run by the task.
 */
public interface KeyedState {

    /** @param key position to limit, neither of which moves */
    @Nullable
    Object get(ByteBuffer key);

    /** @param key position to limit, neither of which moves; copied if kept */
    void put(ByteBuffer key, Object value);

    void remove(ByteBuffer key);
}
