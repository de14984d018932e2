package dev.tidemark.streams.plan;

import dev.tidemark.serde.Serde;
import org.jspecify.annotations.Nullable;

/**
 * How the records of a stream are written as bytes; either serde is absent where the user's function changed the type
 * and no new serde was given. Only a node that needs one (a repartition, a store, a sink) makes that an error.
 *
 * @param key of the keys, or null if unknown
 * @param value of the values, or null if unknown
 */
public record StreamType(@Nullable Serde<Object> key, @Nullable Serde<Object> value) {

    /** Nothing is known. */
    public static StreamType unknown() {
        return new StreamType(null, null);
    }

    /** This type where it says something, the other one for the rest. */
    public StreamType orElse(StreamType other) {
        return new StreamType(key != null ? key : other.key, value != null ? value : other.value);
    }

    public StreamType withKey(@Nullable Serde<Object> newKey) {
        return new StreamType(newKey, value);
    }

    public StreamType withValue(@Nullable Serde<Object> newValue) {
        return new StreamType(key, newValue);
    }
}
