package dev.tidemark.protocol.codec;

import dev.tidemark.record.RecordBytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * Where a message is read from. Confined to the thread that reads. Every read is checked against the bytes that are left;
 * whatever does not fit is a {@link MalformedMessage}, thrown before anything is allocated for it.
 *
 * <p>A message takes more memory than its bytes: one byte on the wire can be an empty string in a record in a list. So the
 * objects that it is read into are counted before they are made, and may be bounded.
 *
 * <p>Byte sequences and record batches are slices of the buffer: who keeps them longer than the buffer copies them.
 */
public final class WireReader {

    /** Longer strings cannot be written, so they are not read either. */
    static final int STRING_BYTES_MAX = Short.MAX_VALUE;

    private final ByteBuffer buffer;
    private final int start;
    private final long objectBytesMax;
    private long objectBytes;

    /** @param buffer big-endian; read from its position to its limit */
    public WireReader(ByteBuffer buffer) {
        this(buffer, Long.MAX_VALUE);
    }

    /**
     * A reader for a peer's bytes.
     *
     * @param buffer big-endian; read from its position to its limit
     * @param objectBytesMax what is read may take so much of the heap, the buffer's own bytes aside; a message that takes more is malformed
     */
    public WireReader(ByteBuffer buffer, long objectBytesMax) {
        this.buffer = buffer;
        this.start = buffer.position();
        this.objectBytesMax = objectBytesMax;
    }

    /** What has been read takes so much of the heap, or less; the buffer's own bytes are not counted. */
    public long objectBytes() {
        return objectBytes;
    }

    public int remaining() {
        return buffer.remaining();
    }

    /** Bytes read so far. */
    public int position() {
        return buffer.position() - start;
    }

    public boolean readBoolean() {
        need(1);
        return buffer.get() != 0;
    }

    public byte readByte() {
        need(1);
        return buffer.get();
    }

    public short readShort() {
        need(2);
        return buffer.getShort();
    }

    public int readInt() {
        need(4);
        return buffer.getInt();
    }

    public long readLong() {
        need(8);
        return buffer.getLong();
    }

    public UUID readUuid() {
        need(16);
        allocate(ObjectBytes.UUID);
        return new UUID(buffer.getLong(), buffer.getLong());
    }

    /** At most five bytes; the fifth holds the top four bits, so that the value fits 32. */
    public int readUnsignedVarint() {
        int value = 0;
        for (int shift = 0; shift < 28; shift += 7) {
            byte b = readByte();
            value |= (b & 0x7f) << shift;
            if (b >= 0) {
                return value;
            }
        }
        byte last = readByte();
        if ((last & 0xf0) != 0) {
            throw malformed("a variable-length number exceeds 32 bits");
        }
        return value | (last << 28);
    }

    /** As many bytes as a length said; bytes that are not UTF-8 read as U+FFFD, as they do in Kafka. */
    public String readUtf8(int bytes) {
        if (bytes > STRING_BYTES_MAX) {
            throw malformed("a string of " + bytes + " bytes exceeds the limit of " + STRING_BYTES_MAX);
        }
        need(bytes);
        allocate(ObjectBytes.text(bytes));
        if (buffer.hasArray()) {
            int from = buffer.arrayOffset() + buffer.position();
            buffer.position(buffer.position() + bytes);
            return new String(buffer.array(), from, bytes, StandardCharsets.UTF_8);
        }
        byte[] copy = new byte[bytes];
        buffer.get(copy);
        return new String(copy, StandardCharsets.UTF_8);
    }

    /** A slice. */
    public ByteBuffer readBytes(int bytes) {
        need(bytes);
        allocate(ObjectBytes.SLICE);
        ByteBuffer slice = buffer.slice(buffer.position(), bytes);
        buffer.position(buffer.position() + bytes);
        return slice;
    }

    /** A slice that is taken for record batches, unseen. */
    public RecordBytes readRecords(int bytes) {
        allocate(ObjectBytes.BATCHES);
        return RecordBytes.of(readBytes(bytes));
    }

    public void skip(int bytes) {
        need(bytes);
        buffer.position(buffer.position() + bytes);
    }

    /** Skips the tagged fields that end a flexible structure of which no tag is known. */
    public void skipTaggedFields() {
        int count = readUnsignedVarint();
        for (int i = 0; Integer.compareUnsigned(i, count) < 0; i++) {
            readUnsignedVarint();
            skip(readUnsignedVarint());
        }
    }

    /** Refuses bytes behind the message. */
    public void expectEnd() {
        if (buffer.hasRemaining()) {
            throw malformed(buffer.remaining() + " bytes follow the message");
        }
    }

    /** Refuses a count of elements that the bytes left cannot hold. */
    void needElements(int count, int bytesEach) {
        if (count < 0 || (long) count * bytesEach > buffer.remaining()) {
            throw malformed("a count of " + Integer.toUnsignedString(count) + " elements of " + bytesEach
                    + " or more bytes each, but " + buffer.remaining() + " bytes are left");
        }
    }

    /** Counts objects that are about to be made, and refuses them if there are too many. */
    void allocate(long bytes) {
        objectBytes += bytes;
        if (objectBytes > objectBytesMax) {
            throw malformed("what is read would take more than " + objectBytesMax + " bytes of memory");
        }
    }

    MalformedMessage malformed(String reason) {
        return new MalformedMessage(position(), reason);
    }

    private void need(int bytes) {
        if (bytes < 0 || bytes > buffer.remaining()) {
            throw malformed(Integer.toUnsignedString(bytes) + " bytes needed, " + buffer.remaining() + " left");
        }
    }
}
