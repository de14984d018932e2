package dev.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.log.recovery.LogFolder;
import dev.tidemark.storage.CountingStorage;
import dev.tidemark.storage.MemoryStorage;
import dev.tidemark.storage.Storage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a clean stop costs, and what the next start may believe although none of it but the logs and the checkpoints was forced. */
class CleanStopTest {

    private static final String FIRST = "00000000000000000000";
    private static final int LOGS = 100;

    private final MemoryStorage memory = new MemoryStorage();
    private final CountingStorage disk = new CountingStorage(memory);
    private final LogHouse house = new LogHouse(disk, LogHouse.small());

    private PartitionLog log(int number) {
        TopicPartition partition = new TopicPartition("many", number);
        PartitionLog found = house.manager.find(partition);
        return found != null ? found : house.manager.create(partition, new UUID(3, number), house.config);
    }

    private void writeToAll(String value) {
        for (int i = 0; i < LOGS; i++) {
            PartitionLog log = log(i);
            log.append(LogHouse.batch(1, value), AppendOrigin.CLIENT, 1);
            log.advanceHighWatermark(log.flush().toCompletableFuture().join());
        }
    }

    private void stopCheaply() {
        long opened = disk.filesOpened();
        long forces = disk.forces();
        long syncs = disk.directorySyncs();
        long maps = disk.maps();
        house.close();
        assertThat(disk.filesOpened() - opened).as("files opened").isLessThan(LOGS * 2 + 10);
        assertThat(disk.forces() - forces).as("forces").isLessThan(5);
        assertThat(disk.directorySyncs() - syncs).as("folders synced").isLessThan(5);
        assertThat(disk.maps() - maps).as("maps").isZero();
    }

    @Test
    void a_clean_stop_writes_two_small_files_a_log_and_forces_nothing_that_was_flushed() {
        house.open();
        writeToAll("first");
        stopCheaply();
        house.open();
        writeToAll("second");
        stopCheaply();
        house.open();
        assertThat(house.manager.cleanStart()).isTrue();
        for (int i = 0; i < LOGS; i++) {
            assertThat(LogHouse.values(log(i).view(), 0, 2, 4096)).containsExactly("0=first", "1=second");
        }
    }

