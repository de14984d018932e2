package dev.tidemark.protocol.codec;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Single components of message records, by name. For the rare changes that concern all messages alike; a codec is not needed for them. */
public final class Components {

    private Components() {}

    /** The value of an integral component; 0 if the record has none of this name. */
    public static long number(Object message, String name) {
        if (!(message instanceof Record)) {
            return 0;
        }
        RecordShape shape = RecordShape.of(message.getClass());
        int index = index(shape, name);
        return index < 0 ? 0 : shape.access().number(message, index);
    }

    /** A record that differs in one component; the same if it has none of this name. The value is of the component's type, numbers boxed. */
    @SuppressWarnings("unchecked") // the access creates records of the message's own class
    public static <M> M with(M message, String name, Object value) {
        if (!(message instanceof Record)) {
            return message;
        }
        RecordShape shape = RecordShape.of(message.getClass());
        int changed = index(shape, name);
        if (changed < 0) {
            return message;
        }
        @Nullable
        Object[] values = new @Nullable Object[shape.components().size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = i == changed ? value : shape.access().object(message, i);
        }
        return (M) shape.access().create(values);
    }

    private static int index(RecordShape shape, String name) {
        List<RecordShape.Component> components = shape.components();
        for (int i = 0; i < components.size(); i++) {
            if (components.get(i).name().equals(name)) {
                return i;
            }
        }
        return -1;
    }
}
