package dev.tidemark.state;

import java.util.UUID;

/**
 * What the cluster says about a store's changelog partition when a task is taken over.
 *
 * @param logEndOffset the latest offset, read uncommitted
 * @param endOfStoredEpoch where the epoch of the stored position ended, by OffsetsForLeaderEpoch: a smaller offset than the
 *     position's means that the log was truncated; {@link #UNKNOWN} if that was not asked or has no answer
 * @param deleteRetentionMs the topic's {@code delete.retention.ms}
 */
public record ChangelogFacts(UUID topicId, int partition, long logStartOffset, long logEndOffset, long endOfStoredEpoch,
        long deleteRetentionMs) {

    public static final long UNKNOWN = -1L;
}
