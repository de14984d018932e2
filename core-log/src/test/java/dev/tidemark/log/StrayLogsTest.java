package dev.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.core.id.KafkaUuid;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.core.loop.ManualClock;
import dev.tidemark.storage.FailingStorage;
import dev.tidemark.storage.MemoryStorage;
import dev.tidemark.storage.Storage;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Folders of logs that the metadata does not know: kept, out of the way, and told. */
class StrayLogsTest {

    private static final Path DIR = Path.of("/data");
    private static final TopicPartition ORDERS = new TopicPartition("orders", 0);
    private static final UUID OLD = new UUID(7, 11);
    private static final UUID NEW = new UUID(7, 12);
    private static final String NAME = "orders-0\\.[0-9a-f]{32}-stray";

    private final MemoryStorage disk = new MemoryStorage();
    private final FailingStorage failing = new FailingStorage(disk);
    private final ManualClock clock = new ManualClock(1_764_000_000_000L);
    private final Map<TopicPartition, UUID> metadata = new HashMap<>();
    private final List<String> warnings = new ArrayList<>();
    private final List<Path> dirs = new ArrayList<>(List.of(DIR));
    private long ids;
    private LogManager manager;

    /** A start in which the metadata knows what the test says. */
    private void open() {
        HostedLogs hosted = new HostedLogs() {
            @Override
            public boolean hosts(TopicPartition partition) {
                return metadata.containsKey(partition);
            }

            @Override
            public boolean hosts(TopicPartition partition, UUID topicId) {
                return topicId.equals(metadata.get(partition));
            }
        };
        manager = LogManager.open(
                new LogManager.Settings(dirs, 1, null, () -> new UUID(9, ids++), 64, 1, 86_400_000L),
                new LogManager.Seams(failing, clock, Runnable::run, Runnable::run, (path, cause) -> {}),
                topic -> LogHouse.small(), hosted, Runnable::run, new LogsToOpen());
    }

    private PartitionLog create(TopicPartition partition, UUID id) {
        return manager.create(partition, id, LogHouse.small());
    }

    private static void append(PartitionLog log, String value) {
        log.append(LogHouse.batch(1, value), AppendOrigin.CLIENT, 1);
        log.flush();
    }

    /** A log with a record, and a crash when the metadata did not know its topic any more and its files were still there. */
    private Map<String, ByteBuffer> deletedButNotItsFiles() {
        open();
        append(create(ORDERS, OLD), "old");
        disk.killProcess();
        return files("orders-0");
    }

    private Map<String, ByteBuffer> files(String folder) {
        Map<String, ByteBuffer> files = new TreeMap<>();
        Path path = DIR.resolve(folder);
        disk.list(path).forEach(name -> files.put(name, disk.readAll(path.resolve(name))));
        return files;
    }

    private List<String> folders() {
        return disk.list(DIR).stream().filter(name -> disk.isFolder(DIR.resolve(name))).toList();
    }

    /** The folder that was set aside. */
    private String stray() {
        return folders().stream().filter(name -> name.endsWith("-stray")).findFirst().orElseThrow();
    }

