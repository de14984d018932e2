package dev.tidemark.state.store;

import dev.tidemark.state.StoreLayout;
import dev.tidemark.state.wrap.KeyForm;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Keys of a windowed store, and how far its windows have expired. Run by the task's worker.
 *
 * <pre>
 *  in the engine      | segment int64 | key, any length | start int64 |     segment = floor(start / segment's length)
 *  in the changelog                   | key, any length | start int64 |     an empty key: all that starts before the value expired
 * </pre>
 *
 * <p>Both numbers are big-endian with the sign bit flipped, so that byte order is number order. A segment's entries are
 * neighbours: expiry is a range delete. The changelog knows nothing of segments, whose length may change.
 */
final class WindowKeys implements KeyForm {

    static final int SEGMENT_SIZE = 8;
    static final int START_SIZE = 8;
    static final byte[] EXPIRY_KEY = new byte[0];

    private final long advanceMs;
    private final int windowsPerSegment;
    private final long segmentMs;
    private byte[] composed = new byte[64];
    private int size;
    private long expiredBeforeMs = Long.MIN_VALUE;

    WindowKeys(StoreLayout.Windowed layout) {
        this.advanceMs = layout.advanceMs();
        this.windowsPerSegment = layout.windowsPerSegment();
        this.segmentMs = layout.segmentMs();
    }

    long advanceMs() {
        return advanceMs;
    }

    int windowsPerSegment() {
        return windowsPerSegment;
    }

    long segmentOf(long startMs) {
        return Math.floorDiv(startMs, segmentMs);
    }

    /** Composes the engine's key into {@link #composed}, {@link #size} bytes long. */
    void compose(byte[] key, int offset, int length, long startMs) {
        size = SEGMENT_SIZE + length + START_SIZE;
        if (composed.length < size) {
            composed = new byte[2 * size];
        }
        putLong(composed, 0, segmentOf(startMs));
        System.arraycopy(key, offset, composed, SEGMENT_SIZE, length);
        putLong(composed, SEGMENT_SIZE + length, startMs);
    }

    byte[] composed() {
        return composed;
    }

    int size() {
        return size;
    }

    byte[] composedCopy() {
        return Arrays.copyOf(composed, size);
    }

    static long startOf(byte[] engineKey) {
        return getLong(engineKey, engineKey.length - START_SIZE);
    }

    static long segmentOfKey(byte[] engineKey) {
        return getLong(engineKey, 0);
    }

    /** The user's key within an engine's. */
    static ByteBuffer keyOf(byte[] engineKey) {
        return ByteBuffer.wrap(engineKey, SEGMENT_SIZE, engineKey.length - SEGMENT_SIZE - START_SIZE);
    }

    /** What all keys of a segment start with; the least key of it, too. */
    static byte[] segmentPrefix(long segment) {
        byte[] prefix = new byte[SEGMENT_SIZE];
        putLong(prefix, 0, segment);
        return prefix;
    }

    /** Windows that start before this have expired, in all layers. */
    long expiredBeforeMs() {
        return expiredBeforeMs;
    }

    void expiredBeforeMs(long startMs) {
        expiredBeforeMs = startMs;
    }

    @Override
    public int changelogKeyOffset() {
        return SEGMENT_SIZE;
    }

    @Override
    public boolean expired(byte[] engineKey) {
        return startOf(engineKey) < expiredBeforeMs;
    }

    static void putLong(byte[] to, int at, long value) {
        ByteBuffer.wrap(to).putLong(at, value ^ Long.MIN_VALUE);
    }

    static long getLong(byte[] from, int at) {
        return ByteBuffer.wrap(from).getLong(at) ^ Long.MIN_VALUE;
    }
}
