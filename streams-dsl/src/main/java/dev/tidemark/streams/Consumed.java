package dev.tidemark.streams;

import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.serde.Serde;
import dev.tidemark.streams.plan.EventTimeFunction;
import dev.tidemark.streams.plan.StreamType;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a topic is read: its serdes, when its records happened, and how far out of order they may come. Immutable.
 *
 * <p>Unless said otherwise event time is the record's timestamp and the disorder bound is zero: the watermark of a
 * partition is its greatest event time so far. A record behind it is late; whether that matters is decided by the grace
 * of the windows it falls into.
 */
public final class Consumed<K extends @Nullable Object, V extends @Nullable Object> {

    private final StreamType type;
    private final EventTimeFunction eventTime;
    private final long disorderMs;

    private Consumed(StreamType type, EventTimeFunction eventTime, long disorderMs) {
        this.type = type;
        this.eventTime = eventTime;
        this.disorderMs = disorderMs;
    }

    public static <K extends @Nullable Object, V extends @Nullable Object> Consumed<K, V> with(Serde<K> keySerde,
            Serde<V> valueSerde) {
        return new Consumed<>(new StreamType(Erased.serde(keySerde), Erased.serde(valueSerde)),
                EventTimeFunction.RECORD_TIMESTAMP, 0);
    }

    /** Takes the event time from the record's content. */
    public Consumed<K, V> withEventTime(EventTime<? super K, ? super V> newEventTime) {
        return new Consumed<>(type, Erased.eventTime(newEventTime), disorderMs);
    }

    /** The watermark of a partition stays this far behind its greatest event time. */
    public Consumed<K, V> withDisorder(Duration bound) {
        if (bound.isNegative()) {
            throw new TidemarkException(FailureCode.TOPOLOGY_INVALID, "A disorder bound cannot be negative",
                    "Consumed.withDisorder(" + bound + ")", "it is how far records may come behind later ones",
                    "give Duration.ZERO or more");
        }
        return new Consumed<>(type, eventTime, bound.toMillis());
    }

    StreamType type() {
        return type;
    }

    EventTimeFunction eventTime() {
        return eventTime;
    }

    long disorderMs() {
        return disorderMs;
    }
}
