package dev.tidemark.streams.runtime.testing;

import dev.tidemark.core.failure.Invariants;
import dev.tidemark.streams.Windowed;
import dev.tidemark.streams.runtime.time.Frontier;
import dev.tidemark.streams.topology.StoreSpec;
import java.util.LinkedHashMap;
import java.util.Map;
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
        Invariants.check(spec.layout() instanceof StoreSpec.Layout.KeyValue,
                "store %s has windows or sessions: get(key, start), sessions(key)",
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

    /** The sessions of a key with their values, by start; those that have fired are no longer there. */
    public Map<Windowed<Object>, Object> sessions(Object key) {
        Invariants.check(spec.layout() instanceof StoreSpec.Layout.Session, "store %s has no sessions", spec.name());
        Map<Windowed<Object>, Object> found = new LinkedHashMap<>();
        for (HostedTask hosted : driver.tasksWith(spec)) {
            hosted.stores()
                    .<Object, Object>sessions(spec.name())
                    .find(key, 0, Frontier.EVENT_TIME_MAX,
                            (bytes, startMs, endMs, value) -> found.put(new Windowed<>(key, startMs, endMs), value));
        }
        return found;
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
