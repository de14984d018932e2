package dev.tidemark.record;

import java.util.Arrays;

/**
 * A byte array that grows on demand up to a limit and is kept for the next batch; run by the owner of the cursor or builder
 * that has it. An array that one large batch made large is let go at the next {@link #clear}.
 */
final class BoundedBuffer {

    private static final int KEPT_MAX = 4 << 20;
    private static final int INITIAL = 4 << 10;

    private final int limit;
    private byte[] array = new byte[0];
    private int size;

    BoundedBuffer(int limit) {
        this.limit = limit;
    }

    byte[] array() {
        return array;
    }

    int size() {
        return size;
    }

    /** How many bytes may still be added. */
    int room() {
        return limit - size;
    }

    /** How many bytes can be added before the array is replaced. */
    int free() {
        return array.length - size;
    }

    void clear() {
        size = 0;
        if (array.length > KEPT_MAX) {
            array = new byte[0];
        }
    }

    /** Makes place for {@code more} bytes behind {@link #size}; false, and nothing done, if that is past the limit. */
    boolean ensure(int more) {
        if (more < 0 || more > limit - size) {
            return false;
        }
        int needed = size + more;
        if (needed > array.length) {
            long wanted = Math.max(needed, Math.max(INITIAL, 2L * array.length));
            // past half of the limit the next step is the last: what all steps take together stays below twice the limit
            array = Arrays.copyOf(array, wanted > limit / 2 ? limit : (int) wanted);
        }
        return true;
    }

    /** Declares {@code more} bytes behind {@link #size} as written. */
    void advance(int more) {
        size += more;
    }

    /** Adds bytes for which there is place. */
    void put(byte[] from, int offset, int length) {
        System.arraycopy(from, offset, array, size, length);
        size += length;
    }

    void putByte(int value) {
        array[size++] = (byte) value;
    }

    void putIntBigEndian(int value) {
        putByte(value >>> 24);
        putByte(value >>> 16);
        putByte(value >>> 8);
        putByte(value);
    }

    void putIntLittleEndian(int value) {
        putByte(value);
        putByte(value >>> 8);
        putByte(value >>> 16);
        putByte(value >>> 24);
    }
}
