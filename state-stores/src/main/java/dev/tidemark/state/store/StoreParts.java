package dev.tidemark.state.store;

import dev.tidemark.serde.Serde;
import dev.tidemark.serde.Serdes;
import dev.tidemark.state.StateMemory;
import dev.tidemark.state.StoreDeclaration;
import dev.tidemark.state.StoreLayout;
import dev.tidemark.state.wrap.Backing;
import dev.tidemark.state.wrap.KeyForm;
import dev.tidemark.state.wrap.LayeredStore;
import dev.tidemark.state.wrap.ReadCache;
import org.jspecify.annotations.Nullable;

/**
 * What a store is made of, by its layout. Run by the task's worker.
 *
 * @param form how keys stand in the changelog
 * @param segments how keys begin with time, of windows and sessions
 * @param expiry how far time has expired, of layouts in which it does
 * @param sweep what removes expired entries, of layouts whose keys do not begin with time
 * @param face what operators see: one of the typed stores
 * @param forget to be run when the store is changed past its face, or back
 */
record StoreParts(LayeredStore<?> layers, KeyForm form, @Nullable SegmentKeys segments, @Nullable Expiry expiry,
        @Nullable Sweep sweep, Object face, Runnable forget) {

    /** A round per half of the time to live or of the history leaves half as much of what expired as of what lives. */
    private static final int SWEEPS_PER_LIFE = 2;

    /** What layered stores of whatever values are made of. */
    private record Layers(String where, Backing backing, StoreDeclaration<?, ?> declaration, StateMemory memory,
            ReadCache cache) {
        <T> LayeredStore<T> of(Serde<T> serde, KeyForm form) {
            return new LayeredStore<>(where, backing, serde, form, declaration.access(), declaration.rewrites(), memory,
                    cache);
        }

        Layers bySegments() {
            return new Layers(where, new SegmentedBacking(backing), declaration, memory, cache);
        }
    }

    /** @param where the task and store, for messages */
    static <K, V> StoreParts of(StoreDeclaration<K, V> declaration, String where, Backing backing, StateMemory memory,
            ReadCache cache) {
        Layers layers = new Layers(where, backing, declaration, memory, cache);
        return switch (declaration.layout()) {
            case StoreLayout.KeyValue layout -> keyValue(declaration, layers);
            case StoreLayout.Expiring layout -> expiring(declaration, layout, layers);
            case StoreLayout.Windowed layout -> windowed(declaration, layout, layers);
            case StoreLayout.Session layout -> sessions(declaration, layout, layers);
            case StoreLayout.Versioned layout -> versioned(declaration, layout, layers);
            case StoreLayout.Timers layout -> timers(declaration, layers);
        };
    }

    private static <K, V> StoreParts keyValue(StoreDeclaration<K, V> declaration, Layers layers) {
        LayeredStore<V> values = layers.of(declaration.valueSerde(), KeyForm.PLAIN);
        Object face = new TypedKeyValues<>(declaration.name(), declaration.keySerde(), new KeyValueLayout<>(values));
        return new StoreParts(values, KeyForm.PLAIN, null, null, null, face,
                StoreParts::nothingToForget);
    }

    private static void nothingToForget() {}

    private static <K, V> StoreParts expiring(StoreDeclaration<K, V> declaration, StoreLayout.Expiring layout,
            Layers layers) {
        ExpiringKeys keys = new ExpiringKeys();
        Expiry expiry = new Expiry();
        LayeredStore<TimedValue<V>> held = layers.of(TimedValue.serde(declaration.valueSerde()), keys);
        ExpiringLayout<V> values = new ExpiringLayout<>(declaration.name(), held, keys, expiry, layout.timeToLiveMs());
        Sweep sweep = new Sweep(layers.backing(), expiry, layout.timeToLiveMs() / SWEEPS_PER_LIFE, values);
        Object face = new TypedKeyValues<>(declaration.name(), declaration.keySerde(), values);
        return new StoreParts(held, keys, null, expiry, sweep, face, sweep::forget);
    }

    private static <K, V> StoreParts windowed(StoreDeclaration<K, V> declaration, StoreLayout.Windowed layout,
            Layers layers) {
        WindowKeys keys = new WindowKeys(layout);
        LayeredStore<V> values = layers.bySegments().of(declaration.valueSerde(), keys);
        Object face = new TypedWindows<>(declaration.name(), declaration.keySerde(),
                new WindowLayout<>(declaration.name(), values, keys));
        return new StoreParts(values, keys, keys, keys.expiry(), null, face,
                StoreParts::nothingToForget);
    }

    private static <K, V> StoreParts sessions(StoreDeclaration<K, V> declaration, StoreLayout.Session layout,
            Layers layers) {
        SessionKeys keys = new SessionKeys(layout);
        LayeredStore<TimedValue<V>> held = layers.bySegments().of(TimedValue.serde(declaration.valueSerde()), keys);
        SessionLayout<V> sessions = new SessionLayout<>(declaration.name(), held, keys);
        Object face = new TypedSessions<>(declaration.name(), declaration.keySerde(), sessions);
        return new StoreParts(held, keys, keys, keys.expiry(), null, face, sessions::forget);
    }

    private static <K, V> StoreParts versioned(StoreDeclaration<K, V> declaration, StoreLayout.Versioned layout,
            Layers layers) {
        VersionKeys keys = new VersionKeys();
        Expiry expiry = new Expiry();
        LayeredStore<Version<V>> versions = layers.of(Version.serde(declaration.valueSerde()), keys);
        Sweep sweep = new Sweep(layers.backing(), expiry, layout.historyMs() / SWEEPS_PER_LIFE,
                new VersionSweep(versions, keys, expiry));
        Object face = new TypedVersions<>(declaration.name(), declaration.keySerde(),
                new VersionLayout<>(versions, keys, expiry, layout.historyMs()));
        return new StoreParts(versions, keys, null, expiry, sweep, face, sweep::forget);
    }

    private static <K, V> StoreParts timers(StoreDeclaration<K, V> declaration, Layers layers) {
        TimerKeys keys = new TimerKeys();
        LayeredStore<byte[]> entries = layers.of(Serdes.bytes(), keys);
        TimerLayout timers = new TimerLayout(entries, keys);
        Object face = new TypedTimers<>(declaration.name(), declaration.keySerde(), timers);
        return new StoreParts(entries, keys, null, null, null, face, timers::forget);
    }
}
