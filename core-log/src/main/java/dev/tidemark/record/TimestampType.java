package dev.tidemark.record;

/** Whose clock wrote a record's timestamp: bit 3 of the attributes. */
public enum TimestampType {
    /** The producer's, record by record. */
    CREATE_TIME,
    /** The broker's at the append; all records of the batch have its {@code maxTimestamp}. */
    LOG_APPEND_TIME
}
