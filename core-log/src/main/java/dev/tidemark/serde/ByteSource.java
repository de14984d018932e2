package dev.tidemark.serde;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A slice of bytes that is read from front to back; run by whoever holds it, moved to the next slice with {@code reset}.
 * Reading past the end is an {@link UnreadableValueException}. Integers are big-endian.
 */
public final class ByteSource {

    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final byte[] NOTHING = new byte[0];

    private byte[] array = NOTHING;
    private int position;
    private int limit;
    private byte[] copied = NOTHING;

    /** Reads {@code length} bytes of {@code bytes} from {@code offset}, in place. Returns this. */
    public ByteSource reset(byte[] bytes, int offset, int length) {
        if (offset < 0 || length < 0 || offset > bytes.length - length) {
            throw new IndexOutOfBoundsException(length + " bytes from " + offset + " of " + bytes.length);
        }
        array = bytes;
        position = offset;
        limit = offset + length;
        return this;
    }

    /**
     * Reads {@code length} bytes of {@code bytes} from the absolute index {@code offset}: in place if the buffer has an array,
     * from a copy in a reused array if not. The buffer's position and limit do not matter beyond bounding the range.
     */
    public ByteSource reset(ByteBuffer bytes, int offset, int length) {
        if (bytes.hasArray()) {
            if (offset < 0 || length < 0 || offset > bytes.limit() - length) {
                throw new IndexOutOfBoundsException(length + " bytes from " + offset + " of " + bytes.limit());
            }
            return reset(bytes.array(), bytes.arrayOffset() + offset, length);
        }
        if (copied.length < length) {
            copied = new byte[Math.max(length, 256)];
        }
        bytes.get(offset, copied, 0, length);
        return reset(copied, 0, length);
    }

    /** Bytes not read yet. */
    public int remaining() {
        return limit - position;
    }

    /** The array that holds the bytes; unread ones are in {@code [position(), position() + remaining())}. */
    public byte[] array() {
        return array;
    }

    /** The index in {@link #array} of the next byte. */
    public int position() {
        return position;
    }

    public byte readByte() {
        return array[advance(1)];
    }

    public short readShort() {
        return (short) SHORT.get(array, advance(2));
    }

    public int readInt() {
        return (int) INT.get(array, advance(4));
    }

    public long readLong() {
        return (long) LONG.get(array, advance(8));
    }

    /** What {@link ByteSink#writeUnsignedVarint} wrote. */
    public int readUnsignedVarint() {
        int value = 0;
        for (int shift = 0; shift < 35; shift += 7) {
            byte b = readByte();
            value |= (b & 0x7f) << shift;
            if (b >= 0) {
                return value;
            }
        }
        throw new UnreadableValueException("a variable-length integer takes more than 5 bytes");
    }

    /** The next {@code length} bytes, copied. */
    public byte[] readBytes(int length) {
        int from = advance(length);
        return Arrays.copyOfRange(array, from, from + length);
    }

    /** All bytes that are left, copied. */
    public byte[] readRemaining() {
        return readBytes(remaining());
    }

    /** All bytes that are left, as UTF-8; malformed bytes become U+FFFD, as Kafka's deserializer has it. */
    public String readRemainingUtf8() {
        int length = remaining();
        return new String(array, advance(length), length, StandardCharsets.UTF_8);
    }

    /** Skips {@code length} bytes; returns the index in {@link #array} of the first of them. */
    public int advance(int length) {
        if (length < 0 || length > limit - position) {
            throw new UnreadableValueException(
                    "the bytes end too early: " + length + " more expected, " + (limit - position) + " left");
        }
        int from = position;
        position += length;
        return from;
    }

    /** Shortens the slice to {@code length} unread bytes; returns the end to hand to {@link #widen} afterwards. */
    public int narrow(int length) {
        if (length < 0 || length > limit - position) {
            throw new UnreadableValueException(
                    "a part of " + length + " bytes is announced, " + (limit - position) + " are left");
        }
        int end = limit;
        limit = position + length;
        return end;
    }

    /** Undoes {@link #narrow}. */
    public void widen(int end) {
        limit = end;
    }
}
