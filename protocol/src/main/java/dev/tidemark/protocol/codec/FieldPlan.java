package dev.tidemark.protocol.codec;

import org.jspecify.annotations.Nullable;

/**
 * One component at one version: takes it out of a record and writes it, or reads it into its place among a record's values.
 * Numbers have a class of their own, so that writing them boxes nothing. Immutable.
 */
abstract sealed class FieldPlan {

    final int index;
    final String name;
    final RecordAccess access;

    private FieldPlan(int index, String name, RecordAccess access) {
        this.index = index;
        this.name = name;
        this.access = access;
    }

    abstract int size(Object message);

    abstract void write(Object message, WireWriter out);

    abstract @Nullable Object read(WireReader in);

    abstract int sizeMin();

    /** Whether every value has {@link #sizeMin()} bytes. */
    abstract boolean fixedSize();

    /** How many of the value's bytes are record batches. */
    abstract int recordBytes(Object message);

    abstract boolean carriesRecords();

    /** The primitive types and how many bytes each has. */
    enum NumberType {
        BOOLEAN(1), BYTE(1), SHORT(2), UNSIGNED_SHORT(2), INT(4), LONG(8), DOUBLE(8);

        private final int bytes;

        NumberType(int bytes) {
            this.bytes = bytes;
        }

        static NumberType of(Class<?> primitive) {
            return switch (primitive.getName()) {
                case "boolean" -> BOOLEAN;
                case "byte" -> BYTE;
                case "short" -> SHORT;
                case "int" -> INT;
                case "long" -> LONG;
                case "double" -> DOUBLE;
                case String other -> throw new IllegalArgumentException("messages have no components of type " + other);
            };
        }
    }

    /** A component of primitive type. */
    static final class OfNumber extends FieldPlan {

        private final NumberType type;

        OfNumber(int index, String name, RecordAccess access, NumberType type) {
            super(index, name, access);
            this.type = type;
        }

        @Override
        int size(Object message) {
            return type.bytes;
        }

        @Override
        void write(Object message, WireWriter out) {
            long value = access.number(message, index);
            switch (type) {
                case BOOLEAN, BYTE -> out.writeByte((int) value);
                case SHORT, UNSIGNED_SHORT -> out.writeShort((int) value);
                case INT -> out.writeInt((int) value);
                case LONG, DOUBLE -> out.writeLong(value);
            }
        }

        @Override
        Object read(WireReader in) {
            return switch (type) {
                case BOOLEAN -> in.readBoolean();
                case BYTE -> in.readByte();
                case SHORT -> in.readShort();
                case UNSIGNED_SHORT -> Short.toUnsignedInt(in.readShort());
                case INT -> in.readInt();
                case LONG -> in.readLong();
                case DOUBLE -> Double.longBitsToDouble(in.readLong());
            };
        }

        @Override
        int sizeMin() {
            return type.bytes;
        }

        @Override
        boolean fixedSize() {
            return true;
        }

        @Override
        int recordBytes(Object message) {
            return 0;
        }

        @Override
        boolean carriesRecords() {
            return false;
        }
    }

    /** Everything that is an object: strings, lists, nested records, batches. */
    static final class OfObject extends FieldPlan {

        private final ValueCodec codec;

        OfObject(int index, String name, RecordAccess access, ValueCodec codec) {
            super(index, name, access);
            this.codec = codec;
        }

        @Override
        int size(Object message) {
            return codec.size(access.object(message, index));
        }

        @Override
        void write(Object message, WireWriter out) {
            codec.write(access.object(message, index), out);
        }

        @Override
        @Nullable
        Object read(WireReader in) {
            return codec.read(in);
        }

        @Override
        int sizeMin() {
            return codec.sizeMin();
        }

        @Override
        boolean fixedSize() {
            return codec == ValueCodec.Fixed.UUID;
        }

        @Override
        int recordBytes(Object message) {
            return codec.recordBytes(access.object(message, index));
        }

        @Override
        boolean carriesRecords() {
            return codec.carriesRecords();
        }
    }
}
