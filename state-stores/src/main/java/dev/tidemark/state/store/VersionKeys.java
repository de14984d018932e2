package dev.tidemark.state.store;

import dev.tidemark.state.KeyRange;
import dev.tidemark.state.wrap.KeyForm;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Keys of a versioned store. Run by the task's worker.
 *
 * <pre>
 *  in the engine and
 *  in the changelog   | key, any length | ~valid from int64 |   ->   | 0: deleted |   or   | 1 | value |
 *  in the changelog   an empty key: the history begins at the value
 * </pre>
 *
 * <p>The time is big-endian with all bits flipped but the sign, so that of one key the latest version comes first: what was valid
 * at a time is the first entry from that time on.
 */
final class VersionKeys implements KeyForm {

    static final int TIME_SIZE = 8;
    static final byte DELETED = 0;

    /** The entry of a version, in an array of its own. */
    byte[] composed(byte[] key, int offset, int length, long validFromMs) {
        byte[] composed = Arrays.copyOf(Arrays.copyOfRange(key, offset, offset + length), length + TIME_SIZE);
        ByteBuffer.wrap(composed).putLong(length, flipped(validFromMs));
        return composed;
    }

    /**
     * What may be versions of a key from one time back to another, both included; among them may be longer keys that start like
     * this one.
     */
    KeyRange back(byte[] key, int offset, int length, long latestMs, long earliestMs) {
        byte[] last = composed(key, offset, length, earliestMs);
        return KeyRange.of(composed(key, offset, length, latestMs), Arrays.copyOf(last, last.length + 1));
    }

    static long validFromOf(byte[] engineKey) {
        return flipped(ByteBuffer.wrap(engineKey).getLong(engineKey.length - TIME_SIZE));
    }

    /** Whether two entries are versions of one key. */
    static boolean sameKey(byte[] one, byte[] other) {
        return one.length == other.length
                && Arrays.equals(one, 0, one.length - TIME_SIZE, other, 0, other.length - TIME_SIZE);
    }

    private static long flipped(long timeMs) {
        return timeMs ^ Long.MAX_VALUE;
    }

    @Override
    public int changelogKeyOffset() {
        return 0;
    }

    /** Which versions count depends on the others of their key. */
    @Override
    public boolean expired(byte[] key) {
        return false;
    }

    @Override
    public byte @Nullable [] engineKey(byte[] changelogKey, byte @Nullable [] value) {
        return changelogKey.length < TIME_SIZE ? null : changelogKey;
    }

    @Override
    public String notOurs() {
        return "its key has no version";
    }
}
