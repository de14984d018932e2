package dev.tidemark.protocol.codec;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A record at one version: which components are on the wire, in which order, and what the others stand for. Immutable.
 *
 * <pre>
 * [ fields in order of declaration ][ count of tagged fields ]( [ tag ][ size ][ value ] )*
 *                                    flexible versions only
 * </pre>
 */
final class StructPlan implements ValueCodec {

    private static final AbsentField[] NO_ABSENT_FIELDS = {};
    private static final FieldPlan[] NO_FIELDS = {};

    /** A tagged field: there only if its value says something. */
    record TaggedField(int tag, FieldPlan field, AbsentField absent) {}

    private final RecordAccess access;
    private final short version;
    private final boolean flexible;
    private final FieldPlan[] fields;
    /** Those of {@link #fields} whose size depends on the value. */
    private final FieldPlan[] variableFields;
    private final List<TaggedField> taggedFields;
    private final AbsentField[] strictAbsentFields;
    private final @Nullable Object[] absentValues;
    private final int fixedBytes;
    private final int sizeMin;
    private final boolean carriesRecords;
    private final int objectBytes;

    /**
     * @param taggedFields in ascending order of their tags; empty unless {@code flexible}
     * @param absentFields the components that the version does not have
     * @param absentValues per component, what it reads as if it is not on the wire
     */
    StructPlan(RecordShape shape, short version, boolean flexible, List<FieldPlan> fields,
            List<TaggedField> taggedFields, List<AbsentField> absentFields, @Nullable Object[] absentValues) {
        this.access = shape.access();
        this.version = version;
        this.flexible = flexible;
        this.fields = fields.toArray(NO_FIELDS);
        this.taggedFields = List.copyOf(taggedFields);
        this.absentValues = absentValues;
        this.objectBytes = ObjectBytes.record(absentValues.length);
        List<FieldPlan> variable = new ArrayList<>();
        int fixed = 0;
        int least = flexible ? 1 : 0;
        boolean records = false;
        for (FieldPlan field : fields) {
            least += field.sizeMin();
            records |= field.carriesRecords();
            if (field.fixedSize()) {
                fixed += field.sizeMin();
            } else {
                variable.add(field);
            }
        }
        this.variableFields = variable.toArray(NO_FIELDS);
        this.fixedBytes = fixed;
        this.sizeMin = least;
        this.carriesRecords = records;
        List<AbsentField> strict = new ArrayList<>(absentFields);
        strict.removeIf(AbsentField::ignorable);
        this.strictAbsentFields = strict.toArray(NO_ABSENT_FIELDS);
    }

    @Override
    public int size(@Nullable Object value) {
        Object message = ValueCodec.present(value);
        for (AbsentField absent : strictAbsentFields) {
            absent.checkDroppable(message, version);
        }
        int size = fixedBytes;
        for (FieldPlan field : variableFields) {
            try {
                size = Math.addExact(size, field.size(message));
            } catch (UnwritableMessage unwritable) {
                throw unwritable.within(field.name);
            }
        }
        return flexible ? Math.addExact(size, taggedSize(message)) : size;
    }

    @Override
    public void write(@Nullable Object value, WireWriter out) {
        Object message = ValueCodec.present(value);
        for (FieldPlan field : fields) {
            try {
                field.write(message, out);
            } catch (UnwritableMessage unwritable) {
                throw unwritable.within(field.name);
            }
        }
        if (flexible) {
            writeTagged(message, out);
        }
    }

    @Override
    public Object read(WireReader in) {
        in.allocate(objectBytes);
        @Nullable
        Object[] values = absentValues.clone();
        for (FieldPlan field : fields) {
            try {
                values[field.index] = field.read(in);
            } catch (MalformedMessage malformed) {
                throw malformed.within(field.name);
            }
        }
        if (flexible) {
            readTagged(in, values);
        }
        return access.create(values);
    }

    @Override
    public int sizeMin() {
        return sizeMin;
    }

    @Override
    public int recordBytes(@Nullable Object value) {
        if (value == null || !carriesRecords) {
            return 0;
        }
        int bytes = 0;
        for (FieldPlan field : variableFields) {
            if (field.carriesRecords()) {
                bytes = Math.addExact(bytes, field.recordBytes(value));
            }
        }
        return bytes;
    }

    @Override
    public boolean carriesRecords() {
        return carriesRecords;
    }

    private int taggedSize(Object message) {
        int size = 0;
        int count = 0;
        for (TaggedField tagged : taggedFields) {
            if (tagged.absent.saysSomething(message)) {
                int bytes = sizeOf(tagged, message);
                count++;
                size = Math.addExact(size, Math.addExact(bytes,
                        WireWriter.unsignedVarintLength(tagged.tag) + WireWriter.unsignedVarintLength(bytes)));
            }
        }
        return Math.addExact(size, WireWriter.unsignedVarintLength(count));
    }

    private void writeTagged(Object message, WireWriter out) {
        int count = 0;
        for (TaggedField tagged : taggedFields) {
            if (tagged.absent.saysSomething(message)) {
                count++;
            }
        }
        out.writeUnsignedVarint(count);
        for (TaggedField tagged : taggedFields) {
            if (count > 0 && tagged.absent.saysSomething(message)) {
                out.writeUnsignedVarint(tagged.tag);
                out.writeUnsignedVarint(sizeOf(tagged, message));
                tagged.field.write(message, out);
            }
        }
    }

    private static int sizeOf(TaggedField tagged, Object message) {
        try {
            return tagged.field.size(message);
        } catch (UnwritableMessage unwritable) {
            throw unwritable.within(tagged.field.name);
        }
    }

    private void readTagged(WireReader in, @Nullable Object[] values) {
        int count = in.readUnsignedVarint();
        long lastTag = -1;
        for (int i = 0; Integer.compareUnsigned(i, count) < 0; i++) {
            int tag = in.readUnsignedVarint();
            int bytes = in.readUnsignedVarint();
            if (Integer.toUnsignedLong(tag) <= lastTag) {
                throw in.malformed("tag " + Integer.toUnsignedString(tag) + " after tag " + lastTag);
            }
            lastTag = Integer.toUnsignedLong(tag);
            TaggedField known = tagged(tag);
            if (known == null) {
                in.skip(bytes);
            } else {
                values[known.field.index] = readTagged(known.field, bytes, in);
            }
        }
    }

    private static @Nullable Object readTagged(FieldPlan field, int bytes, WireReader in) {
        try {
            in.needElements(bytes, 1);
            int end = in.position() + bytes;
            Object value = field.read(in);
            if (in.position() != end) {
                throw in.malformed("a tagged field of " + bytes + " bytes ends " + (in.position() - end)
                        + " bytes from there");
            }
            return value;
        } catch (MalformedMessage malformed) {
            throw malformed.within(field.name);
        }
    }

    private @Nullable TaggedField tagged(int tag) {
        for (TaggedField field : taggedFields) {
            if (field.tag == tag) {
                return field;
            }
        }
        return null;
    }
}
