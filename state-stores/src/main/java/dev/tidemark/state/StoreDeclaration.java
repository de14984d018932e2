package dev.tidemark.state;

import dev.tidemark.serde.Serde;
import dev.tidemark.serde.Serdes;
import java.util.Map;

/**
 * A store of a task, before there is one.
 *
 * @param name the user's, unique in the task; {@link #SYSTEM} is taken
 * @param keySerde writes equal keys as equal bytes
 */
public record StoreDeclaration<K, V>(String name, StoreLayout layout, Access access, Rewrites rewrites,
        Serde<K> keySerde, Serde<V> valueSerde) {

    /** The name of the task's own store: frontiers and timers. */
    public static final String SYSTEM = "system";

    public static <K, V> StoreDeclaration<K, V> keyValue(String name, Access access, Serde<K> keySerde,
            Serde<V> valueSerde) {
        return new StoreDeclaration<>(name, new StoreLayout.KeyValue(), access, Rewrites.OFTEN, keySerde, valueSerde);
    }

    /**
     * Entries go when the frontier has come a time to live past their last update.
     *
     * @param timeToLiveMs see {@link StoreLayout.Expiring}
     */
    public static <K, V> StoreDeclaration<K, V> expiring(String name, Access access, long timeToLiveMs,
            Serde<K> keySerde, Serde<V> valueSerde) {
        return new StoreDeclaration<>(name, new StoreLayout.Expiring(timeToLiveMs), access, Rewrites.OFTEN, keySerde,
                valueSerde);
    }

    /**
     * The versions of a key are scanned, hence no choice of access.
     *
     * @param historyMs see {@link StoreLayout.Versioned}
     */
    public static <K, V> StoreDeclaration<K, V> versioned(String name, long historyMs, Serde<K> keySerde,
            Serde<V> valueSerde) {
        return new StoreDeclaration<>(name, new StoreLayout.Versioned(historyMs), Access.SCAN, Rewrites.OFTEN, keySerde,
                valueSerde);
    }

    /** Timers are scanned by time, hence no choice of access. Their values are times. */
    public static <K> StoreDeclaration<K, Long> timers(String name, Serde<K> keySerde) {
        return new StoreDeclaration<>(name, new StoreLayout.Timers(), Access.SCAN, Rewrites.OFTEN, keySerde,
                Serdes.int64());
    }

    /**
     * A window is scanned when it fires, hence no choice of access.
     *
     * @param advanceMs distance between window starts
     */
    public static <K, V> StoreDeclaration<K, V> windowed(String name, long advanceMs, Serde<K> keySerde,
            Serde<V> valueSerde) {
        return new StoreDeclaration<>(name, new StoreLayout.Windowed(advanceMs, 1), Access.SCAN, Rewrites.OFTEN,
                keySerde, valueSerde);
    }

    /**
     * What one side of a join keeps: by key and millisecond, found by key within a range of time.
     *
     * @param segmentMs how long the stretches of time are that expire as a whole
     */
    public static <K, V> StoreDeclaration<K, V> joinSide(String name, int segmentMs, Serde<K> keySerde,
            Serde<V> valueSerde) {
        return new StoreDeclaration<>(name, new StoreLayout.Windowed(1, segmentMs), Access.SCAN, Rewrites.SELDOM,
                keySerde, valueSerde);
    }

    /**
     * Sessions are scanned by key and by time, hence no choice of access.
     *
     * @param segmentMs see {@link StoreLayout.Session}
     */
    public static <K, V> StoreDeclaration<K, V> sessions(String name, long segmentMs, Serde<K> keySerde,
            Serde<V> valueSerde) {
        return new StoreDeclaration<>(name, new StoreLayout.Session(segmentMs), Access.SCAN, Rewrites.OFTEN, keySerde,
                valueSerde);
    }

    /** The task's own store: small, each entry with a checksum, in the engine's {@code system} column family. */
    public static StoreDeclaration<byte[], byte[]> system() {
        return new StoreDeclaration<>(SYSTEM, new StoreLayout.KeyValue(), Access.SCAN, Rewrites.OFTEN, Serdes.bytes(),
                Serdes.bytes());
    }

    /**
     * The settings with which the store's changelog topic is created. Never time retention: event times may be old. A
     * changelog of windows or sessions is trimmed by DeleteRecords alone ({@link TaskStores#trimmableBefore}), hence the second policy
     * with nothing that expires by itself.
     */
    public Map<String, String> changelogSettings() {
        return switch (layout) {
            case StoreLayout.KeyValue keyValue -> compactedSettings();
            case StoreLayout.Expiring expiring -> compactedSettings();
            case StoreLayout.Versioned versioned -> compactedSettings();
            case StoreLayout.Timers timers -> compactedSettings();
            case StoreLayout.Windowed windowed -> trimmedSettings();
            case StoreLayout.Session session -> trimmedSettings();
        };
    }

    private static Map<String, String> compactedSettings() {
        return Map.of("cleanup.policy", "compact", "retention.ms", "-1",
                "delete.retention.ms", Long.toString(StorePosition.TOMBSTONES_KEPT_MS));
    }

    private static Map<String, String> trimmedSettings() {
        return Map.of("cleanup.policy", "compact,delete", "retention.ms", "-1",
                "delete.retention.ms", Long.toString(StorePosition.TOMBSTONES_KEPT_MS));
    }
}
