package dev.tidemark.streams;

import dev.tidemark.serde.ByteSink;
import dev.tidemark.serde.ByteSource;
import dev.tidemark.serde.Serde;
import dev.tidemark.streams.plan.Aggregation;
import dev.tidemark.streams.plan.StreamType;

/**
 * Start and end, eight bytes each, then the key's own bytes to the end. The key comes last because its length is not
 * written.
 */
record WindowedSerde<K>(Serde<K> keySerde) implements Serde<Windowed<K>> {

    /** How the results of a fold over windows or sessions are written; its key is open if that of what was grouped is. */
    static StreamType ofResults(StreamType grouped, Aggregation aggregation) {
        Serde<Object> key = grouped.key();
        return new StreamType(key == null ? null : Erased.serde(new WindowedSerde<>(key)),
                aggregation.aggregateSerde());
    }

    @Override
    public void write(Windowed<K> value, ByteSink sink) {
        sink.writeLong(value.startMs());
        sink.writeLong(value.endMs());
        keySerde.write(value.key(), sink);
    }

    @Override
    public Windowed<K> read(ByteSource source) {
        long startMs = source.readLong();
        long endMs = source.readLong();
        return new Windowed<>(keySerde.read(source), startMs, endMs);
    }
}
