package dev.tidemark.state;

import java.util.UUID;

/**
 * Up to where of its changelog a store's durable content has come. Written in one batch with that content.
 *
 * @param topicId of the changelog: a topic deleted and created again is another
 * @param partition of the changelog: the task's
 * @param offset of the first record that the content does not have
 * @param leaderEpoch of the last record that it has; -1 if it has none or that is not known
 * @param wallTimeMs when the content was known to be up to date with the changelog
 */
public record StorePosition(UUID topicId, int partition, long offset, int leaderEpoch, long wallTimeMs) {

    /** {@code delete.retention.ms} of changelogs: for how long a store may be away and still learn of every deletion. 7 days. */
    public static final long TOMBSTONES_KEPT_MS = 7L * 24 * 60 * 60 * 1000;
}
