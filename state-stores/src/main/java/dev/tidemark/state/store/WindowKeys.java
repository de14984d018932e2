package dev.tidemark.state.store;

import dev.tidemark.state.StoreLayout;
import org.jspecify.annotations.Nullable;

/**
 * Keys of a windowed store. Run by the task's worker.
 *
 * <pre>
 *  in the engine      | segment int64 | key, any length | start int64 |     segment = floor(start / segment's length)
 *  in the changelog                   | key, any length | start int64 |     an empty key: all that starts before the value expired
 * </pre>
 *
 * <p>Both numbers are big-endian with the sign bit flipped, so that byte order is number order. A segment's entries are
 * neighbours: expiry is a range delete. The changelog knows nothing of segments, whose length may change.
 */
final class WindowKeys extends SegmentKeys {

    private final long advanceMs;
    private final int windowsPerSegment;

    WindowKeys(StoreLayout.Windowed layout) {
        super(layout.segmentMs());
        this.advanceMs = layout.advanceMs();
        this.windowsPerSegment = layout.windowsPerSegment();
    }

    long advanceMs() {
        return advanceMs;
    }

    int windowsPerSegment() {
        return windowsPerSegment;
    }

    /** Composes the engine's key into {@link #composed}. */
    void compose(byte[] key, int offset, int length, long startMs) {
        compose(segmentOf(startMs), key, offset, length, startMs);
    }

    @Override
    public int changelogKeyOffset() {
        return SEGMENT_SIZE;
    }

    @Override
    boolean expired(byte[] engineKey, long beforeMs) {
        return startOf(engineKey) < beforeMs;
    }

    @Override
    public byte @Nullable [] engineKey(byte[] changelogKey, byte @Nullable [] value) {
        int length = changelogKey.length - START_SIZE;
        if (length < 0) {
            return null;
        }
        compose(changelogKey, 0, length, getLong(changelogKey, length));
        return composedCopy();
    }

    @Override
    public String notOurs() {
        return "its key has no window";
    }
}
