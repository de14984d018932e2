package dev.tidemark.log.index;

/**
 * A transaction that ended with an abort marker in this partition.
 *
 * @param producerId whose it was
 * @param firstOffset its first record
 * @param lastOffset its abort marker
 * @param lastStableOffset the last stable offset when the marker was appended: no transaction before it was open
 */
public record AbortedTransaction(long producerId, long firstOffset, long lastOffset, long lastStableOffset) {}
