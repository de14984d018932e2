package dev.tidemark.protocol.codec;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A component that a version does not have on the wire, or has only if it says something. Immutable.
 *
 * @param index the component's among those of its record
 * @param absentValue what a reader will take it for
 */
record AbsentField(String name, RecordAccess access, int index, @Nullable Object absentValue, boolean ignorable) {

    boolean saysSomething(Object message) {
        return !Objects.equals(access.object(message, index), absentValue);
    }

    /** Refuses to drop a value that the reader would miss. */
    void checkDroppable(Object message, short version) {
        if (!ignorable && saysSomething(message)) {
            throw new UnwritableMessage("is " + access.object(message, index) + ", but version " + version
                    + " has no place for it and its reader would take it for " + absentValue).within(name);
        }
    }
}
