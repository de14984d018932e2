package dev.tidemark.protocol.codec;

import dev.tidemark.core.failure.Invariants;
import dev.tidemark.record.RecordBytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Where a message is written to: one buffer of known size for everything but record batches, which are not copied but put
 * between the pieces. Confined to the thread that writes; used once.
 *
 * <pre>
 * buffer     [ length, header, first fields ][ fields between ][ last fields ]
 * fragments    Bytes                 Records   Bytes   Records    Bytes
 * </pre>
 */
public final class WireWriter {

    private final ByteBuffer buffer;
    private final List<Fragment> fragments = new ArrayList<>(1);
    private int fragmentStart;

    /**
     * @param buffer big-endian, with room for all but the record batches: {@link MessageCodec#size} less {@link
     *     MessageCodec#recordBytes}, and what goes before the message. Written from its position on.
     */
    public WireWriter(ByteBuffer buffer) {
        this.buffer = buffer;
        this.fragmentStart = buffer.position();
    }

    /** A writer with a heap buffer of its own. */
    public static WireWriter allocate(int bytes) {
        return new WireWriter(ByteBuffer.allocate(bytes));
    }

    public void writeBoolean(boolean value) {
        buffer.put((byte) (value ? 1 : 0));
    }

    public void writeByte(int value) {
        buffer.put((byte) value);
    }

    public void writeShort(int value) {
        buffer.putShort((short) value);
    }

    public void writeInt(int value) {
        buffer.putInt(value);
    }

    public void writeLong(long value) {
        buffer.putLong(value);
    }

    public void writeUuid(UUID value) {
        buffer.putLong(value.getMostSignificantBits());
        buffer.putLong(value.getLeastSignificantBits());
    }

    /** Seven bits per byte, the least significant first, the top bit of a byte saying that another follows. */
    public void writeUnsignedVarint(int value) {
        int rest = value;
        while ((rest & ~0x7f) != 0) {
            buffer.put((byte) ((rest & 0x7f) | 0x80));
            rest >>>= 7;
        }
        buffer.put((byte) rest);
    }

    /** The bytes of a string without its length; unpaired surrogates become question marks. */
    public void writeUtf8(String value) {
        buffer.put(value.getBytes(StandardCharsets.UTF_8));
    }

    /** Copies position to limit; the source keeps its position. */
    public void writeBytes(ByteBuffer value) {
        buffer.put(value.duplicate());
    }

    /** Hands the batches over to the fragments, uncopied. */
    public void writeRecords(RecordBytes records) {
        if (records.sizeInBytes() == 0) {
            records.release();
            return;
        }
        closeFragment();
        fragments.add(new Fragment.Records(records));
    }

    /** What was written, in order. The writer is done. */
    public List<Fragment> fragments() {
        closeFragment();
        return fragments;
    }

    /** What was written as one buffer, ready to be read; copies and releases record batches if there are any. */
    public ByteBuffer toBuffer() {
        closeFragment();
        if (fragments.size() == 1 && fragments.getFirst() instanceof Fragment.Bytes bytes) {
            return bytes.buffer();
        }
        ByteBuffer all = ByteBuffer.allocate(fragments.stream().mapToInt(Fragment::sizeInBytes).sum());
        for (Fragment fragment : fragments) {
            switch (fragment) {
                case Fragment.Bytes(ByteBuffer bytes) -> all.put(bytes.duplicate());
                case Fragment.Records(RecordBytes records) -> {
                    all.put(records.buffer().duplicate());
                    records.release();
                }
            }
        }
        return all.flip();
    }

    /** Bytes of the buffer that are still free; 0 at the end if the size was computed right. */
    void checkFull() {
        Invariants.check(!buffer.hasRemaining(), "%s bytes more were computed than written", buffer.remaining());
    }

    private void closeFragment() {
        int end = buffer.position();
        if (end > fragmentStart) {
            fragments.add(new Fragment.Bytes(buffer.slice(fragmentStart, end - fragmentStart)));
            fragmentStart = end;
        }
    }

    /** How many bytes {@link #writeUtf8} will write. */
    static int utf8Length(String value) {
        int length = value.length();
        int bytes = length;
        for (int i = 0; i < length; i++) {
            char c = value.charAt(i);
            if (c < 0x80) {
                continue;
            }
            if (c < 0x800) {
                bytes++;
            } else if (!Character.isSurrogate(c)) {
                bytes += 2;
            } else if (Character.isHighSurrogate(c) && i + 1 < length
                    && Character.isLowSurrogate(value.charAt(i + 1))) {
                bytes += 2;
                i++;
            }
        }
        return bytes;
    }

    /** How many bytes {@link #writeUnsignedVarint} will write. */
    static int unsignedVarintLength(int value) {
        int bits = Integer.SIZE - Integer.numberOfLeadingZeros(value | 1);
        return (bits + 6) / 7;
    }
}
