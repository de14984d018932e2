package dev.tidemark.streams;

import dev.tidemark.serde.ByteSink;
import dev.tidemark.serde.ByteSource;
import dev.tidemark.serde.Serde;

/**
 * Start and end, eight bytes each, then the key's own bytes to the end. The key comes last because its length is not
 * written.
 */
record WindowedSerde<K>(Serde<K> keySerde) implements Serde<Windowed<K>> {

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
