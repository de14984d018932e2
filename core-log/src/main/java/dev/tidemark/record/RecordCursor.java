package dev.tidemark.record;

import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Walks the records of batches; run by whoever holds it. Allocates nothing per record: keys, values and headers are positions
 * in {@link #data}. A compressed batch is decompressed once, into an array that the cursor keeps and that never grows past a
 * cap.
 *
 * <pre>{@code
 * cursor.reset(batch);
 * while (cursor.next()) {
 *     use(cursor.data(), cursor.valuePosition(), cursor.valueLength());
 * }
 * cursor.check("orders-2");   // or look at problem()
 * }</pre>
 *
 * <p>Whatever the bytes hold, {@link #next} answers false at the first thing wrong and {@link #problem} names it: a walk is
 * complete only if there is none. The CRC is not looked at: {@link RecordBatch#validate} does that, once, where bytes come in.
 */
public final class RecordCursor {

    /** What a batch may decompress to unless the constructor is told otherwise: 32 MiB. */
    public static final int DECOMPRESSED_BYTES_MAX = 32 << 20;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final BatchDecompressor decompressor;

    private ByteBuffer data = NOTHING;
    private int at;
    private int end;
    private int recordsLeft;
    private @Nullable BatchProblem problem;
    /** Set by the readers of variable-length integers, looked at once per record. */
    private boolean malformed;

    private long baseOffset;
    private int lastOffsetDelta;
    private long baseTimestamp;
    private long appendTime;
    private boolean hasAppendTime;
    private int baseSequence;

    private int offsetDelta;
    private long timestampDelta;
    private int keyPosition;
    private int keyLength;
    private int valuePosition;
    private int valueLength;
    private int headerCount;
    private int headersPosition;

    private int headersLeft;
    private int headerAt;
    private int headerKeyPosition;
    private int headerKeyLength;
    private int headerValuePosition;
    private int headerValueLength;

    public RecordCursor() {
        this(DECOMPRESSED_BYTES_MAX);
    }

    /** @param decompressedBytesMax what a batch may decompress to; a larger one is refused */
    public RecordCursor(int decompressedBytesMax) {
        this.decompressor = new BatchDecompressor(decompressedBytesMax);
    }

    /** Goes before the first record of the batch, whose bytes must stay as they are during the walk. Returns this. */
    public RecordCursor reset(RecordBatch batch) {
        recordsLeft = 0;
        offsetDelta = -1;
        problem = batch.validateUnchecked();
        if (problem != null) {
            return this;
        }
        baseOffset = batch.baseOffset();
        lastOffsetDelta = batch.lastOffsetDelta();
        baseTimestamp = batch.baseTimestamp();
        appendTime = batch.maxTimestamp();
        hasAppendTime = batch.timestampType() == TimestampType.LOG_APPEND_TIME;
        baseSequence = batch.baseSequence();
        int from = batch.position() + BatchLayout.HEADER_SIZE;
        int length = batch.sizeInBytes() - BatchLayout.HEADER_SIZE;
        CompressionType compression = batch.compression();
        if (compression == CompressionType.NONE) {
            data = batch.buffer();
            at = from;
            end = from + length;
        } else {
            problem = decompressor.decompress(compression, batch.buffer(), from, length);
            data = decompressor.output();
            at = 0;
            end = decompressor.size();
        }
        if (problem == null) {
            recordsLeft = batch.recordCount();
            if (recordsLeft > (end - at) / BatchLayout.RECORD_SIZE_MIN) {
                fail(BatchProblem.COUNT);
            } else if (recordsLeft == 0 && at != end) {
                fail(BatchProblem.RECORDS_LEFT);
            }
        }
        return this;
    }

    /** Moves to the next record; false behind the last one and at a {@link #problem}, when no record can be asked about. */
    public boolean next() {
        if (recordsLeft == 0) {
            return false;
        }
        malformed = false;
        int length = readVarint(end);
        if (malformed) {
            return fail(BatchProblem.VARINT);
        }
        if (length < BatchLayout.RECORD_SIZE_MIN - 1 || length > end - at) {
            return fail(BatchProblem.RECORD_LENGTH);
        }
        int recordEnd = at + length;
        at++; // the record's attributes: no bit of them is in use
        timestampDelta = readVarlong(recordEnd);
        int delta = readVarint(recordEnd);
        keyLength = readVarint(recordEnd);
        keyPosition = at;
        if (!skip(keyLength, recordEnd)) {
            return fail(malformed ? BatchProblem.VARINT : BatchProblem.FIELD_LENGTH);
        }
        valueLength = readVarint(recordEnd);
        valuePosition = at;
        if (!skip(valueLength, recordEnd)) {
            return fail(malformed ? BatchProblem.VARINT : BatchProblem.FIELD_LENGTH);
        }
        headerCount = readVarint(recordEnd);
        headersPosition = at;
        headersLeft = 0;
        if (malformed) {
            return fail(BatchProblem.VARINT);
        }
        if (headerCount != 0 && !skipHeaders(recordEnd)) {
            return fail(malformed ? BatchProblem.VARINT : BatchProblem.FIELD_LENGTH);
        }
        if (at != recordEnd) {
            return fail(BatchProblem.RECORD_LENGTH);
        }
        if (delta <= offsetDelta || delta > lastOffsetDelta) {
            return fail(BatchProblem.OFFSET_DELTA);
        }
        offsetDelta = delta;
        recordsLeft--;
        if (recordsLeft == 0 && at != end) {
            return fail(BatchProblem.RECORDS_LEFT);
        }
        headersLeft = headerCount;
        headerAt = headersPosition;
        return true;
    }

    /** What ended the walk early, or null. */
    public @Nullable BatchProblem problem() {
        return problem;
    }

    /**
     * Fails if a problem ended the walk early.
     *
     * @param where the topic-partition or file, for the message
     * @throws TidemarkException with {@link FailureCode#RECORD_UNREADABLE}
     */
    public void check(String where) {
        if (problem != null) {
            throw new TidemarkException(FailureCode.RECORD_UNREADABLE, "A record batch cannot be read",
                    where + "@" + (baseOffset + offsetDelta + 1), problem.text(),
                    "fetch it from another replica, or skip it by seeking to offset "
                            + (baseOffset + lastOffsetDelta + 1));
        }
    }

    public long offset() {
        return baseOffset + offsetDelta;
    }

    /** The record's offset less the batch's base offset. */
    int offsetDelta() {
        return offsetDelta;
    }

    /** Milliseconds; the batch's append time if it has one. */
    public long timestamp() {
        return hasAppendTime ? appendTime : baseTimestamp + timestampDelta;
    }

    /** The record's sequence within its producer, or {@link BatchLayout#NO_SEQUENCE}. */
    public int sequence() {
        return baseSequence == BatchLayout.NO_SEQUENCE ? BatchLayout.NO_SEQUENCE
                : RecordBatch.sequencePlus(baseSequence, offsetDelta);
    }

    /** The bytes in which all positions are absolute indexes. Valid until {@link #reset}; never written to. */
    public ByteBuffer data() {
        return data;
    }

    public int keyPosition() {
        return keyPosition;
    }

    /** Negative: the key is null. */
    public int keyLength() {
        return keyLength;
    }

    public int valuePosition() {
        return valuePosition;
    }

    /** Negative: the value is null. */
    public int valueLength() {
        return valueLength;
    }

    public int headerCount() {
        return headerCount;
    }

    /** Moves to the record's next header; false behind the last. */
    public boolean nextHeader() {
        if (headersLeft == 0) {
            return false;
        }
        headersLeft--;
        int recordAt = at;
        at = headerAt;
        readHeader(recordAt);
        headerAt = at;
        at = recordAt;
        return true;
    }

    /** Goes before the record's first header again. */
    public void rewindHeaders() {
        headersLeft = headerCount;
        headerAt = headersPosition;
    }

    public int headerKeyPosition() {
        return headerKeyPosition;
    }

    public int headerKeyLength() {
        return headerKeyLength;
    }

    public int headerValuePosition() {
        return headerValuePosition;
    }

    /** Negative: the header's value is null. */
    public int headerValueLength() {
        return headerValueLength;
    }

    /** A copy of the key. For those who need an array of their own. */
    public byte @Nullable [] key() {
        return copy(keyPosition, keyLength);
    }

    /** A copy of the value. For those who need an array of their own. */
    public byte @Nullable [] value() {
        return copy(valuePosition, valueLength);
    }

    /** The headers as objects. For those who need them so. */
    public Headers headers() {
        if (headerCount == 0) {
            return Headers.none();
        }
        List<Header> headers = new ArrayList<>(headerCount);
        rewindHeaders();
        while (nextHeader()) {
            byte[] key = copy(headerKeyPosition, headerKeyLength);
            headers.add(new Header(new String(key == null ? new byte[0] : key, StandardCharsets.UTF_8),
                    copy(headerValuePosition, headerValueLength)));
        }
        rewindHeaders();
        return Headers.of(headers);
    }

    /** Where the header entries start; they end where the record does. */
    int headersPosition() {
        return headersPosition;
    }

    int headersLength() {
        return at - headersPosition;
    }

    private byte @Nullable [] copy(int position, int length) {
        if (length < 0) {
            return null;
        }
        byte[] bytes = new byte[length];
        data.get(position, bytes);
        return bytes;
    }

    private boolean skipHeaders(int recordEnd) {
        // Each header takes two bytes at least: the count is bounded before anything loops over it.
        if (headerCount < 0 || headerCount > (recordEnd - at) / 2) {
            return false;
        }
        for (int i = 0; i < headerCount; i++) {
            if (!readHeader(recordEnd)) {
                return false;
            }
        }
        return true;
    }

    private boolean readHeader(int recordEnd) {
        headerKeyLength = readVarint(recordEnd);
        headerKeyPosition = at;
        if (headerKeyLength < 0 || !skip(headerKeyLength, recordEnd)) {
            return false;
        }
        headerValueLength = readVarint(recordEnd);
        headerValuePosition = at;
        return skip(headerValueLength, recordEnd);
    }

    /** Moves past a field; negative lengths other than -1 name no field. */
    private boolean skip(int length, int fieldEnd) {
        if (malformed || length < -1 || length > fieldEnd - at) {
            return false;
        }
        at += Math.max(length, 0);
        return true;
    }

    private int readVarint(int fieldEnd) {
        int value = 0;
        for (int shift = 0; shift < 35 && at < fieldEnd; shift += 7) {
            int b = data.get(at++);
            value |= (b & 0x7f) << shift;
            if (b >= 0) {
                return (value >>> 1) ^ -(value & 1);
            }
        }
        malformed = true;
        return 0;
    }

    private long readVarlong(int fieldEnd) {
        long value = 0;
        for (int shift = 0; shift < 70 && at < fieldEnd; shift += 7) {
            long b = data.get(at++);
            value |= (b & 0x7f) << shift;
            if (b >= 0) {
                return (value >>> 1) ^ -(value & 1);
            }
        }
        malformed = true;
        return 0;
    }

    private boolean fail(BatchProblem found) {
        problem = found;
        recordsLeft = 0;
        keyLength = -1;
        valueLength = -1;
        headerCount = 0;
        headersLeft = 0;
        return false;
    }
}
