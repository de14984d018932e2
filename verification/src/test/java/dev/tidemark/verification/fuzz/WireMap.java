package dev.tidemark.verification.fuzz;

import dev.tidemark.record.RecordBytes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Finds, in the bytes of a well-formed message, the places that say how much follows. Used for one message. */
final class WireMap {

    /** What a place says. */
    enum Kind {
        /** Bytes of a string or of a sequence of bytes. */
        LENGTH,
        /** Elements of a list. */
        COUNT,
        /** Whether a nested record is there. */
        MARK,
        /** Tagged fields of a structure. */
        TAGS,
        /** Bytes of a tagged field. */
        TAG_LENGTH,
        /** Bytes of record batches. */
        RECORDS
    }

    /**
     * A place.
     *
     * @param at in the frame
     * @param bytes how many it has
     * @param varint whether its number has seven bits a byte
     */
    record Spot(Kind kind, int at, int bytes, boolean varint) {

        /** Where that begins of which it tells. */
        int behind() {
            return at + bytes;
        }
    }

    private final ByteBuffer in;
    private final int version;
    private final boolean flexible;
    private final List<Spot> spots = new ArrayList<>();

    private WireMap(ByteBuffer in, int version, boolean flexible) {
        this.in = in;
        this.version = version;
        this.flexible = flexible;
    }

    /** The places of a message that lies from the buffer's position to its limit, by absolute index and in order. */
    static List<Spot> of(Class<?> type, int version, boolean flexible, ByteBuffer message) {
        WireMap map = new WireMap(message, version, flexible);
        map.struct(type);
        if (message.hasRemaining()) {
            throw new AssertionError(type + " version " + version + " has " + message.remaining() + " bytes too many");
        }
        return List.copyOf(map.spots);
    }

    private void struct(Class<?> type) {
        List<MessageShape.Field> fields = MessageShape.of(type).fields();
        for (MessageShape.Field field : fields) {
            if (field.versions().contains(version) && field.tag() < 0) {
                field(field);
            }
        }
        if (flexible) {
            for (int left = varint(Kind.TAGS); left > 0; left--) {
                skipVarint();
                skip(varint(Kind.TAG_LENGTH));
            }
        }
    }

    private void field(MessageShape.Field field) {
        if (field.list()) {
            for (int left = length(Kind.COUNT, Integer.BYTES); left > 0; left--) {
                value(field.element(), false, false);
            }
        } else {
            value(field.type(), field.nullableAt(version), field.unsigned());
        }
    }

    private void value(Class<?> type, boolean nullable, boolean unsigned) {
        if (type == boolean.class || type == byte.class || type == Byte.class) {
            skip(Byte.BYTES);
        } else if (type == short.class) {
            skip(Short.BYTES);
        } else if (type == int.class || type == Integer.class) {
            skip(unsigned ? Short.BYTES : Integer.BYTES);
        } else if (type == long.class || type == Long.class || type == double.class) {
            skip(Long.BYTES);
        } else if (type == UUID.class) {
            skip(2 * Long.BYTES);
        } else if (type == String.class) {
            skip(length(Kind.LENGTH, Short.BYTES));
        } else if (type == ByteBuffer.class) {
            skip(length(Kind.LENGTH, Integer.BYTES));
        } else if (type == RecordBytes.class) {
            skip(length(Kind.RECORDS, Integer.BYTES));
        } else if (!nullable || marked()) {
            struct(type);
        }
    }

    private boolean marked() {
        spots.add(new Spot(Kind.MARK, in.position(), 1, false));
        return in.get() > 0;
    }

    /** A length or count; -1 if what it tells of is null. */
    private int length(Kind kind, int classicBytes) {
        if (flexible) {
            return varint(kind) - 1;
        }
        spots.add(new Spot(kind, in.position(), classicBytes, false));
        return classicBytes == Short.BYTES ? in.getShort() : in.getInt();
    }

    private int varint(Kind kind) {
        int at = in.position();
        int value = skipVarint();
        spots.add(new Spot(kind, at, in.position() - at, true));
        return value;
    }

    private int skipVarint() {
        int value = 0;
        for (int shift = 0;; shift += 7) {
            byte b = in.get();
            value |= (b & 0x7f) << shift;
            if (b >= 0) {
                return value;
            }
        }
    }

    private void skip(int bytes) {
        in.position(in.position() + Math.max(0, bytes));
    }
}
