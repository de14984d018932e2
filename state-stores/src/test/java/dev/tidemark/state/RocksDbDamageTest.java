package dev.tidemark.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.state.rocksdb.RocksDbStores;
import dev.tidemark.storage.DiskStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damage to real files of the engine on disk: whichever file, whichever byte, a task never reads a wrong value, and it recovers
 * by rebuilding stores of its own and nobody else's.
 */
class RocksDbDamageTest extends TaskStoresStage {

    private static final int ENTRIES = 150;
    private static final List<String> USER_STORES = List.of(HOPS, POINTS, SESSIONS, SORTED, WINDOWS);

    @TempDir
    Path folder;

    private final DiskStorage storage = new DiskStorage();
    private RocksDbStores factory;
    /** The task's files as its last checkpoint left them. */
    private final Map<Path, byte[]> pristine = new TreeMap<>();

    /** What was done to a file, and what it took to recover. */
    private record Outcome(String damage, List<String> rebuilt, int starts) {}

    /** One way to damage the bytes of a file. */
    @FunctionalInterface
    private interface Damage {
        byte[] of(byte[] content);
    }

    @BeforeEach
    void fill() throws IOException {
        factory = new RocksDbStores(folder, storage, clock, memory);
        start();
        KeyValueStore<String, Tally> points = stores.keyValue(POINTS);
        KeyValueStore<String, Tally> sorted = stores.keyValue(SORTED);
        WindowStore<String, Tally> windows = stores.windowed(WINDOWS);
        WindowStore<String, Tally> hops = stores.windowed(HOPS);
        SessionStore<String, Tally> sessions = stores.sessions(SESSIONS);
        for (int i = 0; i < ENTRIES; i++) {
            points.put("k" + i, new Tally(i));
            sorted.put("k" + i, new Tally(2L * i));
            windows.put("k" + i, 0, new Tally(7));
            windows.put("k" + i, 10, new Tally(3L * i));
            hops.put("k" + i, 50, new Tally(4L * i));
            sessions.put("k" + i, i, 100 + i, new Tally(5L * i));
        }
        stores.<byte[], byte[]>keyValue(StoreDeclaration.SYSTEM).put(bytes("frontier"), bytes("42"));
        sealAndCommit();
        stores.checkpoint(CheckpointTrigger.AGE);
        windows.bytes().expireBefore(10);
        points.put("k0", new Tally(-1));
        sorted.remove("k1");
        sealAndCommit();
        stores.close(true);
        for (Path file : files()) {
            pristine.put(file, Files.readAllBytes(file));
        }
    }

    @AfterEach
    void closeFactory() {
        if (stores != null) {
            stores.close(false);
        }
        factory.close();
    }

    @Override
    TaskStoresFactory factory() {
        return factory;
    }

    @Override
    void loseDisk() {
        storage.deleteTree(folder.resolve("0_0"));
    }

    // ---- every kind of file

    @Test
    void a_flipped_bit_anywhere_never_shows_a_wrong_value() throws IOException {
        List<Outcome> outcomes = new ArrayList<>();
        for (Map.Entry<Path, byte[]> file : pristine.entrySet()) {
            int length = file.getValue().length;
            int flips = file.getKey().toString().endsWith(".sst") || isManifest(file.getKey()) ? 4 : 1;
            int step = Math.max(1, length / flips);
            for (int at = length / (2 * flips); at < length; at += step) {
                outcomes.add(flipped(file.getKey(), at));
            }
        }
        assertThat(outcomes).as("of tables, manifest, options, log and the rest").hasSizeGreaterThan(30);
        assertRebuiltAlone(outcomes);
    }

    @Test
    @Tag("ci")
    void a_flipped_bit_in_every_hundredth_byte_never_shows_a_wrong_value() throws IOException {
        flippedInEvery(101, 60);
    }

    @Test
    @Tag("nightly")
    void a_flipped_bit_in_every_thirteenth_byte_never_shows_a_wrong_value() throws IOException {
        flippedInEvery(13, 500);
    }

