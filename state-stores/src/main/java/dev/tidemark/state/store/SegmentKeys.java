package dev.tidemark.state.store;

import dev.tidemark.state.KeyRange;
import dev.tidemark.state.wrap.KeyForm;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Keys that begin with a segment of time and end with a start, and how far time has expired. Run by the task's worker.
 *
 * <pre>
 *  in the engine      | segment int64 | key, any length | start int64 |
 * </pre>
 *
 * <p>Both numbers are big-endian with the sign bit flipped, so that byte order is number order. A segment's entries are
 * neighbours: expiry is a range delete.
 */
abstract sealed class SegmentKeys implements KeyForm permits WindowKeys, SessionKeys {

    static final int SEGMENT_SIZE = 8;
    static final int START_SIZE = 8;

    private final long segmentMs;
    private byte[] composed = new byte[64];
    private int size;
    private final Expiry expiry = new Expiry();

    SegmentKeys(long segmentMs) {
        this.segmentMs = segmentMs;
    }

    long segmentOf(long timeMs) {
        return Math.floorDiv(timeMs, segmentMs);
    }

    /** Composes an engine's key into {@link #composed}, {@link #size} bytes long. */
    final void compose(long segment, byte[] key, int offset, int length, long startMs) {
        size = SEGMENT_SIZE + length + START_SIZE;
        if (composed.length < size) {
            composed = new byte[2 * size];
        }
        putLong(composed, 0, segment);
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

    @Override
    public final boolean timed() {
        return true;
    }

    @Override
    public final long firstLiveSegment() {
        return firstFrom(expiry.beforeMs());
    }

    /** All segments before this one have expired by commits. */
    final long firstCommittedSegment() {
        return firstFrom(expiry.committedMs());
    }

    private long firstFrom(long expiredMs) {
        return expiredMs == Expiry.NEVER ? Long.MIN_VALUE : segmentOf(expiredMs);
    }

    /** Whether an entry has expired when all before this time has, as far as its key shows. */
    abstract boolean expired(byte[] engineKey, long beforeMs);

    @Override
    public final boolean expired(byte[] engineKey) {
        return expired(engineKey, expiry.beforeMs());
    }

    Expiry expiry() {
        return expiry;
    }

    /** What lies before this has expired, in all layers. */
    long expiredBeforeMs() {
        return expiry.beforeMs();
    }

    static long startOf(byte[] engineKey) {
        return getLong(engineKey, engineKey.length - START_SIZE);
    }

    static long segmentOfKey(byte[] engineKey) {
        return getLong(engineKey, 0);
    }

    /** The segment in which keys with this prefix begin. */
    static long segmentOfPrefix(byte[] prefix) {
        return getLong(prefix.length < SEGMENT_SIZE ? Arrays.copyOf(prefix, SEGMENT_SIZE) : prefix, 0);
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

    /** All keys of the segments from one to another, both included. */
    static KeyRange segments(long first, long last) {
        return KeyRange.of(segmentPrefix(first), last == Long.MAX_VALUE ? null : segmentPrefix(last + 1));
    }

    static void putLong(byte[] to, int at, long value) {
        ByteBuffer.wrap(to).putLong(at, value ^ Long.MIN_VALUE);
    }

    static long getLong(byte[] from, int at) {
        return ByteBuffer.wrap(from).getLong(at) ^ Long.MIN_VALUE;
    }
}
