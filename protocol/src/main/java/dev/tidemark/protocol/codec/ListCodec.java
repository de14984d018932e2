package dev.tidemark.protocol.codec;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Elements behind their count. Immutable. */
final class ListCodec implements ValueCodec {

    /** Capacity taken for a count before its elements have been seen. */
    private static final int CAPACITY_MAX = 1024;

    private final ValueCodec element;
    private final boolean compact;
    private final boolean nullable;
    private final int elementSizeMin;

    ListCodec(ValueCodec element, boolean compact, boolean nullable) {
        this.element = element;
        this.compact = compact;
        this.nullable = nullable;
        this.elementSizeMin = Math.max(1, element.sizeMin());
    }

    @Override
    public int size(@Nullable Object value) {
        if (value == null) {
            return Lengths.ofNull(nullable, compact);
        }
        List<?> list = (List<?>) value;
        int size = Lengths.of(list.size(), compact);
        if (element == ValueCodec.Fixed.INT32) {
            return Math.addExact(size, Math.multiplyExact(list.size(), 4));
        }
        for (int i = 0; i < list.size(); i++) {
            try {
                size = Math.addExact(size, element.size(list.get(i)));
            } catch (UnwritableMessage unwritable) {
                throw unwritable.within("[" + i + "]");
            }
        }
        return size;
    }

    @Override
    public void write(@Nullable Object value, WireWriter out) {
        if (value == null && nullable) {
            Lengths.write(-1, compact, out);
            return;
        }
        List<?> list = (List<?>) ValueCodec.present(value);
        Lengths.write(list.size(), compact, out);
        for (int i = 0; i < list.size(); i++) {
            try {
                element.write(list.get(i), out);
            } catch (UnwritableMessage unwritable) {
                throw unwritable.within("[" + i + "]");
            }
        }
    }

    @Override
    public @Nullable Object read(WireReader in) {
        int count = Lengths.read(in, compact);
        if (count < 0) {
            return Lengths.nullIf(nullable, in);
        }
        in.needElements(count, elementSizeMin);
        in.allocate(ObjectBytes.list(count));
        List<@Nullable Object> list = new ArrayList<>(Math.min(count, CAPACITY_MAX));
        for (int i = 0; i < count; i++) {
            try {
                list.add(element.read(in));
            } catch (MalformedMessage malformed) {
                throw malformed.within("[" + i + "]");
            }
        }
        return list;
    }

    @Override
    public int sizeMin() {
        return compact ? 1 : 4;
    }

    @Override
    public int recordBytes(@Nullable Object value) {
        if (value == null || !carriesRecords()) {
            return 0;
        }
        int bytes = 0;
        for (Object each : (List<?>) value) {
            bytes = Math.addExact(bytes, element.recordBytes(each));
        }
        return bytes;
    }

    @Override
    public boolean carriesRecords() {
        return element.carriesRecords();
    }
}
