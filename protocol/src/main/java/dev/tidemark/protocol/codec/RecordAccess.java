package dev.tidemark.protocol.codec;

import org.jspecify.annotations.Nullable;

/**
 * Builds records of one class and reads their components by index. Subclasses are made by {@link RecordAccessSpinner}, one per
 * record class, for messages when this module is built ({@link PreparedAccess}): method handles would do the same, but cost a spun class for every shape of constructor and accessor, which
 * were 300 of them and 200 ms of CPU for the messages of a first produce and fetch. Stateless.
 */
abstract class RecordAccess {

    /** The record of these values, one per component, numbers boxed. */
    abstract Object create(@Nullable Object[] values);

    /** The value of a component, numbers boxed. */
    abstract @Nullable Object object(Object message, int index);

    /** The value of a component of primitive type; true is 1, and a double comes as its bits. */
    abstract long number(Object message, int index);

    /**
     * What {@link RecordShape} read from the record's declaration when this was made, so that nobody has to read it by reflection again: of each
     * component the type, the type of a list's elements, and in {@link RecordShape#words} the rest. Null if it was not written down.
     */
    Class<?> @Nullable [] types() {
        return null;
    }

    /** As {@link #types}. */
    String @Nullable [] words() {
        return null;
    }
}
