package dev.tidemark.verification.simulation.workload;

import dev.tidemark.serde.Serdes;
import dev.tidemark.streams.Consumed;
import dev.tidemark.streams.Grouped;
import dev.tidemark.streams.KeyValue;
import dev.tidemark.streams.Materialized;
import dev.tidemark.streams.Streams;
import dev.tidemark.streams.Topology;
import dev.tidemark.streams.Windows;
import java.time.Duration;

/**
 * Events, and an application that does all kinds of things with them: passes them on, counts them by key for ever and by window, behind a repartition.
 * An event is a text that ends in a number; key and time follow from it. Without state.
 */
public final class CountedEvents {

    public static final String APPLICATION = "events-app";
    public static final String INPUT = "events";
    public static final String PASSED_ON = "passed-on";
    public static final String COUNTS = "counts";
    public static final String WINDOWS = "windows";
    public static final String LATE = "late";
    public static final long WINDOW_MS = 2_000;
    public static final long GRACE_MS = 1_000;
    public static final long DISORDER_MS = 1_000;

    private static final long FIRST_MS = 1_700_000_000_000L;
    private static final long APART_MS = 60;
    private static final int BEHIND_MS_MAX = 4_000;
    private static final int KEYS = 6;

    private CountedEvents() {}

    /** The application. */
    public static Topology topology() {
        return Streams.define(s -> {
            var events = s.from(INPUT, Consumed.with(Serdes.string(), Serdes.string())
                    .withEventTime((key, event, timestampMs) -> timeMs(event))
                    .withDisorder(Duration.ofMillis(DISORDER_MS)));
            events.selectKey((none, event) -> event).withKeySerde(Serdes.string()).to(PASSED_ON);
            var byKey = events.groupBy((none, event) -> key(event), Grouped.with("by-key", Serdes.string()));
            byKey.count(Materialized.as("counts"))
                    .toStream()
                    .mapValues(count -> Long.toString(count))
                    .withValueSerde(Serdes.string())
                    .to(COUNTS);
            byKey.windowedBy(Windows.tumbling(Duration.ofMillis(WINDOW_MS)).grace(Duration.ofMillis(GRACE_MS)))
                    .lateTo(LATE)
                    .count(Materialized.as("windows"))
                    .map((window, count) -> new KeyValue<>(window.key() + "@" + window.startMs(),
                            Long.toString(count)))
                    .withSerdes(Serdes.string(), Serdes.string())
                    .to(WINDOWS);
        });
    }

    /** What an event is counted under. */
    public static String key(String event) {
        return "k" + Math.floorMod(mixed(event) >>> 16, KEYS);
    }

    /** When an event happened: later ones mostly later. */
    public static long timeMs(String event) {
        int dash = event.lastIndexOf('-');
        return FIRST_MS + Long.parseLong(event.substring(dash + 1)) * APART_MS
                - Math.floorMod(mixed(event), BEHIND_MS_MAX);
    }

    private static long mixed(String event) {
        long mixed = event.hashCode() * 0x9E3779B97F4A7C15L;
        return mixed ^ (mixed >>> 29);
    }
}
