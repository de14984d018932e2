package dev.tidemark.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Random updates of entries with a time to live, in stores and in a model that keeps each entry's last update beside it and removes
 * nothing: what is older than the frontier allows does not count.
 */
final class RandomExpiries {

    private static final List<String> STORES = List.of(TaskStoresStage.FADING, TaskStoresStage.FADING_POINTS);
    private static final List<String> KEYS = List.of("", "k1", "k10", "k2", "k3");

    private final TaskStoresStage at;
    private final Random random;
    private final StoresModel model;

    RandomExpiries(TaskStoresStage at, Random random, StoresModel model) {
        this.at = at;
        this.random = random;
        this.model = model;
    }

    /** Updates or removes one entry; says what. */
    String change() {
        String store = STORES.get(random.nextInt(2));
        String key = KEYS.get(random.nextInt(KEYS.size()));
        TreeMap<String, Long> values = model.active.of(store);
        TreeMap<String, Long> times = model.active.of(times(store));
        boolean live = values.containsKey(key) && times.get(key) >= beforeMs(store);
        if (random.nextInt(5) == 0) {
            store(store).remove(key);
            values.remove(key);
            times.remove(key);
            return "remove " + key + " of " + store;
        }
        long timeMs = Math.max(0, beforeMs(store)) + random.nextInt(120) - 15;
        long by = random.nextInt(1_000);
        Tally tally = store(store).get(key);
        assertThat(tally != null).isEqualTo(live);
        if (tally == null) {
            tally = new Tally(by);
        } else {
            tally.count += by;
        }
        store(store).put(key, tally, timeMs);
        if (live) {
            values.merge(key, by, Long::sum);
            times.merge(key, timeMs, Math::max);
        } else if (timeMs >= beforeMs(store)) {
            values.put(key, by);
            times.put(key, timeMs);
        }
        return "update " + key + " of " + store + " at " + timeMs;
    }

    /** The frontier goes on. */
    String expire() {
        String store = STORES.get(random.nextInt(2));
        long frontierMs = Math.max(0, beforeMs(store)) + TaskStoresStage.TIME_TO_LIVE_MS + random.nextInt(30);
        store(store).bytes().advanceTo(frontierMs);
        // An entry lives for as long as its last update is less than a time to live ago.
        model.active.expiredBefore.merge(store, frontierMs - TaskStoresStage.TIME_TO_LIVE_MS + 1, Math::max);
        return store + " lives up to " + frontierMs;
    }

    void compare(Supplier<String> told) {
        for (String store : STORES) {
            TreeMap<String, Long> expected = new TreeMap<>(model.active.of(store));
            TreeMap<String, Long> times = model.active.of(times(store));
            expected.keySet().removeIf(key -> times.get(key) < beforeMs(store));
            TreeMap<String, Long> found = new TreeMap<>();
            for (String key : KEYS) {
                Tally tally = store(store).get(key);
                if (tally != null) {
                    found.put(key, tally.count);
                }
            }
            assertThat(found).as(() -> store + ", " + told.get()).isEqualTo(expected);
            if (store.equals(TaskStoresStage.FADING)) {
                ScanOrder order = random.nextBoolean() ? ScanOrder.FORWARD : ScanOrder.REVERSE;
                int limit = 1 + random.nextInt(6);
                List<String> scanned = new ArrayList<>();
                store(store).prefix(TaskStoresStage.bytes("k"), order, limit, (key, value) -> scanned.add(key));
                List<String> keys = new ArrayList<>(expected.tailMap("k").keySet());
                if (order == ScanOrder.REVERSE) {
                    Collections.reverse(keys);
                }
                assertThat(scanned).as(told).isEqualTo(keys.subList(0, Math.min(limit, keys.size())));
            }
        }
    }

    private long beforeMs(String store) {
        return model.active.expiredBefore.getOrDefault(store, Long.MIN_VALUE);
    }

    private static String times(String store) {
        return store + " times";
    }

    private KeyValueStore<String, Tally> store(String store) {
        return at.stores.keyValue(store);
    }
}
