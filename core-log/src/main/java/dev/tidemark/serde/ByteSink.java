package dev.tidemark.serde;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A byte array that grows as it is written to; run by whoever holds it. {@link #clear} empties it and keeps the array.
 * Integers are big-endian.
 */
public final class ByteSink {

    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final int CAPACITY_INITIAL = 128;
    /** An array larger than this is not kept by {@link #clear}: one huge value must not hold memory for ever. */
    private static final int CAPACITY_KEPT_MAX = 4 << 20;

    private byte[] array;
    private int size;

    public ByteSink() {
        this(CAPACITY_INITIAL);
    }

    /** @param capacity bytes that fit before the array grows */
    public ByteSink(int capacity) {
        this.array = new byte[capacity];
    }

    /** The bytes are in {@code [0, size())}. The array may be replaced by the next write. */
    public byte[] array() {
        return array;
    }

    public int size() {
        return size;
    }

    /** Forgets all bytes. Returns this. */
    public ByteSink clear() {
        if (array.length > CAPACITY_KEPT_MAX) {
            array = new byte[CAPACITY_INITIAL];
        }
        size = 0;
        return this;
    }

    /** Forgets all bytes behind {@code newSize}. */
    public void truncate(int newSize) {
        if (newSize < 0 || newSize > size) {
            throw new IndexOutOfBoundsException("cannot cut " + size + " bytes to " + newSize);
        }
        size = newSize;
    }

    /** A copy of the bytes. */
    public byte[] toByteArray() {
        return Arrays.copyOf(array, size);
    }

    public void writeByte(int value) {
        ensure(1);
        array[size++] = (byte) value;
    }

    public void writeShort(int value) {
        ensure(2);
        SHORT.set(array, size, (short) value);
        size += 2;
    }

    public void writeInt(int value) {
        ensure(4);
        INT.set(array, size, value);
        size += 4;
    }

    public void writeLong(long value) {
        ensure(8);
        LONG.set(array, size, value);
        size += 8;
    }

    /** Seven bits a byte, least significant first; for sizes. */
    public void writeUnsignedVarint(int value) {
        ensure(5);
        int rest = value;
        while ((rest & ~0x7f) != 0) {
            array[size++] = (byte) ((rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        array[size++] = (byte) rest;
    }

    public void write(byte[] bytes) {
        write(bytes, 0, bytes.length);
    }

    public void write(byte[] bytes, int offset, int length) {
        ensure(length);
        System.arraycopy(bytes, offset, array, size, length);
        size += length;
    }

    /** The bytes from the buffer's position to its limit, neither of which moves. */
    public void write(ByteBuffer bytes) {
        int length = bytes.remaining();
        ensure(length);
        bytes.get(bytes.position(), array, size, length);
        size += length;
    }

    /** UTF-8, without a length; unpaired surrogates become '?', as the JDK has it. */
    public void writeUtf8(String text) {
        int length = text.length();
        ensure(length);
        int at = size;
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                writeWideUtf8(text, i, at);
                return;
            }
            array[at++] = (byte) c;
        }
        size = at;
    }

    private void writeWideUtf8(String text, int from, int at) {
        size = at;
        ensure(3 * (text.length() - from));
        int to = at;
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                array[to++] = (byte) c;
            } else if (c < 0x800) {
                array[to++] = (byte) (0xc0 | (c >> 6));
                array[to++] = (byte) (0x80 | (c & 0x3f));
            } else if (!Character.isSurrogate(c)) {
                array[to++] = (byte) (0xe0 | (c >> 12));
                array[to++] = (byte) (0x80 | ((c >> 6) & 0x3f));
                array[to++] = (byte) (0x80 | (c & 0x3f));
            } else if (Character.isHighSurrogate(c) && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                int point = Character.toCodePoint(c, text.charAt(++i));
                array[to++] = (byte) (0xf0 | (point >> 18));
                array[to++] = (byte) (0x80 | ((point >> 12) & 0x3f));
                array[to++] = (byte) (0x80 | ((point >> 6) & 0x3f));
                array[to++] = (byte) (0x80 | (point & 0x3f));
            } else {
                array[to++] = '?';
            }
        }
        size = to;
    }

    private void ensure(int more) {
        int needed = Math.addExact(size, more);
        if (needed > array.length) {
            int doubled = array.length > Integer.MAX_VALUE / 2 ? Integer.MAX_VALUE - 8 : array.length * 2;
            array = Arrays.copyOf(array, Math.max(needed, doubled));
        }
    }
}
