package dev.tidemark.record;

/** Variable-length integers of a record: zigzag, seven bits a byte, least significant first. */
final class Varint {

    private Varint() {}

    static int zigzag(int value) {
        return (value << 1) ^ (value >> 31);
    }

    static long zigzag(long value) {
        return (value << 1) ^ (value >> 63);
    }

    /** Bytes that {@link #put} writes for this int. */
    static int size(int value) {
        return unsignedSize(zigzag(value) & 0xffffffffL);
    }

    /** Bytes that {@link #put} writes for this long. */
    static int size(long value) {
        return unsignedSize(zigzag(value));
    }

    private static int unsignedSize(long value) {
        // one byte per seven bits begun, one for zero
        return (70 - Long.numberOfLeadingZeros(value | 1)) / 7;
    }

    /** Writes an int at {@code at}; returns the index behind it. */
    static int put(byte[] to, int at, int value) {
        return putUnsigned(to, at, zigzag(value) & 0xffffffffL);
    }

    /** Writes a long at {@code at}; returns the index behind it. */
    static int put(byte[] to, int at, long value) {
        return putUnsigned(to, at, zigzag(value));
    }

    private static int putUnsigned(byte[] to, int at, long value) {
        int p = at;
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            to[p++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        to[p++] = (byte) rest;
        return p;
    }
}
