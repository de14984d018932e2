package dev.tidemark.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.state.StoresModel.Content;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;

/** Random operations, commits, aborts, checkpoints, crashes, lost disks on stores and model alike, from one seed. */
final class RandomLife {

    private static final int STEPS = 800;
    /** Stores whose own random operations compare them. */
    private static final List<String> COMPARED = List.of(TaskStoresStage.SESSIONS, TaskStoresStage.VERSIONS,
            TaskStoresStage.TIMERS, TaskStoresStage.FADING, TaskStoresStage.FADING + " times",
            TaskStoresStage.FADING_POINTS, TaskStoresStage.FADING_POINTS + " times");

    private final TaskStoresContract at;
    private final int seed;
    private final Random random;
    private final StoresModel model = new StoresModel();
    private final List<String> history = new ArrayList<>();
    private final RandomSessions sessions;
    private final RandomScans scans;
    private final RandomVersions versions;
    private final RandomTimers timers;
    private final RandomExpiries expiries;

    RandomLife(TaskStoresContract at, int seed) {
        this.at = at;
        this.seed = seed;
        this.random = new Random(seed);
        this.sessions = new RandomSessions(at, random, model);
        this.scans = new RandomScans(at, random, model);
        this.versions = new RandomVersions(at, random, model);
        this.timers = new RandomTimers(at, random, model);
        this.expiries = new RandomExpiries(at, random, model);
    }

    void run() {
        at.start();
        for (int step = 0; step < STEPS; step++) {
            if (random.nextInt(3) == 0 && at.stores.checkpointStep(1 + random.nextInt(4))) {
                did("write on");
            }
            int die = random.nextInt(100);
            if (die < 12) {
                did(sessions.change());
            } else if (die < 36) {
                change();
            } else if (die < 42) {
                did(versions.change());
            } else if (die < 48) {
                did(random.nextInt(5) == 0 ? timers.takeDue(this::told) : timers.change());
            } else if (die < 55) {
                did(expiries.change());
            } else if (die < 65) {
                compare();
            } else if (die < 75) {
                if (model.sealed == null) {
                    did("seal");
                    at.seal();
                    model.seal();
                }
            } else if (die < 87) {
                decide();
            } else if (die < 91) {
                checkpoint();
            } else if (die < 94) {
                expire();
            } else if (die < 96) {
                trimOrCompact();
            } else if (die < 99) {
                crash();
            } else if (model.sealed == null) {
                did("close cleanly");
                at.stores.close(true);
                at.start();
                model.abort();
            }
        }
        compare();
    }

    private void checkpoint() {
        if (random.nextBoolean()) {
            did("checkpoint");
            at.stores.checkpoint(CheckpointTrigger.AGE);
        } else if (model.sealed == null) {
            did("begin a checkpoint");
            at.clock.advanceMs(30_000);
            at.stores.checkpointIfDue();
        }
    }

    private void decide() {
        if (model.sealed != null && random.nextInt(4) > 0) {
            did("commit");
            at.commit();
            model.commit();
        } else if (random.nextInt(3) == 0) {
            did("abort");
            at.abort();
            model.abort();
        }
    }

    private void change() {
        String key = "k" + random.nextInt(12);
        String store = List.of(TaskStoresContract.POINTS, TaskStoresContract.SORTED, TaskStoresContract.WINDOWS,
                TaskStoresContract.HOPS, StoreDeclaration.SYSTEM).get(random.nextInt(5));
        boolean remove = random.nextInt(4) == 0;
        long by = random.nextInt(1_000);
        if (store.equals(StoreDeclaration.SYSTEM)) {
            KeyValueStore<byte[], byte[]> system = at.stores.keyValue(store);
            if (remove) {
                system.remove(TaskStoresContract.bytes(key));
                model.active.of(store).remove(key);
            } else {
                system.put(TaskStoresContract.bytes(key), ByteBuffer.allocate(8).putLong(by).array());
                model.active.of(store).put(key, by);
            }
        } else if (windowed(store)) {
            WindowStore<String, Tally> windows = at.stores.windowed(store);
            long expired = Math.max(windows.bytes().expiredBeforeMs(), 0);
            long start = expired + 10L * random.nextInt(8);
            String modelKey = StoresModel.window(start, key);
            Tally tally = windows.get(key, start);
            if (remove) {
                windows.remove(key, start);
                model.active.of(store).remove(modelKey);
            } else if (tally == null) {
                windows.put(key, start, new Tally(by));
                model.active.of(store).put(modelKey, by);
            } else {
                tally.count += by;
                windows.put(key, start, tally);
                model.active.of(store).merge(modelKey, by, Long::sum);
            }
        } else {
            KeyValueStore<String, Tally> values = at.stores.keyValue(store);
            Tally tally = values.get(key);
            if (remove) {
                values.remove(key);
                model.active.of(store).remove(key);
            } else if (tally == null) {
                values.put(key, new Tally(by));
                model.active.of(store).put(key, by);
            } else {
                tally.count += by;
                values.put(key, tally);
                model.active.of(store).merge(key, by, Long::sum);
            }
        }
        did((remove ? "remove " : "add ") + store + " " + key);
    }

    private void expire() {
        switch (random.nextInt(5)) {
            case 0 -> did(sessions.expire());
            case 1 -> did(versions.expire());
            case 2 -> did(expiries.expire());
            default -> expireWindows();
        }
    }

