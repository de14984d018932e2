package dev.tidemark.log.producer;

/**
 * What a log remembers of one producer. Immutable.
 *
 * @param epoch of its latest batch or marker
 * @param lastSequence of its latest batch in this epoch, or -1
 * @param lastSeenMs when its latest batch or marker was written, by the broker's clock, or -1
 * @param coordinatorEpoch of the marker that ended its latest transaction here, or -1
 * @param transactionFirstOffset where its open transaction begins, or -1
 */
public record ActiveProducer(long producerId, short epoch, int lastSequence, long lastSeenMs, int coordinatorEpoch,
        long transactionFirstOffset) {

    /** Whether it has a transaction open here. */
    public boolean inTransaction() {
        return transactionFirstOffset != ProducerEntry.NO_TRANSACTION;
    }
}