    private void flippedInEvery(int bytes, int flipsMin) throws IOException {
        List<Outcome> outcomes = new ArrayList<>();
        for (Map.Entry<Path, byte[]> file : pristine.entrySet()) {
            boolean read = file.getKey().toString().endsWith(".sst") || isManifest(file.getKey());
            for (int at = 0; read && at < file.getValue().length; at += bytes) {
                outcomes.add(flipped(file.getKey(), at));
            }
        }
        assertThat(outcomes).hasSizeGreaterThan(flipsMin);
        assertRebuiltAlone(outcomes);
    }

    @Test
    void a_file_that_is_cut_or_has_a_page_of_zeros_never_shows_a_wrong_value() throws IOException {
        List<Outcome> outcomes = new ArrayList<>();
        for (Path file : pristine.keySet()) {
            String name = file.getFileName().toString();
            outcomes.add(damaged(file, name + " emptied", content -> new byte[0]));
            outcomes.add(damaged(file, name + " cut by one byte",
                    content -> Arrays.copyOf(content, Math.max(0, content.length - 1))));
            outcomes.add(damaged(file, name + " cut in half", content -> Arrays.copyOf(content, content.length / 2)));
            outcomes.add(damaged(file, name + " zeros from a third on", content -> {
                byte[] zeroed = content.clone();
                int from = content.length / 3;
                Arrays.fill(zeroed, from, Math.min(content.length, from + 4_096), (byte) 0);
                return zeroed;
            }));
        }
        for (Path file : pristine.keySet()) {
            if (file.toString().endsWith(".sst")) {
                outcomes.add(missing(file));
            }
        }
        assertRebuiltAlone(outcomes);
        assertThat(outcomes).filteredOn(outcome -> outcome.damage.contains(".sst"))
                .as("what is done to a table is noticed")
                .allSatisfy(outcome -> assertThat(outcome.rebuilt).as(outcome.damage).isNotEmpty());
    }

    @Test
    void each_table_takes_its_own_store_along_and_the_systems_all_of_the_task() throws IOException {
        List<List<String>> rebuilt = new ArrayList<>();
        for (Path file : pristine.keySet()) {
            if (file.toString().endsWith(".sst")) {
                rebuilt.add(missing(file).rebuilt.stream().sorted().distinct().toList());
            }
        }
        List<String> all = logs.keySet().stream().toList();
        for (String store : USER_STORES) {
            assertThat(rebuilt).as("store %s alone", store).contains(List.of(store));
        }
        assertThat(rebuilt).contains(all);
        assertThat(rebuilt).allSatisfy(stores -> assertThat(stores).isIn(all, List.of(HOPS), List.of(POINTS),
                List.of(SESSIONS), List.of(SORTED), List.of(WINDOWS)));
    }

    // ---- other tasks

    @Test
    void another_tasks_stores_and_positions_stay_as_they_are() throws IOException {
        Map<String, TestChangelog> logsOfFirst = logs;
        logs = newLogs();
        TaskStores first = stores;
        stores = factory.open("0_1", DECLARATIONS);
        admitAndRestore();
        stores.<String, Tally>keyValue(POINTS).put("other", new Tally(99));
        sealAndCommit();
        stores.close(true);
        Map<String, TestChangelog> logsOfOther = logs;
        stores = first;
        logs = logsOfFirst;
        for (Path file : pristine.keySet()) {
            if (isManifest(file)) {
                assertThat(damaged(file, "manifest emptied", content -> new byte[0]).rebuilt)
                        .containsAll(logs.keySet());
            }
        }
        stores = factory.open("0_1", DECLARATIONS);
        logs = logsOfOther;
        admitAndRestore();
        assertThat(admissions.values()).allSatisfy(
                admission -> assertThat(admission).isInstanceOf(Admission.Usable.class));
        assertThat(stores.position(POINTS).offset()).isEqualTo(logs.get(POINTS).end);
        assertThat(stores.<String, Tally>keyValue(POINTS).get("other").count).isEqualTo(99);
    }

    // ---- steps

    private Outcome flipped(Path file, int at) throws IOException {
        return damaged(file, file.getFileName() + " byte " + at, content -> {
            byte[] flipped = content.clone();
            flipped[at] ^= (byte) (1 << (at % 8));
            return flipped;
        });
    }

    private Outcome damaged(Path file, String what, Damage damage) throws IOException {
        putBack();
        Files.write(file, damage.of(pristine.get(file)));
        return recover(what);
    }

