package dev.tidemark.streams.runtime.time;

import dev.tidemark.serde.ByteSink;
import dev.tidemark.serde.ByteSource;
import dev.tidemark.serde.Serde;
import dev.tidemark.serde.UnreadableValueException;
import dev.tidemark.streams.wire.Marker;

/**
 * What is known of one writer of an edge: an element of the vector {@code V}. As stored: version of the layout (1 byte),
 * closed (1), writer-set version (4), number of writers (4), sequence (8), frontier (8).
 */
public record WriterState(int writerSetVersion, int writers, long sequence, long frontierMs, Marker.Status status) {

    private static final byte VERSION = 1;

    /** How it is kept in the task's system store. */
    public static final Serde<WriterState> SERDE = new Serde<>() {
        @Override
        public void write(WriterState value, ByteSink sink) {
            sink.writeByte(VERSION);
            sink.writeByte(value.status == Marker.Status.CLOSED ? 1 : 0);
            sink.writeInt(value.writerSetVersion);
            sink.writeInt(value.writers);
            sink.writeLong(value.sequence);
            sink.writeLong(value.frontierMs);
        }

        @Override
        public WriterState read(ByteSource source) {
            if (source.remaining() != 26 || source.readByte() != VERSION) {
                throw new UnreadableValueException("this is no state of a writer of layout " + VERSION);
            }
            Marker.Status status = source.readByte() == 1 ? Marker.Status.CLOSED : Marker.Status.ACTIVE;
            return new WriterState(source.readInt(), source.readInt(), source.readLong(), source.readLong(), status);
        }
    };
}