    @Test
    void what_was_not_flushed_is_forced_by_the_stop() {
        house.open();
        for (int i = 0; i < LOGS; i++) {
            log(i).append(LogHouse.batch(1, "v"), AppendOrigin.CLIENT, 1);
        }
        long forces = disk.forces();
        house.close();
        assertThat(disk.forces() - forces).isGreaterThanOrEqualTo(LOGS);
        memory.losePower(new SplittableRandom(5));
        house.open();
        for (int i = 0; i < LOGS; i++) {
            assertThat(log(i).logEndOffset()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void the_first_flush_of_a_new_log_needs_no_sync_of_its_folder(long seed) {
        house.open();
        long syncs = disk.directorySyncs();
        house.append("a");
        house.commit();
        assertThat(disk.directorySyncs()).isEqualTo(syncs);
        house.log.roll();
        house.append("b");
        house.commit();
        assertThat(disk.directorySyncs()).as("the new segment's name").isEqualTo(syncs + 1);
        memory.losePower(new SplittableRandom(seed));
        house.open();
        assertThat(house.readAll()).containsExactly("0=a", "1=b");
    }

    @Test
    void the_name_of_a_segment_that_was_empty_at_the_stop_is_synced_with_its_first_batch() {
        house.open();
        house.append("a");
        house.commit();
        house.log.roll();
        house.close();
        house.open();
        assertThat(house.manager.cleanStart()).isTrue();
        house.append("b");
        long syncs = disk.directorySyncs();
        house.commit();
        assertThat(disk.directorySyncs()).isEqualTo(syncs + 1);
        house.close();
        house.open();
        house.append("c");
        syncs = disk.directorySyncs();
        house.commit();
        assertThat(disk.directorySyncs()).as("known to be on disk").isEqualTo(syncs);
    }

    private ByteBuffer keep(String name) {
        return disk.readAll(house.file(name));
    }

    /** As a power loss after the later stop may leave it: the bytes of an earlier one. */
    private void putBack(String name, ByteBuffer bytes) {
        disk.delete(house.file(name));
        try (var file = disk.open(house.file(name), Storage.Mode.CREATE)) {
            file.append(bytes);
        }
    }

    @Test
    void the_end_of_an_earlier_stop_is_not_believed_however_well_its_size_fits() {
        house.open();
        house.append("a");
        house.close();
        ByteBuffer before = keep(LogFolder.CLEAN_CLOSE);
        house.open();
        house.log.roll();
        house.append("b");
        house.close();
        putBack(LogFolder.CLEAN_CLOSE, before);
        house.open();
        assertThat(house.readAll()).containsExactly("0=a", "1=b");
    }

    @Test
    void the_start_of_an_earlier_stop_does_not_bring_records_back() {
        house.open();
        house.append("a");
        house.append("b");
        house.close();
        ByteBuffer before = keep(LogFolder.CLEAN_CLOSE);
        house.open();
        house.log.deleteRecordsBefore(1);
        house.close();
        putBack(LogFolder.CLEAN_CLOSE, before);
        house.open();
        assertThat(house.log.logStartOffset()).isEqualTo(1);
        assertThat(house.readAll()).containsExactly("1=b");
    }

    @Test
    void indexes_of_an_earlier_stop_are_made_anew() {
        house.open();
        house.append("a");
        house.close();
        ByteBuffer before = keep(FIRST + ".checksums");
        house.open();
        house.appendTransactional(9, 0, 0, "aborted");
        house.end(9, 0, false);
        house.clock.advanceMs(60_000);
        house.append("latest");
        house.close();
        disk.delete(house.file(FIRST + ".txnindex"));
        disk.delete(house.file(FIRST + ".index"));
        disk.delete(house.file(FIRST + ".timeindex"));
        putBack(FIRST + ".checksums", before);
        house.open();
        assertThat(house.manager.cleanStart()).isTrue();
        assertThat(house.log.view().abortedTransactions(0, 4)).as("read_committed").hasSize(1);
        assertThat(house.log.view().offsetOfMaxTimestamp().offset()).isEqualTo(3);
    }

    @Test
    void a_log_that_lost_its_power_after_a_clean_stop_is_what_it_was() {
        for (int seed = 0; seed < 150; seed++) {
            MemoryStorage lossy = new MemoryStorage();
            LogHouse lost = new LogHouse(lossy, LogHouse.small()).open();
            SplittableRandom random = new SplittableRandom(seed);
            List<String> expected = new ArrayList<>();
            int aborted = 0;
            for (int stop = 0; stop < 4; stop++) {
                long start = lost.log.logStartOffset();
                String when = "seed " + seed + ", stop " + stop;
                for (int i = random.nextInt(6); i >= 0; i--) {
                    long offset = lost.log.logEndOffset();
                    String value = stop + "." + i + "-".repeat(random.nextInt(2_000));
                    switch (random.nextInt(5)) {
                        case 0 -> {
                            assertThat(lost.appendTransactional(100 + offset, 0, 0, value))
                                    .isInstanceOf(AppendResult.Appended.class);
                            assertThat(lost.end(100 + offset, 0, false)).isInstanceOf(AppendResult.Appended.class);
                            expected.add(offset + "=" + value);
                            aborted++;
                        }
                        case 1 -> lost.log.roll();
                        default -> {
                            lost.append(value);
                            expected.add(offset + "=" + value);
                        }
                    }
                }
                lost.close();
                lossy.losePower(random);
                lost.open();
                assertThat(lost.manager.offline()).as(when).isEmpty();
                assertThat(lost.log.logStartOffset()).as(when).isEqualTo(start);
                assertThat(lost.readAll()).as(when).isEqualTo(expected);
                assertThat(lost.log.view().abortedTransactions(0, lost.log.logEndOffset())).as(when).hasSize(aborted);
                lost.commit();
            }
        }
    }
}
