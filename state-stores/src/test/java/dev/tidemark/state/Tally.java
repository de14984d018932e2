package dev.tidemark.state;

import dev.tidemark.serde.ByteSink;
import dev.tidemark.serde.ByteSource;
import dev.tidemark.serde.Serde;

/** A value that changes in place, as aggregates do. */
final class Tally {

    static final Serde<Tally> SERDE = new Serde<>() {
        @Override
        public void write(Tally value, ByteSink sink) {
            sink.writeLong(value.count);
        }

        @Override
        public Tally read(ByteSource source) {
            return new Tally(source.readLong());
        }
    };

    long count;

    Tally(long count) {
        this.count = count;
    }

    @Override
    public String toString() {
        return Long.toString(count);
    }
}
