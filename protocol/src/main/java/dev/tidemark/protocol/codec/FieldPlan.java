package dev.tidemark.protocol.codec;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/**
 * One component at one version: takes it out of a record and writes it, or reads it into its place among a record's values.
 * The primitive types have a class each, so that writing them boxes nothing. Immutable.
 */
abstract sealed class FieldPlan {

    final int index;
    final String name;

    private FieldPlan(int index, String name) {
        this.index = index;
        this.name = name;
    }

    /** The plan of a component that is on the wire. */
    static FieldPlan of(int index, RecordShape.Component component, @Nullable ValueCodec codec) {
        MethodHandle accessor = component.accessor();
        String name = component.name();
        if (codec != null) {
            return new OfObject(index, name, accessor, codec);
        }
        return switch (component.type().getName()) {
            case "boolean" -> new OfBoolean(index, name, accessor);
            case "byte" -> new OfInt(index, name, accessor, 1);
            case "short" -> new OfInt(index, name, accessor, 2);
            case "int" -> new OfInt(index, name, accessor, 4);
            case "long" -> new OfLong(index, name, accessor);
            case String other -> throw new IllegalArgumentException("no wire type for " + other + " of " + name);
        };
    }

    abstract int size(Object message);

    abstract void write(Object message, WireWriter out);

    abstract @Nullable Object read(WireReader in);

    abstract int sizeMin();

    /** Whether every value has {@link #sizeMin()} bytes. */
    boolean fixedSize() {
        return true;
    }

    int recordBytes(Object message) {
        return 0;
    }

    boolean carriesRecords() {
        return false;
    }

    /** The component's value, boxed. */
    static @Nullable Object valueOf(Object message, MethodHandle boxingAccessor) {
        try {
            return boxingAccessor.invokeExact(message);
        } catch (Throwable failure) {
            throw RecordShape.unexpected(failure);
        }
    }

    /** From any record to the component's value, boxed. */
    static MethodHandle boxing(MethodHandle accessor) {
        return accessor.asType(MethodType.methodType(Object.class, Object.class));
    }

    static final class OfBoolean extends FieldPlan {

        private final MethodHandle accessor;

        OfBoolean(int index, String name, MethodHandle accessor) {
            super(index, name);
            this.accessor = accessor.asType(MethodType.methodType(boolean.class, Object.class));
        }

        @Override
        int size(Object message) {
            return 1;
        }

        @Override
        void write(Object message, WireWriter out) {
            boolean value;
            try {
                value = (boolean) accessor.invokeExact(message);
            } catch (Throwable failure) {
                throw RecordShape.unexpected(failure);
            }
            out.writeBoolean(value);
        }

        @Override
        Object read(WireReader in) {
            return in.readBoolean();
        }

        @Override
        int sizeMin() {
            return 1;
        }
    }

    /** Integers of one, two and four bytes. */
    static final class OfInt extends FieldPlan {

        private final MethodHandle accessor;
        private final int bytes;

        OfInt(int index, String name, MethodHandle accessor, int bytes) {
            super(index, name);
            this.accessor = MethodHandles.explicitCastArguments(accessor,
                    MethodType.methodType(int.class, Object.class));
            this.bytes = bytes;
        }

        @Override
        int size(Object message) {
            return bytes;
        }

        @Override
        void write(Object message, WireWriter out) {
            int value;
            try {
                value = (int) accessor.invokeExact(message);
            } catch (Throwable failure) {
                throw RecordShape.unexpected(failure);
            }
            if (bytes == 4) {
                out.writeInt(value);
            } else if (bytes == 2) {
                out.writeShort(value);
            } else {
                out.writeByte(value);
            }
        }

        @Override
        Object read(WireReader in) {
            if (bytes == 4) {
                return in.readInt();
            }
            if (bytes == 2) {
                return in.readShort();
            }
            return in.readByte();
        }

        @Override
        int sizeMin() {
            return bytes;
        }
    }

    static final class OfLong extends FieldPlan {

        private final MethodHandle accessor;

        OfLong(int index, String name, MethodHandle accessor) {
            super(index, name);
            this.accessor = accessor.asType(MethodType.methodType(long.class, Object.class));
        }

        @Override
        int size(Object message) {
            return 8;
        }

        @Override
        void write(Object message, WireWriter out) {
            long value;
            try {
                value = (long) accessor.invokeExact(message);
            } catch (Throwable failure) {
                throw RecordShape.unexpected(failure);
            }
            out.writeLong(value);
        }

        @Override
        Object read(WireReader in) {
            return in.readLong();
        }

        @Override
        int sizeMin() {
            return 8;
        }
    }

    /** Everything that is an object: strings, lists, nested records, batches. */
    static final class OfObject extends FieldPlan {

        private final MethodHandle accessor;
        private final ValueCodec codec;

        OfObject(int index, String name, MethodHandle accessor, ValueCodec codec) {
            super(index, name);
            this.accessor = boxing(accessor);
            this.codec = codec;
        }

        @Override
        int size(Object message) {
            return codec.size(valueOf(message, accessor));
        }

        @Override
        void write(Object message, WireWriter out) {
            codec.write(valueOf(message, accessor), out);
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
            return codec == ValueCodec.Uuid.INSTANCE;
        }

        @Override
        int recordBytes(Object message) {
            return codec.recordBytes(valueOf(message, accessor));
        }

        @Override
        boolean carriesRecords() {
            return codec.carriesRecords();
        }
    }
}
