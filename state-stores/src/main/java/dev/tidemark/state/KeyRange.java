package dev.tidemark.state;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Keys from one up to, not including, another, in the order of unsigned bytes, a prefix before what it is the prefix of.
 * Immutable as long as nobody writes to its arrays.
 */
public final class KeyRange {

    private static final byte[] LEAST = new byte[0];
    private static final KeyRange ALL = new KeyRange(LEAST, null);

    private final byte[] from;
    private final byte @Nullable [] to;

    private KeyRange(byte[] from, byte @Nullable [] to) {
        this.from = from;
        this.to = to;
    }

    public static KeyRange all() {
        return ALL;
    }

    /** @param to null: to the end */
    public static KeyRange of(byte[] from, byte @Nullable [] to) {
        return new KeyRange(from, to);
    }

    /** All keys that start so. */
    public static KeyRange prefix(byte[] prefix) {
        return new KeyRange(prefix, successor(prefix));
    }

    /** The first key, itself included. */
    public byte[] from() {
        return from;
    }

    /** The key behind the last, or null: to the end. */
    public byte @Nullable [] to() {
        return to;
    }

    public boolean contains(byte[] key) {
        return Arrays.compareUnsigned(from, key) <= 0 && before(key);
    }

    /** Whether the key lies before the end. */
    public boolean before(byte[] key) {
        return to == null || Arrays.compareUnsigned(key, to) < 0;
    }

    /** The least key behind all that start with {@code prefix}, or null if there is none. */
    private static byte @Nullable [] successor(byte[] prefix) {
        for (int i = prefix.length - 1; i >= 0; i--) {
            if (prefix[i] != (byte) 0xff) {
                byte[] next = Arrays.copyOf(prefix, i + 1);
                next[i]++;
                return next;
            }
        }
        return null;
    }
}
