package dev.tidemark.streams.runtime.operator;

import dev.tidemark.serde.ByteSink;
import dev.tidemark.serde.Serde;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Bytes of the value that was written last, in memory that is used again for the next. Run by its operator. */
final class WrittenBytes {

    private final ByteSink sink = new ByteSink();
    private ByteBuffer view = ByteBuffer.wrap(sink.array());

    /** The bytes of a value, position to limit, until the next call; null for null. */
    @Nullable
    ByteBuffer of(@Nullable Object value, Serde<Object> serde) {
        if (value == null) {
            return null;
        }
        serde.write(value, sink.clear());
        return written();
    }

    /** An empty sink to write into; then {@link #written}. */
    ByteSink sink() {
        return sink.clear();
    }

    ByteBuffer written() {
        if (view.array() != sink.array()) {
            view = ByteBuffer.wrap(sink.array());
        }
        return view.clear().limit(sink.size());
    }
}