    @Test
    void a_log_of_no_topic_is_kept_whole_under_another_name_and_is_not_opened() {
        Map<String, ByteBuffer> before = deletedButNotItsFiles();
        open();
        assertThat(manager.find(ORDERS)).isNull();
        assertThat(manager.logs()).isEmpty();
        assertThat(manager.offline()).isEmpty();
        assertThat(folders()).singleElement().asString().matches(NAME);
        String name = stray();
        assertThat(files(name)).isEqualTo(before);
        manager.close();
        open();
        assertThat(files(name)).as("as it is at later starts").isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void the_new_name_survives_power_loss(long seed) {
        deletedButNotItsFiles();
        open();
        disk.losePower(new SplittableRandom(seed));
        assertThat(files(stray())).containsKey("partition.metadata");
        assertThat(files("orders-0")).doesNotContainKey("partition.metadata");
    }

    @Test
    void a_topic_of_the_same_name_gets_a_log_of_its_own() {
        Map<String, ByteBuffer> before = deletedButNotItsFiles();
        open();
        metadata.put(ORDERS, NEW);
        PartitionLog log = create(ORDERS, NEW);
        assertThat(log.logEndOffset()).isZero();
        append(log, "new");
        manager.close();
        open();
        assertThat(manager.find(ORDERS).topicId()).isEqualTo(NEW);
        assertThat(manager.find(ORDERS).logEndOffset()).isEqualTo(1);
        assertThat(files(stray())).isEqualTo(before);
    }

    @Test
    void a_log_of_an_earlier_topic_of_the_name_is_set_aside_too() {
        Map<String, ByteBuffer> before = deletedButNotItsFiles();
        metadata.put(ORDERS, NEW);
        open();
        assertThat(manager.find(ORDERS)).isNull();
        assertThat(folders()).singleElement().asString().matches(NAME);
        assertThat(files(stray())).isEqualTo(before);
        assertThat(create(ORDERS, NEW).logEndOffset()).isZero();
    }

    @Test
    void a_folder_that_does_not_say_whose_it_is_is_set_aside_and_never_deleted() {
        open();
        for (String topic : List.of("missing", "damaged", "begun")) {
            append(create(new TopicPartition(topic, 3), OLD), topic);
        }
        manager.close();
        disk.delete(DIR.resolve("missing-3/partition.metadata"));
        disk.replace(DIR.resolve("damaged-3/partition.metadata"), ByteBuffer.wrap(new byte[]{1, 2, 3}));
        disk.list(DIR.resolve("begun-3")).forEach(name -> disk.delete(DIR.resolve("begun-3").resolve(name)));
        Map<String, ByteBuffer> missing = files("missing-3");
        Map<String, ByteBuffer> damaged = files("damaged-3");
        for (int start = 0; start < 2; start++) {
            open();
            assertThat(manager.offline()).isEmpty();
            assertThat(folders()).satisfiesExactly(
                    begun -> assertThat(begun).startsWith("begun-3.").endsWith("-stray"),
                    name -> assertThat(files(name)).isEqualTo(damaged),
                    name -> assertThat(files(name)).isEqualTo(missing));
            manager.close();
        }
    }

    @Test
    void a_log_whose_topic_the_metadata_knows_after_all_is_opened_again() {
        deletedButNotItsFiles();
        open();
        disk.killProcess();
        // of another log of the name, which came and went meanwhile
        for (String checkpoint : List.of("recovery-point-offset-checkpoint", "log-start-offset-checkpoint",
                "cleaner-offset-checkpoint")) {
            OffsetCheckpoint.write(disk, DIR.resolve(checkpoint), Map.of(ORDERS, 50L));
        }
        metadata.put(ORDERS, OLD);
        open();
        assertThat(folders()).containsExactly("orders-0");
        assertThat(manager.find(ORDERS).logStartOffset()).isZero();
        assertThat(manager.find(ORDERS).compaction().point()).isZero();
        assertThat(manager.find(ORDERS).logEndOffset()).isEqualTo(1);
    }

    @Test
    void no_other_log_makes_way_for_one_that_was_set_aside() {
        deletedButNotItsFiles();
        open();
        append(create(ORDERS, OLD), "another of the same id");
        append(manager.find(ORDERS), "with more in it");
        disk.killProcess();
        metadata.put(ORDERS, OLD);
        open();
        assertThat(manager.find(ORDERS).logEndOffset()).isEqualTo(2);
        assertThat(stray()).matches(NAME);
    }

    @Test
    void nor_does_one_in_another_log_dir() {
        deletedButNotItsFiles();
        open();
        disk.killProcess();
        Path second = Path.of("/second");
        dirs.add(second);
        disk.createFolders(second);
        disk.rename(DIR.resolve(stray()), second.resolve(stray()));
        open();
        create(ORDERS, OLD);
        disk.killProcess();
        metadata.put(ORDERS, OLD);
        open();
        assertThat(disk.list(second)).anyMatch(name -> name.endsWith("-stray")).doesNotContain("orders-0");
        assertThat(manager.find(ORDERS).logEndOffset()).isZero();
    }

    @Test
    void one_that_cannot_be_renamed_stays_and_a_topic_of_its_name_waits() {
        Map<String, ByteBuffer> before = deletedButNotItsFiles();
        failing.failRenames("orders-0");
        open();
        assertThat(folders()).containsExactly("orders-0");
        assertThat(manager.find(ORDERS)).isNull();
        assertThatThrownBy(() -> create(ORDERS, NEW)).isInstanceOf(TidemarkException.class);
        assertThat(files("orders-0")).isEqualTo(before);
        failing.failRenames(null);
        assertThat(create(ORDERS, NEW).logEndOffset()).isZero();
        assertThat(files(stray())).isEqualTo(before);
    }

    @Test
    void a_deleted_log_that_could_not_be_renamed_is_not_in_the_way_of_the_next() {
        open();
        append(create(ORDERS, OLD), "old");
        Map<String, ByteBuffer> before = files("orders-0");
        failing.failRenames("orders-0");
        assertThatThrownBy(() -> manager.delete(ORDERS)).isInstanceOf(TidemarkException.class);
        failing.failRenames(null);
        disk.delete(DIR.resolve("orders-0/partition.metadata"));
        PartitionLog log = create(ORDERS, NEW);
        append(log, "new");
        assertThat(log.logEndOffset()).isEqualTo(1);
        before.remove("partition.metadata");
        assertThat(files(stray())).isEqualTo(before);
    }

    private StrayLogs strays(Storage storage) {
        return new StrayLogs(storage, () -> new UUID(0, 15), warnings::add);
    }

    @Test
    void one_warning_tells_folder_topic_id_size_and_what_to_do() {
        Map<String, ByteBuffer> before = deletedButNotItsFiles();
        int bytes = before.values().stream().mapToInt(ByteBuffer::remaining).sum();
        StrayLogs strays = strays(disk);
        strays.add(DIR.resolve("orders-0"), ORDERS);
        assertThat(warnings).isEmpty();
        strays.setAside();
        strays.setAside();
        String kept = "orders-0.0000000000000000000000000000000f-stray";
        assertThat(warnings).containsExactly("The log folder /data/orders-0 (topic id " + KafkaUuid.format(OLD) + ", "
                + bytes + " bytes) belongs to no topic that the metadata knows. It is not opened, and is kept as "
                + kept
                + ". Delete it when nobody misses what is in it");
        warnings.clear();
        disk.delete(DIR.resolve(kept).resolve("partition.metadata"));
        strays.tell(DIR.resolve(kept));
        assertThat(warnings).singleElement()
                .asString()
                .contains("/data/" + kept + " (topic id unknown, ", "is not opened, and stays. Delete it");
    }

    @Test
    void one_that_cannot_be_renamed_is_told_with_the_reason() {
        deletedButNotItsFiles();
        failing.failRenames("orders-0");
        StrayLogs strays = strays(failing);
        strays.add(DIR.resolve("orders-0"), ORDERS);
        strays.setAside();
        assertThat(warnings).singleElement()
                .asString()
                .contains("/data/orders-0 ", "stays since it cannot be renamed (No space left on device)",
                        KafkaUuid.format(OLD));
    }

    @Test
    void names_stay_within_what_file_systems_take_and_say_which_log_it_was() {
        TopicPartition longest = new TopicPartition("t".repeat(249), 99_999);
        String name = LogFolders.stray(longest, OLD);
        assertThat(name).hasSize(255).endsWith("-99999.0000000000000007000000000000000b-stray");
        assertThat(LogFolders.deleted(longest, OLD)).hasSize(255).endsWith(".99999-delete");
        assertThat(LogFolders.partitionOfStray(LogFolders.stray(ORDERS, OLD))).isEqualTo(ORDERS);
        TopicPartition dots = new TopicPartition("a.b-7", 12);
        assertThat(LogFolders.partitionOfStray(LogFolders.stray(dots, OLD))).isEqualTo(dots);
        assertThat(LogFolders.partitionOfStray("mine-stray")).isNull();
        assertThat(LogFolders.partitionOf(name)).isNull();
    }
}
