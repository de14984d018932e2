package dev.tidemark.streams.runtime.testing;

import dev.tidemark.core.failure.Invariants;
import dev.tidemark.streams.topology.StoreSpec;
import org.jspecify.annotations.Nullable;

/** A store of the topology, whichever task has the key. Everything that can be processed is, before each look. */
public final class TestStore {

    private final StreamsTestDriver driver;
    private final StoreSpec spec;

    TestStore(StreamsTestDriver driver, StoreSpec spec) {
        this.driver = driver;
        this.spec = spec;
    }

    /** The value of a key, or null. */
    public @Nullable Object get(Object key) {
        Invariants.check(spec.layout() instanceof StoreSpec.Layout.KeyValue, "store %s has windows: get(key, start)",
                spec.name());
        for (HostedTask hosted : driver.tasksWith(spec)) {
            Object value = hosted.stores().<Object, Object>keyValue(spec.name()).get(key);
            if (value != null) {
                return value;
            }
        }
        return null;
    }

    /** The value of a key in the window that starts then, or null; a window that has fired is no longer there. */
    public @Nullable Object get(Object key, long windowStartMs) {
        Invariants.check(spec.layout() instanceof StoreSpec.Layout.Windowed, "store %s has no windows: get(key)",
                spec.name());
        for (HostedTask hosted : driver.tasksWith(spec)) {
            Object value = hosted.stores().<Object, Object>windowed(spec.name()).get(key, windowStartMs);
            if (value != null) {
                return value;
            }
        }
        return null;
    }

    /** How many different times the records have that a side of a join keeps. */
    int keptTimes() {
        int times = 0;
        for (HostedTask hosted : driver.tasksWith(spec)) {
            times += hosted.stores().<Object, Object>windowed(spec.name()).bytes().starts().length;
        }
        return times;
    }
}
