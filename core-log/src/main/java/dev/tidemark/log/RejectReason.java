package dev.tidemark.log;

/** Why batches were not appended; each has a Kafka error code of the same meaning. */
public enum RejectReason {
    /** Length, CRC, counts: CORRUPT_MESSAGE. */
    CORRUPT,
    /** Magic 0 or 1: UNSUPPORTED_FOR_MESSAGE_FORMAT. */
    UNSUPPORTED_MAGIC,
    /** Larger than {@code max.message.bytes}: MESSAGE_TOO_LARGE. */
    TOO_LARGE,
    /** All batches together are larger than a segment: RECORD_LIST_TOO_LARGE. */
    LIST_TOO_LARGE,
    /** Its file cannot be opened, as too many segments have un-forced bytes: KAFKA_STORAGE_ERROR, for a while. */
    TOO_MANY_OPEN_FILES,
    /** Outside {@code message.timestamp.before/after.max.ms}: INVALID_TIMESTAMP. */
    INVALID_TIMESTAMP,
    /** A form that clients may not send (control batch, several batches of one producer, no key in a compacted topic): INVALID_RECORD. */
    INVALID_RECORD,
    /** Not the next sequence: OUT_OF_ORDER_SEQUENCE_NUMBER. */
    OUT_OF_ORDER_SEQUENCE,
    /** An old batch that is no longer remembered: DUPLICATE_SEQUENCE_NUMBER. */
    DUPLICATE_SEQUENCE,
    /** A newer epoch of the producer is known: INVALID_PRODUCER_EPOCH. */
    PRODUCER_FENCED,
    /** A marker of an older coordinator: TRANSACTION_COORDINATOR_FENCED. */
    COORDINATOR_FENCED,
    /** Not allowed in the state of the producer's transaction: INVALID_TXN_STATE. */
    INVALID_TXN_STATE
}
