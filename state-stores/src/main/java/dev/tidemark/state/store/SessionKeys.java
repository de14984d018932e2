package dev.tidemark.state.store;

import dev.tidemark.state.StoreLayout;
import org.jspecify.annotations.Nullable;

/**
 * Keys of a session store. Run by the task's worker.
 *
 * <pre>
 *  in the engine and
 *  in the changelog   | segment int64 | key, any length | start int64 |  ->  | end int64 | value |
 *                       segment = floor(end / segment's length)
 *  in the changelog   an empty key: all that ended before the value expired
 * </pre>
 *
 * <p>The end itself is part of the value: a session that grows within its segment stays under its key, so that an interval
 * writes it once. One that grows out of it leaves a deletion behind, hence the segment in the changelog.
 */
final class SessionKeys extends SegmentKeys {

    SessionKeys(StoreLayout.Session layout) {
        super(layout.segmentMs());
    }

    /** Composes the key of a session into {@link #composed}. */
    void compose(byte[] key, int offset, int length, long startMs, long endMs) {
        compose(segmentOf(endMs), key, offset, length, startMs);
    }

    @Override
    public int changelogKeyOffset() {
        return 0;
    }

    /** Of a segment that has not expired as a whole the values must be asked. */
    @Override
    boolean expired(byte[] engineKey, long beforeMs) {
        return segmentOfKey(engineKey) < segmentOf(beforeMs);
    }

    @Override
    public byte @Nullable [] engineKey(byte[] changelogKey, byte @Nullable [] value) {
        if (changelogKey.length < SEGMENT_SIZE + START_SIZE) {
            return null;
        }
        if (value != null && (value.length < TimedValue.TIME_SIZE
                || segmentOf(TimedValue.timeOf(value)) != segmentOfKey(changelogKey))) {
            return null;
        }
        return changelogKey;
    }

    @Override
    public String notOurs() {
        return "it is no session of a segment of this length, which follows from the gap between sessions; with another gap"
                + " the store needs another name";
    }
}
