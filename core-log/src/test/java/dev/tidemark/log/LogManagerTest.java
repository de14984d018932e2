package dev.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.storage.CountingStorage;
import dev.tidemark.storage.DiskStorage;
import dev.tidemark.storage.FailingStorage;
import dev.tidemark.storage.MemoryStorage;
import dev.tidemark.storage.Storage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogManagerTest {

    private final MemoryStorage memory = new MemoryStorage();
    private final CountingStorage disk = new CountingStorage(memory);
    private final LogHouse house = new LogHouse(disk, LogHouse.small());

    @Test
    void a_folder_in_use_is_refused_by_name() {
        house.open();

        assertThatThrownBy(() -> new LogHouse(disk, house.config).open()).isInstanceOfSatisfying(
                TidemarkException.class,
                refused -> {
                    assertThat(refused.code()).isEqualTo(FailureCode.DATA_DIR_IN_USE);
                    assertThat(refused.where()).isEqualTo("/data");
                });
        house.close();
        new LogHouse(disk, house.config).open().close();
    }

    @Test
    void a_folder_of_another_node_or_cluster_is_refused() {
        house.open().close();
        var other = new LogManager.Settings(List.of(LogHouse.DIR), 2, null, () -> new UUID(1, 1), 10, 1, 1);
        var seams = new LogManager.Seams(disk, house.clock, Runnable::run, Runnable::run, (path, cause) -> {});
        assertThatThrownBy(() -> LogManager.open(other, seams, topic -> house.config))
                .isInstanceOfSatisfying(TidemarkException.class,
                        refused -> assertThat(refused.code()).isEqualTo(FailureCode.DATA_DIR_UNUSABLE))
                .hasMessageContaining("node.id=1");
        var elsewhere = new LogManager.Settings(List.of(LogHouse.DIR), 1, "other", () -> new UUID(1, 1), 10, 1, 1);
        assertThatThrownBy(() -> LogManager.open(elsewhere, seams, topic -> house.config))
                .hasMessageContaining("cluster.id");
        house.open();
    }

    @Test
    void the_identity_of_a_folder_is_kept() {
        house.open();
        String clusterId = house.manager.clusterId();
        house.close();
        house.clock.advanceMs(1000);
        house.open();

        assertThat(house.manager.clusterId()).isEqualTo(clusterId).hasSize(22);
        String meta = StandardCharsets.UTF_8.decode(disk.readAll(LogHouse.DIR.resolve("meta.properties"))).toString();
        assertThat(meta).startsWith("version=1\nnode.id=1\ncluster.id=" + clusterId + "\ndirectory.id=");
    }

    @Test
    void a_created_log_survives_power_loss_with_its_topic_id() {
        house.open();
        memory.losePower(new SplittableRandom(1));
        house.open();

        assertThat(house.log.topicId()).isEqualTo(LogHouse.ORDERS_ID);
    }

    @Test
    void a_deleted_log_is_gone_and_its_name_is_free() {
        house.open();
        house.append("old");
        house.manager.delete(LogHouse.ORDERS);
        assertThat(house.manager.find(LogHouse.ORDERS)).isNull();
        assertThat(disk.list(LogHouse.DIR)).noneMatch(name -> name.startsWith("orders"));

        house.log = house.manager.create(LogHouse.ORDERS, new UUID(8, 8), house.config);
        assertThat(house.log.logEndOffset()).isZero();
        house.close();
        house.open();
        assertThat(house.log.topicId()).isEqualTo(new UUID(8, 8));
    }

    @Test
    void a_deletion_that_a_crash_interrupted_is_finished_at_the_next_start() {
        house.open();
        house.append("old");
        disk.rename(LogHouse.DIR.resolve("orders-0"), LogHouse.DIR.resolve("orders.0707.0-delete"));
        memory.killProcess();
        house.open();

        assertThat(disk.list(LogHouse.DIR)).noneMatch(name -> name.endsWith("-delete"));
        assertThat(house.log.logEndOffset()).isZero();
    }

    @Test
    void a_log_with_the_longest_name_that_topics_have_is_deleted_too(@TempDir Path folder) {
        LogHouse onDisk = new LogHouse(new DiskStorage(), LogHouse.small());
        onDisk.dir = folder;
        onDisk.open();
        TopicPartition longest = new TopicPartition("t".repeat(249), 99_999);
        onDisk.manager.create(longest, new UUID(8, 8), onDisk.config);
        onDisk.manager.delete(longest);
        assertThat(folder.toFile().list()).noneMatch(name -> name.startsWith("ttt"));
        onDisk.close();
    }

    @Test
    void a_creation_that_was_interrupted_is_begun_anew_by_the_next_start_or_by_the_next_try() {
        FailingStorage failing = new FailingStorage(memory);
        LogHouse full = new LogHouse(failing, LogHouse.small()).open();
        TopicPartition second = new TopicPartition("second", 0);
        for (String file : List.of("partition.metadata.checksums", "partition.metadata.tmp")) {
            failing.fullFor(file);
            assertThatThrownBy(() -> full.manager.create(second, new UUID(8, 8), full.config))
                    .isInstanceOf(TidemarkException.class);
            failing.fullFor(null);
            memory.killProcess();
            full.open();
            assertThat(full.manager.offline()).isEmpty();
            assertThat(full.manager.find(second)).isNull();
            assertThat(memory.list(LogHouse.DIR)).doesNotContain("second-0").contains("orders-0");
        }
        failing.fullFor("partition.metadata.tmp");
        assertThatThrownBy(() -> full.manager.create(second, new UUID(8, 8), full.config))
                .isInstanceOf(TidemarkException.class);
        failing.fullFor(null);
        assertThat(full.manager.create(second, new UUID(8, 8), full.config).logEndOffset()).isZero();
        assertThat(memory.list(LogHouse.DIR)).as("it was no other log").noneMatch(name -> name.endsWith("-stray"));
        memory.losePower(new SplittableRandom(1));
        full.open();
        assertThat(full.manager.find(second).topicId()).isEqualTo(new UUID(8, 8));
    }

    @Test
    void a_log_with_batches_that_does_not_say_whose_it_is_stays_offline_until_its_topic_is_deleted() {
        house.open();
        house.append("kept");
        house.flush();
        memory.killProcess();
        disk.delete(house.file("partition.metadata"));
        house.open();
        assertThat(house.manager.offline()).containsOnlyKeys(LogHouse.ORDERS);
        assertThat(disk.size(house.file("00000000000000000000.log"))).isPositive();

        house.manager.delete(LogHouse.ORDERS);
        assertThat(house.manager.offline()).isEmpty();
        assertThat(disk.list(LogHouse.DIR)).noneMatch(name -> name.startsWith("orders"));
        house.log = house.manager.create(LogHouse.ORDERS, new UUID(8, 8), house.config);
        assertThat(house.log.logEndOffset()).isZero();
    }

    @Test
    void after_a_clean_shutdown_no_segment_is_opened_until_it_is_used() {
        house.open();
        for (int i = 0; i < 100; i++) {
            PartitionLog log = house.manager.create(new TopicPartition("t" + i, 0), new UUID(3, i), house.config);
            log.append(LogHouse.batch(1, "a"), AppendOrigin.CLIENT, 1);
        }
        house.close();
        long openedBefore = disk.filesOpened();
        long mapsBefore = disk.maps();
        house.open();

        assertThat(house.manager.cleanStart()).isTrue();
        assertThat(house.manager.openSegments()).isZero();
        assertThat(disk.maps()).isEqualTo(mapsBefore);
        assertThat(disk.filesOpened() - openedBefore).as("small files read for 101 logs").isLessThan(101 * 5);
        long forcesBefore = disk.forces();
        house.close();
        assertThat(disk.forces() - forcesBefore).as("closing logs that nobody used").isLessThan(5);
        house.open();
        assertThat(house.manager.find(new TopicPartition("t50", 0)).logEndOffset()).isEqualTo(1);
    }

    @Test
    void open_segments_stay_within_their_bound() {
        house.config = LogConfig.of(java.util.Map.of()).withSegments(1024, 8192, 512);
        house.open();
        for (int i = 0; i < 300; i++) {
            house.append("v" + i + "-".repeat(400));
        }
        house.commit();
        assertThat(house.log.view().segments().length).isGreaterThan(100);

        assertThat(house.readAll()).hasSize(300);
        assertThat(house.manager.openSegments()).isLessThanOrEqualTo(64);
        assertThat(disk.filesOpen()).isLessThanOrEqualTo(70);
        house.append("still appending");
        assertThat(house.read(299, 301, 5000)).hasSize(2);
    }

    @Test
    void a_clean_shutdown_is_marked_and_the_mark_is_used_once() {
        house.open();
        assertThat(house.manager.cleanStart()).isFalse();
        house.append("a");
        house.close();
        assertThat(disk.exists(LogHouse.DIR.resolve(".kafka_cleanshutdown"))).isTrue();
        house.open();
        assertThat(house.manager.cleanStart()).isTrue();
        assertThat(house.log.highWatermark()).as("what was flushed is visible at once").isEqualTo(1);
        assertThat(disk.exists(LogHouse.DIR.resolve(".kafka_cleanshutdown"))).isFalse();
        memory.killProcess();
        house.open();
        assertThat(house.manager.cleanStart()).isFalse();
    }

    @Test
    void logs_on_a_real_disk_hand_out_file_ranges_for_large_reads(@TempDir Path folder) throws Exception {
        Storage real = new DiskStorage();
        LogHouse onDisk = new LogHouse(real, LogConfig.of(java.util.Map.of()));
        onDisk.dir = folder;
        onDisk.open();
        for (int i = 0; i < 50; i++) {
            onDisk.append("v" + i + "-".repeat(5000));
        }
        onDisk.commit();

        LogSlice large = onDisk.log.view().read(3, 300_000, 50, true);
        LogSlice.FileRange range = large.file();
        assertThat(range.length()).isEqualTo(large.sizeInBytes()).isGreaterThan(200_000);
        java.nio.ByteBuffer bytes = java.nio.ByteBuffer.allocate(range.length());
        range.channel().read(bytes, range.position());
        assertThat(bytes.flip()).isEqualTo(large.buffer());
        large.release();
        assertThat(large.file()).isNull();
        LogSlice small = onDisk.log.view().read(3, 25_000, 50, true);
        assertThat(small.file()).isNull();
        assertThat(small.sizeInBytes()).isLessThanOrEqualTo(25_000).isPositive();

        List<String> before = onDisk.readAll();
        onDisk.close();
        onDisk.open();
        assertThat(onDisk.readAll()).isEqualTo(before);
        onDisk.close();
    }
}