    private void expireWindows() {
        String store = random.nextBoolean() ? TaskStoresContract.WINDOWS : TaskStoresContract.HOPS;
        long before = Math.max(0, model.active.expiredBefore.getOrDefault(store, 0L)) + 10L * random.nextInt(4);
        did("expire " + store + " before " + before);
        at.stores.windowed(store).bytes().expireBefore(before);
        model.active.expire(store, before);
    }

    private void trimOrCompact() {
        if (random.nextBoolean()) {
            did("compact");
            at.logs.values().forEach(TestChangelog::compact);
            return;
        }
        for (String store : List.of(TaskStoresContract.WINDOWS, TaskStoresContract.HOPS,
                TaskStoresContract.SESSIONS)) {
            long before = at.stores.trimmableBefore(store);
            did("trim " + store + " before " + before);
            at.stores.trimmed(store, before);
            at.logs.get(store).trim(before);
        }
    }

    private void crash() {
        boolean outcomeUnknown = model.sealed != null && random.nextBoolean();
        if (outcomeUnknown) {
            // The transaction was committed; the answer did not arrive.
            at.logs.values().forEach(log -> log.decide(true));
            model.commit();
        }
        if (random.nextInt(3) == 0) {
            did("crash, disk lost");
            at.stores.close(false);
            at.loseDisk();
        } else {
            did("crash");
        }
        at.crash();
        model.abort();
    }

    private void compare() {
        Map<String, TreeMap<String, Long>> found = new TreeMap<>();
        KeyValueStore<String, Tally> points = at.stores.keyValue(TaskStoresContract.POINTS);
        KeyValueStore<byte[], byte[]> system = at.stores.keyValue(StoreDeclaration.SYSTEM);
        for (int i = 0; i < 12; i++) {
            String key = "k" + i;
            Tally point = points.get(key);
            if (point != null) {
                found.computeIfAbsent(TaskStoresContract.POINTS, x -> new TreeMap<>()).put(key, point.count);
            }
            byte[] own = system.get(TaskStoresContract.bytes(key));
            if (own != null) {
                found.computeIfAbsent(StoreDeclaration.SYSTEM, x -> new TreeMap<>())
                        .put(key,
                                ByteBuffer.wrap(own).getLong());
            }
        }
        at.stores.<String, Tally>keyValue(TaskStoresContract.SORTED)
                .bytes()
                .scan(KeyRange.all(), 1_000,
                        (key, value) -> found.computeIfAbsent(TaskStoresContract.SORTED, x -> new TreeMap<>())
                                .put(TaskStoresContract.text(key), value.count));
        for (String store : List.of(TaskStoresContract.WINDOWS, TaskStoresContract.HOPS)) {
            WindowStore<String, Tally> windows = at.stores.windowed(store);
            TreeSet<Long> starts = new TreeSet<>();
            for (String key : model.active.of(store).keySet()) {
                starts.add(StoresModel.startOf(key));
            }
            assertThat(windows.bytes().starts()).as(this::told)
                    .containsExactly(
                            starts.stream().mapToLong(Long::longValue).toArray());
            for (long start : windows.bytes().starts()) {
                windows.bytes()
                        .scanWindow(start, 1_000,
                                (key, value) -> found.computeIfAbsent(store, x -> new TreeMap<>())
                                        .put(StoresModel.window(start, TaskStoresContract.text(key)), value.count));
            }
        }
        sessions.compare(this::told);
        scans.compare(this::told);
        versions.compare(this::told);
        timers.compare(this::told);
        expiries.compare(this::told);
        COMPARED.forEach(store -> found.put(store, model.active.of(store)));
        found.values().removeIf(Map::isEmpty);
        assertThat(found).as(this::told).isEqualTo(nonEmpty(model.active));
        compareRangesOfKeys();
    }

    private void compareRangesOfKeys() {
        for (String store : List.of(TaskStoresContract.WINDOWS, TaskStoresContract.HOPS)) {
            WindowStore<String, Tally> windows = at.stores.windowed(store);
            for (int i = 0; i < 12; i++) {
                String key = "k" + i; // k1 starts k10 and k11
                long from = 10L * random.nextInt(-2, 20);
                long to = from + 5L * random.nextInt(30);
                List<String> expected = new ArrayList<>();
                model.active.of(store).forEach((entry, count) -> {
                    long start = StoresModel.startOf(entry);
                    if (entry.equals(StoresModel.window(start, key)) && start >= from && start < to) {
                        expected.add(start + "=" + count);
                    }
                });
                List<String> found = new ArrayList<>();
                windows.bytes()
                        .scanKey(ByteBuffer.wrap(TaskStoresContract.bytes(key)), from, to,
                                (start, value) -> found.add(start + "=" + value.count));
                assertThat(found).as(() -> key + " in [" + from + ", " + to + "), " + told()).isEqualTo(expected);
            }
        }
    }

    private static Map<String, TreeMap<String, Long>> nonEmpty(Content content) {
        Map<String, TreeMap<String, Long>> copy = new TreeMap<>(content.stores);
        copy.values().removeIf(Map::isEmpty);
        return copy;
    }

    private static boolean windowed(String store) {
        return store.equals(TaskStoresContract.WINDOWS) || store.equals(TaskStoresContract.HOPS);
    }

    private void did(String what) {
        history.add(what);
    }

    private String told() {
        return "seed " + seed + ", last steps " + history.subList(Math.max(0, history.size() - 40), history.size());
    }
}
