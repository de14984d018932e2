package dev.tidemark.record;

import dev.tidemark.core.failure.Invariants;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Fills one batch at a time; run by whoever holds it. Append until it answers false or the batch is due, {@link #finish} it,
 * hand the bytes on, {@link #reset} once they are no longer needed. Arrays are reused from batch to batch.
 *
 * <p>The bound is on the batch before compression, so that a batch never has to be opened again because it came out too large
 * (incompressible records grow by less than one in a thousand). Offsets are consecutive from zero.
 */
public final class RecordBatchBuilder {

    private static final byte[] NOTHING = new byte[0];

    private final CompressionType compression;
    private final @Nullable RecordCodec codec;
    private final BoundedBuffer plain;
    private final BoundedBuffer compressed = new BoundedBuffer(Integer.MAX_VALUE - 8);

    private int count;
    private long baseTimestamp;
    private long maxTimestamp;
    private boolean finished;
    private int nextDelta;
    private boolean baseTimestampGiven;

    /** A builder of batches that are not compressed. */
    public RecordBatchBuilder(int sizeInBytesMax) {
        this(sizeInBytesMax, CompressionType.NONE);
    }

    /** A builder of batches compressed at the type's default level. */
    public RecordBatchBuilder(int sizeInBytesMax, CompressionType compression) {
        this(sizeInBytesMax, compression, compression.levelDefault());
    }

    /**
     * @param sizeInBytesMax of a batch with its header, before compression
     * @param level as in {@code compression.gzip.level}, {@code compression.lz4.level}, {@code compression.zstd.level}
     */
    public RecordBatchBuilder(int sizeInBytesMax, CompressionType compression, int level) {
        Invariants.check(sizeInBytesMax >= BatchLayout.HEADER_SIZE, "a batch has a header");
        this.compression = compression;
        this.codec = compression == CompressionType.NONE ? null : RecordCodec.of(compression, level);
        this.plain = new BoundedBuffer(sizeInBytesMax);
        reset();
    }

    /** The size of a batch of one such record at the most; for those who size builders by their records. */
    public static int sizeOfOne(int keyLength, int valueLength, Headers headers) {
        // length, attributes, both deltas, three counts: their largest forms
        return Math.toIntExact(BatchLayout.HEADER_SIZE + 5 + 1 + 10 + 5 + 15L + Math.max(0, keyLength)
                + Math.max(0, valueLength) + headers.encoded().length);
    }

    /**
     * Adds a record.
     *
     * @param timestampMs milliseconds
     * @param key position to limit, neither of which moves; null is a record without a key
     * @param value likewise; null is a tombstone in a compacted topic
     * @return false, and nothing added, if the batch would pass its bound
     */
    public boolean append(long timestampMs, @Nullable ByteBuffer key, @Nullable ByteBuffer value, Headers headers) {
        int keyLength = key == null ? -1 : key.remaining();
        int valueLength = value == null ? -1 : value.remaining();
        byte[] encoded = headers.encoded();
        if (!begin(timestampMs, keyLength, valueLength, headers.count(), encoded.length)) {
            return false;
        }
        putVarint(keyLength);
        if (key != null) {
            put(key, key.position(), keyLength);
        }
        putVarint(valueLength);
        if (value != null) {
            put(value, value.position(), valueLength);
        }
        putVarint(headers.count());
        plain.put(encoded, 0, encoded.length);
        return true;
    }

    /** As {@link #append(long, ByteBuffer, ByteBuffer, Headers)}, from whole arrays. */
    public boolean append(long timestampMs, byte @Nullable [] key, byte @Nullable [] value, Headers headers) {
        return append(timestampMs, key == null ? NOTHING : key, 0, key == null ? -1 : key.length,
                value == null ? NOTHING : value, 0, value == null ? -1 : value.length, headers);
    }

    /** As {@link #append(long, ByteBuffer, ByteBuffer, Headers)}, from slices of arrays; a length of -1 is null. */
    public boolean append(long timestampMs, byte[] key, int keyOffset, int keyLength, byte[] value, int valueOffset,
            int valueLength, Headers headers) {
        byte[] encoded = headers.encoded();
        if (!begin(timestampMs, keyLength, valueLength, headers.count(), encoded.length)) {
            return false;
        }
        putVarint(keyLength);
        if (keyLength > 0) {
            plain.put(key, keyOffset, keyLength);
        }
        putVarint(valueLength);
        if (valueLength > 0) {
            plain.put(value, valueOffset, valueLength);
        }
        putVarint(headers.count());
        plain.put(encoded, 0, encoded.length);
        return true;
    }

    /** Adds the record that a cursor stands on, with its timestamp and headers, without opening it. */
    public boolean append(RecordCursor record) {
        int keyLength = record.keyLength();
        int valueLength = record.valueLength();
        int headersLength = record.headersLength();
        if (!begin(record.timestamp(), keyLength, valueLength, record.headerCount(), headersLength)) {
            return false;
        }
        putVarint(keyLength);
        put(record.data(), record.keyPosition(), keyLength);
        putVarint(valueLength);
        put(record.data(), record.valuePosition(), valueLength);
        putVarint(record.headerCount());
        put(record.data(), record.headersPosition(), headersLength);
        return true;
    }

    /** The base timestamp of a batch that is still empty, instead of its first record's timestamp. */
    public void baseTimestamp(long timestampMs) {
        Invariants.check(count == 0, "a base timestamp is set before the first record");
        baseTimestamp = timestampMs;
        baseTimestampGiven = true;
    }

    /** As {@link #append(RecordCursor)}, but the record keeps its offset within the batch: for batches of which records were dropped. */
    public boolean retain(RecordCursor record) {
        Invariants.check(record.offsetDelta() >= nextDelta, "records keep their order");
        nextDelta = record.offsetDelta();
        return append(record);
    }

    public int recordCount() {
        return count;
    }

    public boolean isEmpty() {
        return count == 0;
    }

    /** The batch's size if it were finished now without compression; an upper bound, nearly, with it. */
    public int sizeEstimate() {
        return plain.size();
    }

    public int sizeInBytesMax() {
        return plain.size() + plain.room();
    }

    /** The largest timestamp so far; {@link BatchLayout#NO_TIMESTAMP} if there is no record. */
    public long maxTimestamp() {
        return maxTimestamp;
    }

    /**
     * Compresses, stamps, computes the CRC.
     *
     * @return one batch, position to limit: the builder's own memory, valid until {@link #reset}. It may be stamped again
     *         through a {@link RecordBatch}
     */
    public ByteBuffer finish(BatchStamp stamp) {
        Invariants.check(!finished, "a batch is finished once; reset the builder first");
        finished = true;
        BoundedBuffer from = plain;
        if (codec != null && count > 0) {
            compressed.clear();
            compressed.ensure(BatchLayout.HEADER_SIZE);
            compressed.advance(BatchLayout.HEADER_SIZE);
            codec.compress(plain.array(), BatchLayout.HEADER_SIZE, plain.size() - BatchLayout.HEADER_SIZE, compressed);
            from = compressed;
        }
        ByteBuffer buffer = ByteBuffer.wrap(from.array(), 0, from.size());
        int attributes = compression.id() | (stamp.transactional() ? BatchLayout.TRANSACTIONAL_BIT : 0)
                | (stamp.control() ? BatchLayout.CONTROL_BIT : 0);
        buffer.putLong(BatchLayout.BASE_OFFSET, stamp.baseOffset());
        buffer.putInt(BatchLayout.LENGTH, from.size() - BatchLayout.LOG_OVERHEAD);
        buffer.putInt(BatchLayout.LEADER_EPOCH, stamp.leaderEpoch());
        buffer.put(BatchLayout.MAGIC, BatchLayout.MAGIC_V2);
        buffer.putShort(BatchLayout.ATTRIBUTES, (short) attributes);
        buffer.putInt(BatchLayout.LAST_OFFSET_DELTA, Math.max(0, nextDelta - 1));
        buffer.putLong(BatchLayout.BASE_TIMESTAMP, baseTimestamp);
        buffer.putLong(BatchLayout.MAX_TIMESTAMP, maxTimestamp);
        buffer.putLong(BatchLayout.PRODUCER_ID, stamp.producerId());
        buffer.putShort(BatchLayout.PRODUCER_EPOCH, stamp.producerEpoch());
        buffer.putInt(BatchLayout.BASE_SEQUENCE, stamp.baseSequence());
        buffer.putInt(BatchLayout.RECORD_COUNT, count);
        buffer.putInt(BatchLayout.CRC, new RecordBatch().wrap(buffer, 0).computeCrc());
        return buffer;
    }

    /** Empties the builder; what {@link #finish} returned is no longer valid. */
    public void reset() {
        plain.clear();
        plain.ensure(BatchLayout.HEADER_SIZE);
        plain.advance(BatchLayout.HEADER_SIZE);
        count = 0;
        nextDelta = 0;
        baseTimestampGiven = false;
        baseTimestamp = BatchLayout.NO_TIMESTAMP;
        maxTimestamp = BatchLayout.NO_TIMESTAMP;
        finished = false;
    }

    /** Makes place for a record and writes what comes before its key; false if there is no place. */
    private boolean begin(long timestampMs, int keyLength, int valueLength, int headerCount, int headersLength) {
        Invariants.check(!finished, "a finished batch takes no records");
        boolean first = count == 0 && !baseTimestampGiven;
        long timestampDelta = first ? 0 : timestampMs - baseTimestamp;
        long body = 1 + Varint.size(timestampDelta) + Varint.size(nextDelta) + Varint.size(keyLength)
                + Varint.size(valueLength)
                + Varint.size(headerCount) + (long) Math.max(keyLength, 0) + Math.max(valueLength, 0) + headersLength;
        if (body + 5 > Integer.MAX_VALUE) {
            return false;
        }
        if (!plain.ensure(Varint.size((int) body) + (int) body)) {
            return false;
        }
        if (first) {
            baseTimestamp = timestampMs;
        }
        maxTimestamp = Math.max(maxTimestamp, timestampMs);
        putVarint((int) body);
        plain.putByte(0);
        int from = plain.size();
        plain.advance(Varint.put(plain.array(), from, timestampDelta) - from);
        putVarint(nextDelta);
        nextDelta++;
        count++;
        return true;
    }

    private void putVarint(int value) {
        int from = plain.size();
        plain.advance(Varint.put(plain.array(), from, value) - from);
    }

    private void put(ByteBuffer bytes, int position, int length) {
        if (length > 0) {
            bytes.get(position, plain.array(), plain.size(), length);
            plain.advance(length);
        }
    }
}