    private Outcome missing(Path file) throws IOException {
        putBack();
        Files.delete(file);
        return recover(file.getFileName() + " missing");
    }

    private void putBack() throws IOException {
        stores.close(false);
        loseDisk();
        for (Map.Entry<Path, byte[]> file : pristine.entrySet()) {
            Files.createDirectories(file.getKey().getParent());
            Files.write(file.getKey(), file.getValue());
        }
    }

    /** Starts, and starts again after each failure of a read, until all of the content is there; it is never wrong. */
    private Outcome recover(String what) {
        List<String> rebuilt = new ArrayList<>();
        for (int starts = 1; starts <= 8; starts++) {
            try {
                start();
                admissions.forEach((store, admission) -> {
                    if (admission instanceof Admission.Rebuild) {
                        rebuilt.add(store);
                    }
                });
                assertContent(what);
                stores.checkpoint(CheckpointTrigger.AGE);
                stores.close(true);
                return new Outcome(what, rebuilt, starts);
            } catch (TidemarkException e) {
                assertThat(e.code()).as(what + ": " + e.getMessage()).isEqualTo(FailureCode.STORE_CORRUPT);
                assertThat(e.getMessage()).contains("0_0");
                stores.close(false);
            }
        }
        throw new AssertionError("the task does not recover from " + what + ", rebuilt " + rebuilt);
    }

    /** A store is rebuilt once, and alone unless it is the engine's list of files or the system column family that is broken. */
    private void assertRebuiltAlone(List<Outcome> outcomes) {
        for (Outcome outcome : outcomes) {
            assertThat(outcome.rebuilt.size()).as(outcome.toString()).isIn(0, 1, DECLARATIONS.size());
            assertThat(outcome.rebuilt).as(outcome.toString()).doesNotHaveDuplicates();
        }
        assertThat(outcomes).as("some of it takes one store alone").anyMatch(outcome -> outcome.rebuilt.size() == 1);
    }

    private void assertContent(String what) {
        KeyValueStore<String, Tally> points = stores.keyValue(POINTS);
        for (int i = 0; i < ENTRIES; i++) {
            Tally tally = points.get("k" + i);
            assertThat(tally == null ? null : tally.count).as("%s: point k%d", what, i)
                    .isEqualTo(i == 0 ? -1L : (long) i);
        }
        Map<String, Long> found = new TreeMap<>();
        stores.<String, Tally>keyValue(SORTED)
                .all(ScanOrder.REVERSE, 10_000, (key, value) -> found.put(SORTED + key, value.count));
        stores.<String, Tally>windowed(WINDOWS)
                .bytes()
                .scanAll(Long.MIN_VALUE, Long.MAX_VALUE, ScanOrder.FORWARD, 10_000,
                        (key, start, value) -> found.put(WINDOWS + text(key) + "@" + start, value.count));
        stores.<String, Tally>windowed(HOPS)
                .bytes()
                .scanAll(Long.MIN_VALUE, Long.MAX_VALUE, ScanOrder.FORWARD, 10_000,
                        (key, start, value) -> found.put(HOPS + text(key) + "@" + start, value.count));
        stores.<String, Tally>sessions(SESSIONS)
                .bytes()
                .scanEnded(Long.MAX_VALUE, 10_000,
                        (key, start, end, value) -> found.put(SESSIONS + text(key) + start + "-" + end, value.count));
        Map<String, Long> expected = new TreeMap<>();
        for (long i = 0; i < ENTRIES; i++) {
            if (i != 1) {
                expected.put(SORTED + "k" + i, 2 * i);
            }
            expected.put(WINDOWS + "k" + i + "@10", 3 * i);
            expected.put(HOPS + "k" + i + "@50", 4 * i);
            expected.put(SESSIONS + "k" + i + i + "-" + (100 + i), 5 * i);
        }
        assertThat(found).as(what).isEqualTo(expected);
        assertThat(stores.<byte[], byte[]>keyValue(StoreDeclaration.SYSTEM).get(bytes("frontier"))).as(what)
                .isEqualTo(bytes("42"));
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> walk = Files.walk(folder.resolve("0_0"))) {
            return walk.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static boolean isManifest(Path file) {
        return file.getFileName().toString().startsWith("MANIFEST");
    }
}
