package dev.tidemark.record;

import dev.tidemark.core.failure.Invariants;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A view over one batch, run by whoever holds it: it reads and stamps fields in place, never owns memory, and is moved to
 * the next batch with {@link #wrap} instead of being replaced. Layout: {@link BatchLayout}.
 *
 * <p>Accessors trust the bytes; look at {@link #validate} first where they come from outside. The buffer's position and
 * limit are never changed.
 */
public final class RecordBatch {

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private ByteBuffer buffer = NOTHING;
    private int start;
    private @Nullable CRC32C crc32c;

    /** Looks at the batch that starts at {@code position} of {@code buffer}, an absolute index. Returns this. */
    public RecordBatch wrap(ByteBuffer buffer, int position) {
        Invariants.check(position >= 0 && position <= buffer.limit(), "a batch starts inside its buffer");
        this.buffer = buffer;
        this.start = position;
        return this;
    }

    /** The buffer behind the view. */
    public ByteBuffer buffer() {
        return buffer;
    }

    /** Where the batch starts in {@link #buffer}. */
    public int position() {
        return start;
    }

    /** The batch's bytes as a buffer of their own, shared. */
    public ByteBuffer slice() {
        return buffer.slice(start, sizeInBytes());
    }

    /** Header and records, in bytes, as the length field says. */
    public int sizeInBytes() {
        return BatchLayout.LOG_OVERHEAD + buffer.getInt(start + BatchLayout.LENGTH);
    }

    public long baseOffset() {
        return buffer.getLong(start + BatchLayout.BASE_OFFSET);
    }

    public long lastOffset() {
        return baseOffset() + lastOffsetDelta();
    }

    /** The offset behind the batch. */
    public long nextOffset() {
        return lastOffset() + 1;
    }

    public int lastOffsetDelta() {
        return buffer.getInt(start + BatchLayout.LAST_OFFSET_DELTA);
    }

    /** The epoch of the leader that appended the batch; {@link BatchLayout#NO_LEADER_EPOCH} before that. */
    public int leaderEpoch() {
        return buffer.getInt(start + BatchLayout.LEADER_EPOCH);
    }

    public byte magic() {
        return buffer.get(start + BatchLayout.MAGIC);
    }

    /** The CRC-32C that the batch carries. */
    public int crc() {
        return buffer.getInt(start + BatchLayout.CRC);
    }

    public short attributes() {
        return buffer.getShort(start + BatchLayout.ATTRIBUTES);
    }

    /** Fails on a number that names no compression; {@link #validate} finds that. */
    public CompressionType compression() {
        return Invariants.present(CompressionType.ofId(attributes() & BatchLayout.COMPRESSION_MASK),
                "compression of a validated batch");
    }

    public TimestampType timestampType() {
        return has(BatchLayout.LOG_APPEND_TIME_BIT) ? TimestampType.LOG_APPEND_TIME : TimestampType.CREATE_TIME;
    }

    public boolean transactional() {
        return has(BatchLayout.TRANSACTIONAL_BIT);
    }

    /** Whether the batch holds a control record, such as the end of a transaction, that no application sees. */
    public boolean control() {
        return has(BatchLayout.CONTROL_BIT);
    }

    /** Whether {@link #baseTimestamp} is the time from which the cleaner may drop the batch's tombstones (KIP-534). */
    public boolean hasDeleteHorizon() {
        return has(BatchLayout.DELETE_HORIZON_BIT);
    }

    /** What the records' timestamp deltas add to, milliseconds. */
    public long baseTimestamp() {
        return buffer.getLong(start + BatchLayout.BASE_TIMESTAMP);
    }

    /** The largest timestamp of the records, milliseconds; all have it if the type is log append time. */
    public long maxTimestamp() {
        return buffer.getLong(start + BatchLayout.MAX_TIMESTAMP);
    }

    public long producerId() {
        return buffer.getLong(start + BatchLayout.PRODUCER_ID);
    }

    public boolean hasProducerId() {
        return producerId() > BatchLayout.NO_PRODUCER_ID;
    }

    public short producerEpoch() {
        return buffer.getShort(start + BatchLayout.PRODUCER_EPOCH);
    }

    public int baseSequence() {
        return buffer.getInt(start + BatchLayout.BASE_SEQUENCE);
    }

    /** The last record's sequence; {@link BatchLayout#NO_SEQUENCE} if the batch has none. */
    public int lastSequence() {
        int base = baseSequence();
        return base == BatchLayout.NO_SEQUENCE ? BatchLayout.NO_SEQUENCE : sequencePlus(base, lastOffsetDelta());
    }

    public int recordCount() {
        return buffer.getInt(start + BatchLayout.RECORD_COUNT);
    }

    /** {@code sequence + by}, wrapping from the largest int to zero as producers do. */
    public static int sequencePlus(int sequence, int by) {
        return (int) (((long) sequence + by) & Integer.MAX_VALUE);
    }

    /** The leader's stamp at the append, outside the CRC. */
    public void stamp(long baseOffset, int leaderEpoch) {
        buffer.putLong(start + BatchLayout.BASE_OFFSET, baseOffset);
        buffer.putInt(start + BatchLayout.LEADER_EPOCH, leaderEpoch);
    }

    /** Gives all records the broker's time; computes the CRC anew. */
    public void stampLogAppendTime(long timestampMs) {
        buffer.putShort(start + BatchLayout.ATTRIBUTES, (short) (attributes() | BatchLayout.LOG_APPEND_TIME_BIT));
        buffer.putLong(start + BatchLayout.MAX_TIMESTAMP, timestampMs);
        buffer.putInt(start + BatchLayout.CRC, computeCrc());
    }

    /** Gives the batch to another producer epoch, as a producer does with batches still unsent; computes the CRC anew. */
    public void stampProducer(long producerId, short producerEpoch, int baseSequence) {
        buffer.putLong(start + BatchLayout.PRODUCER_ID, producerId);
        buffer.putShort(start + BatchLayout.PRODUCER_EPOCH, producerEpoch);
        buffer.putInt(start + BatchLayout.BASE_SEQUENCE, baseSequence);
        buffer.putInt(start + BatchLayout.CRC, computeCrc());
    }

    /** The CRC-32C of the bytes from the attributes to the end. */
    public int computeCrc() {
        CRC32C crc = crc32c;
        if (crc == null) {
            crc = new CRC32C();
            crc32c = crc;
        }
        crc.reset();
        int from = start + BatchLayout.ATTRIBUTES;
        int length = sizeInBytes() - BatchLayout.ATTRIBUTES;
        if (buffer.hasArray()) {
            crc.update(buffer.array(), buffer.arrayOffset() + from, length);
        } else {
            crc.update(buffer.slice(from, length));
        }
        return (int) crc.getValue();
    }

    /**
     * Looks at the header and the CRC, not at the records: {@link RecordCursor} judges those.
     *
     * @return null if all is well
     */
    public @Nullable BatchProblem validate() {
        BatchProblem framing = validateFraming();
        if (framing != null) {
            return framing;
        }
        if (crc() != computeCrc()) {
            return BatchProblem.CRC;
        }
        return validateHeader();
    }

    /** {@link #validate} without the CRC, for bytes whose CRC was checked when they came in. Constant cost. */
    public @Nullable BatchProblem validateUnchecked() {
        BatchProblem framing = validateFraming();
        return framing != null ? framing : validateHeader();
    }

    /**
     * Whether a whole batch of format 2 is at this position, by length and magic alone. Constant cost.
     *
     * @return null if it is
     */
    public @Nullable BatchProblem validateFraming() {
        int available = buffer.limit() - start;
        if (available < BatchLayout.LOG_OVERHEAD) {
            return BatchProblem.TOO_SHORT;
        }
        int length = buffer.getInt(start + BatchLayout.LENGTH);
        if (length < BatchLayout.MAGIC + 1 - BatchLayout.LOG_OVERHEAD
                || length > Integer.MAX_VALUE - BatchLayout.LOG_OVERHEAD) {
            return BatchProblem.LENGTH;
        }
        // A batch of format 0 or 1 may be smaller than our header: name the format before the size.
        if (available > BatchLayout.MAGIC && magic() != BatchLayout.MAGIC_V2) {
            return BatchProblem.MAGIC;
        }
        if (length < BatchLayout.HEADER_SIZE - BatchLayout.LOG_OVERHEAD) {
            return BatchProblem.LENGTH;
        }
        return length > available - BatchLayout.LOG_OVERHEAD ? BatchProblem.TOO_SHORT : null;
    }

    private @Nullable BatchProblem validateHeader() {
        CompressionType compression = CompressionType.ofId(attributes() & BatchLayout.COMPRESSION_MASK);
        if (compression == null) {
            return BatchProblem.COMPRESSION;
        }
        int count = recordCount();
        int recordBytes = sizeInBytes() - BatchLayout.HEADER_SIZE;
        if (count < 0
                || (compression == CompressionType.NONE && count > recordBytes / BatchLayout.RECORD_SIZE_MIN)) {
            return BatchProblem.COUNT;
        }
        // A cleaned batch keeps its offset range though records, even all of them, are gone.
        int lastDelta = lastOffsetDelta();
        return lastDelta < 0 || lastDelta < count - 1 ? BatchProblem.OFFSET_RANGE : null;
    }

    private boolean has(int bit) {
        return (attributes() & bit) != 0;
    }

    @Override
    public String toString() {
        int available = buffer.limit() - start;
        return available < BatchLayout.HEADER_SIZE ? "RecordBatch(" + available + " bytes)"
                : "RecordBatch(offsets " + baseOffset() + ".." + lastOffset() + ", " + recordCount() + " records, "
                        + sizeInBytes() + " bytes)";
    }
}
