package dev.tidemark.log.producer;

/**
 * A transaction that has records in a log and no end. Immutable.
 *
 * @param firstOffset of its first record here: readers of committed data see nothing from there on
 * @param sinceMs the timestamp that its first batch here carried; after a restart, that of its producer's latest one before
 */
public record OpenTransaction(long producerId, short epoch, long firstOffset, long sinceMs) {}
