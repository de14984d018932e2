package dev.tidemark.protocol.codec;

import java.lang.invoke.MethodHandle;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A component that a version does not have on the wire, or has only if it says something. Immutable.
 *
 * @param accessor boxing
 * @param absentValue what a reader will take it for
 */
record AbsentField(String name, MethodHandle accessor, @Nullable Object absentValue, boolean ignorable) {

    boolean saysSomething(Object message) {
        return !Objects.equals(FieldPlan.valueOf(message, accessor), absentValue);
    }

    /** Refuses to drop a value that the reader would miss. */
    void checkDroppable(Object message, short version) {
        if (!ignorable && saysSomething(message)) {
            throw new UnwritableMessage("is " + FieldPlan.valueOf(message, accessor) + ", but version " + version
                    + " has no place for it and its reader would take it for " + absentValue).within(name);
        }
    }
}
