package dev.tidemark.state.store;

import dev.tidemark.serde.ByteSink;
import dev.tidemark.serde.ByteSource;
import dev.tidemark.serde.Serde;
import dev.tidemark.serde.UnreadableValueException;
import org.jspecify.annotations.Nullable;

/** What holds for a key from some time on: a value, or null for a deletion. Run by the task's worker. */
record Version<V>(@Nullable V value) {

    private static final byte VALUE = 1;

    /** A byte that tells deletions from values, then the value's own bytes. */
    static <V> Serde<Version<V>> serde(Serde<V> valueSerde) {
        return new Serde<>() {
            @Override
            public void write(Version<V> version, ByteSink sink) {
                V value = version.value();
                if (value == null) {
                    sink.writeByte(VersionKeys.DELETED);
                } else {
                    sink.writeByte(VALUE);
                    valueSerde.write(value, sink);
                }
            }

            @Override
            public Version<V> read(ByteSource source) {
                byte kind = source.readByte();
                if (kind == VersionKeys.DELETED) {
                    return new Version<>(null);
                }
                if (kind != VALUE) {
                    throw new UnreadableValueException("a version is 0, deleted, or 1, a value; this is " + kind);
                }
                return new Version<>(valueSerde.read(source));
            }
        };
    }
}
