package dev.tidemark.state.store;

import dev.tidemark.serde.ByteSink;
import dev.tidemark.serde.ByteSource;
import dev.tidemark.serde.Serde;
import java.nio.ByteBuffer;

/**
 * A value and the time that decides when it expires, as a store holds them: one live object that changes. The time is a
 * session's end, or an entry's last update. Run by the task's worker.
 */
final class TimedValue<V> {

    static final int TIME_SIZE = Long.BYTES;

    long timeMs;
    V value;

    TimedValue(long timeMs, V value) {
        this.timeMs = timeMs;
        this.value = value;
    }

    /** The time, from the bytes of both. */
    static long timeOf(byte[] bytes) {
        return ByteBuffer.wrap(bytes).getLong();
    }

    /** The time, then the value's own bytes. */
    static <V> Serde<TimedValue<V>> serde(Serde<V> valueSerde) {
        return new Serde<>() {
            @Override
            public void write(TimedValue<V> held, ByteSink sink) {
                sink.writeLong(held.timeMs);
                valueSerde.write(held.value, sink);
            }

            @Override
            public TimedValue<V> read(ByteSource source) {
                return new TimedValue<>(source.readLong(), valueSerde.read(source));
            }
        };
    }
}
