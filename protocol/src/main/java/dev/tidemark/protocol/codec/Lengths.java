package dev.tidemark.protocol.codec;

import org.jspecify.annotations.Nullable;

/** The classic and the compact form of lengths and counts; -1 stands for null in memory. Stateless. */
final class Lengths {

    private Lengths() {}

    /** Bytes of the length of a list or byte sequence. */
    static int of(int length, boolean compact) {
        return compact ? WireWriter.unsignedVarintLength(length + 1) : 4;
    }

    /** Bytes of the length of a string, which has two in the classic form. */
    static int ofText(int length, boolean compact) {
        return compact ? WireWriter.unsignedVarintLength(length + 1) : 2;
    }

    /** Bytes of a null list or byte sequence, if the version has a form for it. */
    static int ofNull(boolean nullable, boolean compact) {
        checkNullable(nullable);
        return of(-1, compact);
    }

    /** Bytes of a null string, if the version has a form for it. */
    static int ofNullText(boolean nullable, boolean compact) {
        checkNullable(nullable);
        return ofText(-1, compact);
    }

    static void write(int length, boolean compact, WireWriter out) {
        if (compact) {
            out.writeUnsignedVarint(length + 1);
        } else {
            out.writeInt(length);
        }
    }

    static void writeText(int length, boolean compact, WireWriter out) {
        if (compact) {
            out.writeUnsignedVarint(length + 1);
        } else {
            out.writeShort(length);
        }
    }

    /** The length, or -1 for null; anything else below zero or above 2^31 is malformed. */
    static int read(WireReader in, boolean compact) {
        return compact ? readCompact(in) : checked(in.readInt(), in);
    }

    static int readText(WireReader in, boolean compact) {
        return compact ? readCompact(in) : checked(in.readShort(), in);
    }

    /** Null, if the version allows it. */
    static @Nullable Object nullIf(boolean nullable, WireReader in) {
        if (!nullable) {
            throw in.malformed("null where this version allows none");
        }
        return null;
    }

    private static void checkNullable(boolean nullable) {
        if (!nullable) {
            throw new UnwritableMessage(ValueCodec.NULL_REFUSED);
        }
    }

    private static int readCompact(WireReader in) {
        int lengthPlusOne = in.readUnsignedVarint();
        if (lengthPlusOne < 0) {
            throw in.malformed("a length of " + Integer.toUnsignedString(lengthPlusOne) + " less one");
        }
        return lengthPlusOne - 1;
    }

    private static int checked(int length, WireReader in) {
        if (length < -1) {
            throw in.malformed("a length of " + length);
        }
        return length;
    }
}
