package dev.tidemark.record;

/**
 * What a batch is given when it is finished: whose it is and where it goes. Builders know none of it before, so that a batch
 * can be filled while the transaction that will carry it has not begun.
 *
 * @param producerId {@link BatchLayout#NO_PRODUCER_ID} if the producer is not idempotent
 * @param baseSequence the first record's sequence, or {@link BatchLayout#NO_SEQUENCE}
 * @param transactional whether the batch belongs to a transaction
 * @param control whether the records are control records
 * @param leaderEpoch {@link BatchLayout#NO_LEADER_EPOCH} for the leader to stamp
 * @param baseOffset 0 for the leader to stamp
 */
public record BatchStamp(long producerId, short producerEpoch, int baseSequence, boolean transactional, boolean control,
        int leaderEpoch, long baseOffset) {

    private static final BatchStamp PLAIN = new BatchStamp(BatchLayout.NO_PRODUCER_ID, BatchLayout.NO_PRODUCER_EPOCH,
            BatchLayout.NO_SEQUENCE, false, false, BatchLayout.NO_LEADER_EPOCH, 0L);

    /** A batch of a producer that is neither idempotent nor transactional. */
    public static BatchStamp plain() {
        return PLAIN;
    }

    public static BatchStamp idempotent(long producerId, short producerEpoch, int baseSequence) {
        return new BatchStamp(producerId, producerEpoch, baseSequence, false, false, BatchLayout.NO_LEADER_EPOCH, 0L);
    }

    public static BatchStamp transactional(long producerId, short producerEpoch, int baseSequence) {
        return new BatchStamp(producerId, producerEpoch, baseSequence, true, false, BatchLayout.NO_LEADER_EPOCH, 0L);
    }

    /** A batch that a leader writes itself, such as a coordinator's. */
    public BatchStamp at(long baseOffset, int leaderEpoch) {
        return new BatchStamp(producerId, producerEpoch, baseSequence, transactional, control, leaderEpoch, baseOffset);
    }
}
