package dev.tidemark.streams.wire;

import dev.tidemark.serde.ByteSink;
import dev.tidemark.serde.ByteSource;
import dev.tidemark.serde.UnreadableValueException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What travels with a record that was behind its source's watermark: the watermark that it met, so that every operator
 * decides alike, wherever and whenever it runs, and the record as it was on its source topic, for the late output. Value
 * of the header {@code tm.late}. See {@code docs/formats/lateness.md}.
 *
 * <pre>
 *  bytes  field
 *      1  version of the layout, 1
 *      8  met, ms
 *      8  timestamp on the source topic, ms
 *      4  length of the key there, -1: null
 *      n  key
 *      4  length of the value there, -1: null, -2: the same bytes as this record's value
 *      n  value
 * </pre>
 */
public final class Lateness {

    /** Key of the header in internal topics. */
    public static final String HEADER = "tm.late";
    /** Key of the header on records of a late output: {@code met} minus event time in ASCII digits. */
    public static final String OUTPUT_HEADER = "tidemark.late.ms";

    private static final byte VERSION = 1;
    private static final int NULL = -1;
    private static final int SAME = -2;

    private final long metMs;
    private final long sourceTimestampMs;
    private final @Nullable ByteBuffer sourceKey;
    private final @Nullable ByteBuffer sourceValue;

    private Lateness(long metMs, long sourceTimestampMs, @Nullable ByteBuffer sourceKey,
            @Nullable ByteBuffer sourceValue) {
        this.metMs = metMs;
        this.sourceTimestampMs = sourceTimestampMs;
        this.sourceKey = sourceKey;
        this.sourceValue = sourceValue;
    }

    /** Milliseconds of {@link #OUTPUT_HEADER}. */
    public static byte[] outputValue(long lateMs) {
        return Long.toString(lateMs).getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Appends the bytes.
     *
     * @param sourceKey bytes from position to limit, or null
     * @param sourceValue bytes from position to limit, or null; left out if they equal {@code value}
     * @param value the value of the record that will carry this
     */
    public static void write(long metMs, long sourceTimestampMs, @Nullable ByteBuffer sourceKey,
            @Nullable ByteBuffer sourceValue, @Nullable ByteBuffer value, ByteSink sink) {
        sink.writeByte(VERSION);
        sink.writeLong(metMs);
        sink.writeLong(sourceTimestampMs);
        writePart(sourceKey, sink);
        if (sourceValue != null && sourceValue.equals(value)) {
            sink.writeInt(SAME);
        } else {
            writePart(sourceValue, sink);
        }
    }

    private static void writePart(@Nullable ByteBuffer part, ByteSink sink) {
        if (part == null) {
            sink.writeInt(NULL);
        } else {
            sink.writeInt(part.remaining());
            sink.write(part);
        }
    }

    /** Only the watermark that was met: all that most operators need. */
    public static long readMetMs(ByteSource source) {
        byte version = source.readByte();
        if (version != VERSION) {
            throw new UnreadableValueException("lateness layout " + version + " is not known, only " + VERSION);
        }
        return source.readLong();
    }

    /**
     * Reads all of it; keys and values are views on the source's array.
     *
     * @param value the value of the record that carried this
     */
    public static Lateness read(ByteSource source, @Nullable ByteBuffer value) {
        long metMs = readMetMs(source);
        long timestampMs = source.readLong();
        ByteBuffer key = readPart(source, source.readInt());
        int length = source.readInt();
        ByteBuffer sourceValue = length == SAME ? value : readPart(source, length);
        return new Lateness(metMs, timestampMs, key, sourceValue);
    }

    private static @Nullable ByteBuffer readPart(ByteSource source, int length) {
        if (length == NULL) {
            return null;
        }
        int from = source.advance(length);
        return ByteBuffer.wrap(source.array(), from, length).slice();
    }

    /** The watermark of its source partition when the record came. */
    public long metMs() {
        return metMs;
    }

    public long sourceTimestampMs() {
        return sourceTimestampMs;
    }

    public @Nullable ByteBuffer sourceKey() {
        return sourceKey;
    }

    public @Nullable ByteBuffer sourceValue() {
        return sourceValue;
    }
}
