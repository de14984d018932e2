package dev.tidemark.streams;

import dev.tidemark.serde.Serde;
import dev.tidemark.streams.plan.StreamType;
import org.jspecify.annotations.Nullable;

/** How records are written to a topic. Needed only where the stream does not know its serdes. Immutable. */
@SuppressWarnings("UnusedTypeParameter") // they tie the serdes to the stream that is written
public final class Produced<K extends @Nullable Object, V extends @Nullable Object> {

    private final StreamType type;

    private Produced(StreamType type) {
        this.type = type;
    }

    public static <K extends @Nullable Object, V extends @Nullable Object> Produced<K, V> with(Serde<K> keySerde,
            Serde<V> valueSerde) {
        return new Produced<>(new StreamType(Erased.serde(keySerde), Erased.serde(valueSerde)));
    }

    StreamType type() {
        return type;
    }
}
