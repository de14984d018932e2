package dev.tidemark.record;

import dev.tidemark.core.failure.Invariants;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The control record that ends a producer's transaction in a partition (KIP-98).
 *
 * <pre>
 *  key    version int16 = 0 | type int16: 0 abort, 1 commit
 *  value  version int16 = 0 | coordinator epoch int32
 * </pre>
 *
 * @param commit false: the transaction's records never existed for read_committed readers
 * @param coordinatorEpoch of the coordinator that decided; a marker of an older one is fenced
 */
public record EndTransactionMarker(boolean commit, int coordinatorEpoch) {

    private static final short VERSION = 0;
    private static final short ABORT = 0;
    private static final short COMMIT = 1;
    private static final int KEY_SIZE = 4;
    private static final int VALUE_SIZE = 6;

    /** The control record's key. */
    public ByteBuffer key() {
        return ByteBuffer.allocate(KEY_SIZE).putShort(VERSION).putShort(commit ? COMMIT : ABORT).flip();
    }

    /** The control record's value. */
    public ByteBuffer value() {
        return ByteBuffer.allocate(VALUE_SIZE).putShort(VERSION).putInt(coordinatorEpoch).flip();
    }

    /**
     * The whole batch, which holds this record alone.
     *
     * @param timestampMs when the coordinator decided
     */
    public ByteBuffer toBatch(long baseOffset, int leaderEpoch, long timestampMs, long producerId,
            short producerEpoch) {
        RecordBatchBuilder builder = new RecordBatchBuilder(
                RecordBatchBuilder.sizeOfOne(KEY_SIZE, VALUE_SIZE, Headers.none()));
        Invariants.check(builder.append(timestampMs, key(), value(), Headers.none()), "a marker fits its batch");
        return builder
                .finish(new BatchStamp(producerId, producerEpoch, BatchLayout.NO_SEQUENCE, true, true, leaderEpoch,
                        baseOffset));
    }

    /**
     * The marker that a cursor over a control batch stands on, or null if it is another control record or none that is
     * known. Later versions of the value may be longer.
     */
    public static @Nullable EndTransactionMarker read(RecordCursor record) {
        if (record.keyLength() < KEY_SIZE || record.valueLength() < VALUE_SIZE) {
            return null;
        }
        ByteBuffer data = record.data();
        short type = data.getShort(record.keyPosition() + 2);
        if (data.getShort(record.keyPosition()) < 0 || data.getShort(record.valuePosition()) < 0
                || (type != ABORT && type != COMMIT)) {
            return null;
        }
        return new EndTransactionMarker(type == COMMIT, data.getInt(record.valuePosition() + 2));
    }
}
