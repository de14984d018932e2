package dev.tidemark.log;

/**
 * A record found by its timestamp.
 *
 * @param offset of the record
 * @param timestampMs of the record
 * @param leaderEpoch of its batch, -1 if unknown
 */
public record OffsetLookup(long offset, long timestampMs, int leaderEpoch) {}
