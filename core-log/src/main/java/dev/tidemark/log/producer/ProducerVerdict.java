package dev.tidemark.log.producer;

/** What a producer's earlier batches say about the next one. */
public sealed interface ProducerVerdict {

    /** It may be appended. */
    record Fits() implements ProducerVerdict {
        static final Fits INSTANCE = new Fits();
    }

    /** It is in the log already. */
    record Duplicate(long baseOffset, long lastOffset, long timestampMs) implements ProducerVerdict {}

    /** It may not be appended. */
    record Refused(Reason reason, String message) implements ProducerVerdict {}

    /** Why not. */
    enum Reason {
        OUT_OF_ORDER_SEQUENCE, DUPLICATE_SEQUENCE, PRODUCER_FENCED, COORDINATOR_FENCED, INVALID_TXN_STATE,
        INVALID_RECORD
    }
}
