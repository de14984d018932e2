package dev.tidemark.state;

import org.jspecify.annotations.Nullable;

/**
 * Whether a store may go on from its local content: only if the changelog behind its position tells everything that happened
 * since. Pure.
 */
public final class PositionCheck {

    private PositionCheck() {}

    /**
     * Judges a position.
     *
     * @param position of the content; null: there is none
     * @param trimmedBefore up to where this task recorded that it trims the changelog; smaller than any offset if never
     * @return null if the content can be used
     */
    public static @Nullable RebuildReason judge(@Nullable StorePosition position, ChangelogFacts facts,
            long trimmedBefore,
            long nowMs) {
        if (position == null) {
            return RebuildReason.NOTHING_LOCAL;
        }
        if (!position.topicId().equals(facts.topicId()) || position.partition() != facts.partition()) {
            return RebuildReason.TOPIC_RECREATED;
        }
        if (position.offset() > facts.logEndOffset()) {
            return RebuildReason.BEYOND_END;
        }
        if (position.offset() < facts.logStartOffset() && facts.logStartOffset() > trimmedBefore) {
            return RebuildReason.BELOW_START;
        }
        if (facts.endOfStoredEpoch() != ChangelogFacts.UNKNOWN && facts.endOfStoredEpoch() < position.offset()) {
            return RebuildReason.EPOCH_TRUNCATED;
        }
        // Nothing behind the position means that no tombstone can have been missed, however long ago it was.
        boolean behind = position.offset() < facts.logEndOffset();
        return behind && nowMs - position.wallTimeMs() > usableForMs(facts.deleteRetentionMs())
                ? RebuildReason.TOO_OLD
                : null;
    }

    /** For how long a position is good: a seventh less than tombstones are kept, since clocks and cleaners differ. */
    static long usableForMs(long deleteRetentionMs) {
        return deleteRetentionMs - deleteRetentionMs / 7;
    }
}
