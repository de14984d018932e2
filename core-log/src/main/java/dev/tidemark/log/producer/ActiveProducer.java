package dev.tidemark.log.producer;

/**
 * What a log remembers of one producer. Immutable.
 *
 * @param epoch of its latest batch or marker
 * @param lastSequence of its latest batch in this epoch, or -1
 * @param lastTimestampMs of its latest batch or marker, as that carried it, or -1
 * @param coordinatorEpoch of the marker that ended its latest transaction here, or -1
 * @param transactionFirstOffset where its open transaction begins, or -1
 */
public record ActiveProducer(long producerId, short epoch, int lastSequence, long lastTimestampMs, int coordinatorEpoch,
        long transactionFirstOffset) {

    /** Whether it has a transaction open here. */
    public boolean inTransaction() {
        return transactionFirstOffset != ProducerEntry.NO_TRANSACTION;
    }
}
