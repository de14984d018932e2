package dev.tidemark.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.state.rocksdb.RocksDbStores;
import dev.tidemark.storage.DiskStorage;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RocksDbTaskStoresTest extends TaskStoresContract {

    @TempDir
    Path folder;

    private final DiskStorage storage = new DiskStorage();
    private RocksDbStores factory;

    @BeforeEach
    void makeFactory() {
        factory = new RocksDbStores(folder, storage, clock, memory);
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
        if (stores != null) {
            stores.close(false);
        }
        storage.deleteTree(folder.resolve("0_0"));
    }

    /** Opening costs; the memory engine lives more lives over the same layers, and CI more of these. */
    @Override
    int seeds() {
        return 2;
    }

    @Test
    @Tag("ci")
    void more_random_lives_agree_with_the_model() {
        for (int seed = 2; seed < 40; seed++) {
            loseDisk();
            logs = newLogs();
            new RandomLife(this, seed).run();
        }
    }

    /** A crash right behind it would have to read less again. */
    @Test
    void what_was_restored_is_written_down_without_a_checkpoint() {
        start();
        stores.<String, Tally>keyValue(POINTS).put("a", new Tally(1));
        sealAndCommit();
        loseDisk();
        crash();
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> {
            try (Stream<Path> files = Files.walk(folder.resolve("0_0"))) {
                return files.anyMatch(file -> file.toString().endsWith(".sst"));
            }
        });
    }

    @Test
    void a_task_that_is_open_is_not_opened_twice() {
        start();
        assertThatThrownBy(() -> factory.open("0_0", DECLARATIONS)).isInstanceOfSatisfying(TidemarkException.class,
                e -> assertThat(e.code()).isEqualTo(FailureCode.DATA_DIR_IN_USE));
        assertThat(stores.keyValue(POINTS).get("a")).isNull();
    }

    @Test
    void a_flipped_byte_in_a_table_file_rebuilds_the_stores_it_belongs_to_and_nothing_is_read_wrong()
            throws IOException {
        Map<RebuildReason, Integer> reasons = new TreeMap<>();
        int alone = 0;
        for (int file = 0; file < 4; file++) {
            for (int part = 1; part <= 2; part++) {
                fresh();
                List<Path> tables = files(".sst");
                assertThat(tables).as("one per store that has content, and system").hasSize(4);
                Path table = tables.get(file);
                flip(table, Files.size(table) * part / 3);
                int rebuilt = readEverythingUntilItWorks(reasons);
                assertThat(rebuilt).as("stores rebuilt for %s at %d/3", table.getFileName(), part)
                        .isIn(0, 1, DECLARATIONS.size());
                alone += rebuilt == 1 ? 1 : 0;
            }
        }
        // Three of the four files are data of one store each; only what is in the system's file takes the others along.
        assertThat(alone).as("flips that rebuilt one store, by reason %s", reasons).isEqualTo(6);
        assertThat(reasons.keySet()).isSubsetOf(RebuildReason.CHECKSUM_FAILED, RebuildReason.FILES_UNREADABLE);
    }

    @Test
    void a_broken_manifest_rebuilds_all_stores_of_the_task() throws IOException {
        fresh();
        Path manifest = files("").stream()
                .filter(p -> p.getFileName().toString().startsWith("MANIFEST"))
                .findFirst()
                .orElseThrow();
        flip(manifest, 20);
        start();
        for (Admission admission : admissions.values()) {
            assertThat(admission).isEqualTo(new Admission.Rebuild(RebuildReason.FILES_UNREADABLE));
        }
        assertContent();
    }

    @Test
    void a_note_in_the_folder_has_every_store_read_through_at_the_start() throws IOException {
        fresh();
        Path table = files(".sst").get(0);
        flip(table, Files.size(table) / 2);
        Path note = folder.resolve("0_0").resolve("read-through");
        Files.createFile(note);
        start();
        assertThat(admissions.values()).filteredOn(Admission.Rebuild.class::isInstance)
                .containsExactly(new Admission.Rebuild(RebuildReason.CHECKSUM_FAILED));
        assertThat(note).doesNotExist();
        assertContent();
    }

    @Test
    void a_missing_table_file_is_noticed() throws IOException {
        fresh();
        Files.delete(files(".sst").get(0));
        Map<RebuildReason, Integer> reasons = new TreeMap<>();
        assertThat(readEverythingUntilItWorks(reasons)).isPositive();
    }

    /** Starts, and starts again after each failure of a read; returns how many stores were rebuilt in all. */
    private int readEverythingUntilItWorks(Map<RebuildReason, Integer> reasons) {
        int rebuilt = 0;
        for (int attempt = 0; attempt < 6; attempt++) {
            if (stores != null) {
                stores.close(false);
            }
            start();
            for (Admission admission : admissions.values()) {
                if (admission instanceof Admission.Rebuild because) {
                    rebuilt++;
                    reasons.merge(because.reason(), 1, Integer::sum);
                }
            }
            try {
                assertContent();
                stores.checkpoint(CheckpointTrigger.AGE);
                stores.close(true);
                return rebuilt;
            } catch (TidemarkException e) {
                assertThat(e.code()).as(e.getMessage()).isEqualTo(FailureCode.STORE_CORRUPT);
            }
        }
        throw new AssertionError("the task does not recover");
    }

    private void fresh() {
        loseDisk();
        logs = newLogs();
        start();
        for (int i = 0; i < 3_000; i++) {
            stores.<String, Tally>keyValue(POINTS).put("k" + i, new Tally(i));
            stores.<String, Tally>keyValue(SORTED).put("k" + i, new Tally(2L * i));
            stores.<String, Tally>windowed(WINDOWS).put("k" + i, 10, new Tally(3L * i));
        }
        sealAndCommit();
        stores.close(true);
    }

    private void assertContent() {
        for (int i = 0; i < 3_000; i++) {
            assertThat(stores.<String, Tally>keyValue(POINTS).get("k" + i).count).isEqualTo(i);
            assertThat(stores.<String, Tally>keyValue(SORTED).get("k" + i).count).isEqualTo(2L * i);
        }
        assertThat(scan(stores.keyValue(SORTED), KeyRange.all(), 10_000)).hasSize(3_000);
        assertThat(window(stores.windowed(WINDOWS), 10, 10_000)).hasSize(3_000);
    }

    private List<Path> files(String suffix) throws IOException {
        try (Stream<Path> walk = Files.walk(folder.resolve("0_0"))) {
            return new ArrayList<>(walk.filter(Files::isRegularFile)
                    .filter(p -> p.toString().endsWith(suffix))
                    .sorted()
                    .toList());
        }
    }

    private static void flip(Path file, long at) throws IOException {
        try (RandomAccessFile opened = new RandomAccessFile(file.toFile(), "rw")) {
            opened.seek(at);
            int b = opened.read();
            opened.seek(at);
            opened.write(b ^ 0x10);
        }
    }
}
