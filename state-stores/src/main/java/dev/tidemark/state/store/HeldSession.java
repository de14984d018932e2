package dev.tidemark.state.store;

import dev.tidemark.serde.ByteSink;
import dev.tidemark.serde.ByteSource;
import dev.tidemark.serde.Serde;
import java.nio.ByteBuffer;

/** A session's end and value as a store holds them: one live object that grows. Run by the task's worker. */
final class HeldSession<V> {

    static final int END_SIZE = Long.BYTES;

    long endMs;
    V value;

    HeldSession(long endMs, V value) {
        this.endMs = endMs;
        this.value = value;
    }

    /** The end, from a session's bytes. */
    static long endOf(byte[] bytes) {
        return ByteBuffer.wrap(bytes).getLong();
    }

    /** The end, then the value's own bytes. */
    static <V> Serde<HeldSession<V>> serde(Serde<V> valueSerde) {
        return new Serde<>() {
            @Override
            public void write(HeldSession<V> session, ByteSink sink) {
                sink.writeLong(session.endMs);
                valueSerde.write(session.value, sink);
            }

            @Override
            public HeldSession<V> read(ByteSource source) {
                return new HeldSession<>(source.readLong(), valueSerde.read(source));
            }
        };
    }
}
