package dev.tidemark.state.rocksdb;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Writes in the form in which RocksDB itself passes a batch around and logs it ({@code db/write_batch.cc}), so that it takes all of them
 * over in one call. Run by the task's worker.
 *
 * <pre>
 *   sequence number  8 bytes, little-endian; 0: RocksDB gives it
 *   writes           4 bytes, little-endian
 *   for each write   what it is, 1 byte; column family, varint32; key; value or end of the range, if it has one
 *   key and value    length, varint32; bytes
 * </pre>
 */
final class SerializedWrites {

    private static final int COUNT_POSITION = 8;
    private static final int HEADER_SIZE = 12;
    /** Of what a write has beside its bytes: what it is, the column family and two lengths. */
    private static final int FRAME_SIZE_MAX = 1 + 3 * 5;

    private static final byte DELETION = 0x4;
    private static final byte VALUE = 0x5;
    private static final byte RANGE_DELETION = 0xe;

    private final int sizeMax;
    private byte[] bytes;
    private int size = HEADER_SIZE;
    private int count;

    /**
     * @param sizeExpected bytes
     * @param sizeMax bytes
     */
    SerializedWrites(int sizeExpected, int sizeMax) {
        this(new byte[Math.clamp(sizeExpected, HEADER_SIZE, sizeMax)], sizeMax);
    }

    /**
     * @param room of earlier writes, to be written over
     * @param sizeMax bytes
     */
    SerializedWrites(byte[] room, int sizeMax) {
        this.sizeMax = sizeMax;
        this.bytes = room;
    }

    /** Whether one more write fits, with so many bytes of key and value; makes room for it. */
    boolean takes(int keyLength, int valueLength) {
        long needed = (long) size + FRAME_SIZE_MAX + keyLength + valueLength;
        if (needed > sizeMax) {
            return false;
        }
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(Math.max(needed, 2L * bytes.length), sizeMax));
        }
        return true;
    }

    void put(int family, byte[] key, byte[] value) {
        begin(VALUE, family);
        append(key);
        append(value);
    }

    void put(int family, ByteBuffer from, int keyPosition, int keyLength, int valuePosition, int valueLength) {
        begin(VALUE, family);
        append(from, keyPosition, keyLength);
        append(from, valuePosition, valueLength);
    }

    void delete(int family, byte[] key) {
        begin(DELETION, family);
        append(key);
    }

    void deleteRange(int family, byte[] from, byte[] to) {
        begin(RANGE_DELETION, family);
        append(from);
        append(to);
    }

    int size() {
        return size;
    }

    /** All of it, as RocksDB reads it. */
    byte[] toBytes() {
        for (int i = 0; i < Integer.BYTES; i++) {
            bytes[COUNT_POSITION + i] = (byte) (count >>> (Byte.SIZE * i));
        }
        return Arrays.copyOf(bytes, size);
    }

    /** Where the writes have been gathered, for others behind these; of more bytes than {@link #size}. */
    byte[] room() {
        return bytes;
    }

    private void begin(byte what, int family) {
        count++;
        bytes[size++] = what;
        varint(family);
    }

    private void append(byte[] part) {
        varint(part.length);
        System.arraycopy(part, 0, bytes, size, part.length);
        size += part.length;
    }

    private void append(ByteBuffer from, int position, int length) {
        varint(length);
        from.get(position, bytes, size, length);
        size += length;
    }

    private void varint(int value) {
        int rest = value;
        while ((rest & ~0x7f) != 0) {
            bytes[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
    }
}
