package dev.tidemark.broker.group;

/**
 * What a group has stored of one partition.
 *
 * @param offset the next record to read
 * @param leaderEpoch the epoch of the last record read, or -1
 * @param metadata a text of the client's own
 * @param commitTimestampMs wall time of the commit
 * @param expireTimestampMs when it expires if the client asked for a time of its own (OffsetCommit 2 to 4), or -1
 */
public record CommittedOffset(long offset, int leaderEpoch, String metadata, long commitTimestampMs,
        long expireTimestampMs) {

    /** No time of its own. */
    public static final long NO_EXPIRY = -1L;
}
