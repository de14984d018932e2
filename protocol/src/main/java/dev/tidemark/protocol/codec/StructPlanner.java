package dev.tidemark.protocol.codec;

import dev.tidemark.core.failure.Invariants;
import dev.tidemark.core.id.KafkaUuid;
import dev.tidemark.record.RecordBytes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Turns declarations into plans, for one version. Confined to the call that plans. */
final class StructPlanner {

    private static final ByteBuffer NO_BYTES = ByteBuffer.allocate(0).asReadOnlyBuffer();

    private final short version;
    private final boolean flexible;

    StructPlanner(short version, boolean flexible) {
        this.version = version;
        this.flexible = flexible;
    }

    StructPlan plan(RecordShape shape) {
        List<FieldPlan> fields = new ArrayList<>();
        List<StructPlan.TaggedField> tagged = new ArrayList<>();
        List<AbsentField> absent = new ArrayList<>();
        @Nullable
        Object[] absentValues = new @Nullable Object[shape.components().size()];
        for (int i = 0; i < absentValues.length; i++) {
            RecordShape.Component component = shape.components().get(i);
            absentValues[i] = absentValue(component);
            if (!component.versions().contains(version)) {
                absent.add(absentField(shape, i, absentValues[i]));
            } else if (component.tag() < 0) {
                fields.add(fieldOf(shape, i));
            } else {
                Invariants.check(flexible, "%s.%s is tagged in version %s, which has no tags", shape.type(),
                        component.name(), version);
                tagged.add(new StructPlan.TaggedField(component.tag(), fieldOf(shape, i),
                        absentField(shape, i, absentValues[i])));
            }
        }
        tagged.sort(Comparator.comparingInt(StructPlan.TaggedField::tag));
        return new StructPlan(shape, version, flexible, fields, tagged, absent, absentValues);
    }

    private FieldPlan fieldOf(RecordShape shape, int index) {
        RecordShape.Component component = shape.components().get(index);
        if (component.type().isPrimitive()) {
            return new FieldPlan.OfNumber(index, component.name(), shape.access(),
                    component.unsigned() ? FieldPlan.NumberType.UNSIGNED_SHORT
                            : FieldPlan.NumberType.of(component.type()));
        }
        boolean nullable = component.nullable() && component.nullableIn().contains(version);
        ValueCodec codec = component.list()
                ? new ListCodec(codecOf(component.elementType(), false, false), flexible, nullable)
                : codecOf(component.type(), nullable, component.tag() >= 0);
        return new FieldPlan.OfObject(index, component.name(), shape.access(), codec);
    }

    private static AbsentField absentField(RecordShape shape, int index, @Nullable Object absentValue) {
        RecordShape.Component component = shape.components().get(index);
        return new AbsentField(component.name(), shape.access(), index, absentValue, component.ignorable());
    }

    private ValueCodec codecOf(Class<?> type, boolean nullable, boolean tagged) {
        if (type == String.class) {
            return new ValueCodec.Text(flexible, nullable);
        }
        if (type == Integer.class) {
            return ValueCodec.Fixed.INT32;
        }
        if (type == Long.class) {
            return ValueCodec.Fixed.INT64;
        }
        if (type == Byte.class) {
            return ValueCodec.Fixed.INT8;
        }
        if (type == UUID.class) {
            return ValueCodec.Fixed.UUID;
        }
        if (type == ByteBuffer.class) {
            return new ValueCodec.Blob(flexible, nullable);
        }
        if (type == RecordBytes.class) {
            return new ValueCodec.Batches(flexible, nullable);
        }
        StructPlan nested = plan(RecordShape.of(type));
        if (!nullable) {
            return nested;
        }
        return new ValueCodec.MaybeStruct(nested,
                tagged ? ValueCodec.MaybeStruct.ABSENT_IN_TAG : ValueCodec.MaybeStruct.ABSENT);
    }

    private static @Nullable Object absentValue(RecordShape.Component component) {
        String text = component.absentText();
        Class<?> type = component.type();
        if ("null".equals(text) || type == RecordBytes.class) {
            return null;
        }
        if (component.list()) {
            return List.of();
        }
        if (type == String.class) {
            return text == null ? "" : text;
        }
        if (type == UUID.class) {
            return KafkaUuid.ZERO;
        }
        if (type == ByteBuffer.class) {
            return NO_BYTES;
        }
        if (type.isPrimitive()) {
            return number(type, text == null ? "0" : text);
        }
        return absentRecord(RecordShape.of(type));
    }

    /** The nested record of which every component is absent. */
    private static Object absentRecord(RecordShape shape) {
        @Nullable
        Object[] values = new @Nullable Object[shape.components().size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = absentValue(shape.components().get(i));
        }
        return shape.access().create(values);
    }

    private static Object number(Class<?> type, String text) {
        return switch (type.getName()) {
            case "boolean" -> Boolean.valueOf(text);
            case "byte" -> Byte.valueOf(text);
            case "short" -> Short.valueOf(text);
            case "int" -> Integer.valueOf(text);
            case "long" -> Long.valueOf(text);
            case "double" -> Double.valueOf(text);
            case String other -> throw new IllegalArgumentException("no wire type for " + other);
        };
    }
}
