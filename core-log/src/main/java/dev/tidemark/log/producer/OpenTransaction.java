package dev.tidemark.log.producer;

/**
 * A transaction that has records in a log and no end. Immutable.
 *
 * @param firstOffset of its first record here: readers of committed data see nothing from there on
 * @param sinceMs when its first batch was written, by the broker's clock; after a restart, when its producer's latest one before was, and after
 * a crash, when the log was opened
 */
public record OpenTransaction(long producerId, short epoch, long firstOffset, long sinceMs) {}
