package dev.tidemark.streams.runtime.operator;

import dev.tidemark.serde.ByteSink;
import dev.tidemark.serde.ByteSource;
import dev.tidemark.serde.Serde;
import dev.tidemark.serde.UnreadableValueException;
import dev.tidemark.streams.runtime.time.SourceWatermark;
import org.jspecify.annotations.Nullable;

/**
 * The values of a {@link JoinMoment}, one behind the other to the end; big-endian. Drawn in {@code docs/formats/state-store.md}.
 *
 * <pre>
 *   { flags int8: 1 late, 2 null, 4 origin | met int64, if late | size int32 | value, size bytes
 *                                          | size int32 | origin, size bytes, if there is one } ...
 * </pre>
 *
 * @param valueSerde of one value
 */
public record JoinMomentSerde(Serde<Object> valueSerde) implements Serde<Object> {

    private static final int LATE = 1;
    private static final int NULL = 2;
    private static final int ORIGIN = 4;

    @Override
    public void write(Object moment, ByteSink sink) {
        JoinMoment records = (JoinMoment) moment;
        for (int i = 0; i < records.size(); i++) {
            Object value = records.value(i);
            boolean late = records.metMs(i) != SourceWatermark.ON_TIME;
            byte[] origin = records.origin(i);
            sink.writeByte((late ? LATE : 0) | (value == null ? NULL : 0) | (origin == null ? 0 : ORIGIN));
            if (late) {
                sink.writeLong(records.metMs(i));
            }
            writeSized(value, sink);
            if (origin != null) {
                sink.writeInt(origin.length);
                sink.write(origin);
            }
        }
    }

    /** The size is known once the value is written: it goes behind four bytes kept free for it. */
    private void writeSized(@Nullable Object value, ByteSink sink) {
        int at = sink.size();
        sink.writeInt(0);
        if (value == null) {
            return;
        }
        valueSerde.write(value, sink);
        int size = sink.size() - at - Integer.BYTES;
        byte[] array = sink.array();
        array[at] = (byte) (size >>> 24);
        array[at + 1] = (byte) (size >>> 16);
        array[at + 2] = (byte) (size >>> 8);
        array[at + 3] = (byte) size;
    }

    @Override
    public Object read(ByteSource source) {
        JoinMoment records = new JoinMoment();
        while (source.remaining() > 0) {
            int flags = source.readByte();
            if ((flags & ~(LATE | NULL | ORIGIN)) != 0) {
                throw new UnreadableValueException("a record of a join's side has the unknown flags " + flags);
            }
            long metMs = (flags & LATE) != 0 ? source.readLong() : SourceWatermark.ON_TIME;
            int end = source.narrow(source.readInt());
            Object value = (flags & NULL) != 0 ? null : valueSerde.read(source);
            source.widen(end);
            records.add(value, metMs, (flags & ORIGIN) != 0 ? source.readBytes(source.readInt()) : null);
        }
        return records;
    }
}
