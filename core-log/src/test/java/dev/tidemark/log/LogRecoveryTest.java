package dev.tidemark.log;

import static dev.tidemark.log.LogHouse.idempotent;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.log.index.AbortedTransaction;
import dev.tidemark.storage.CountingStorage;
import dev.tidemark.storage.MemoryStorage;
import dev.tidemark.storage.Storage;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogRecoveryTest {

    private static final String FIRST = "00000000000000000000";

    private final MemoryStorage memory = new MemoryStorage();
    private final CountingStorage disk = new CountingStorage(memory);
    private final LogHouse house = new LogHouse(disk, LogHouse.small()).open();

    private List<String> fill(int batches) {
        for (int i = 0; i < batches; i++) {
            house.append("value-" + (1000 + i) + "-".repeat(100));
        }
        house.commit();
        return house.readAll();
    }

    private void kill() {
        memory.killProcess();
        house.open();
    }

    @Test
    void a_torn_tail_is_cut_and_what_lies_before_it_is_kept() {
        List<String> before = fill(10);
        try (var file = disk.open(house.file(FIRST + ".log"), Storage.Mode.WRITE)) {
            ByteBuffer torn = LogHouse.batch(1, "torn");
            torn.putLong(0, 10);
            file.append(torn.limit(torn.limit() - 3));
        }
        kill();

        assertThat(house.readAll()).isEqualTo(before);
        house.append("next");
        assertThat(house.read(10, 11, 1000)).containsExactly("10=next");
    }

    @Test
    void a_damaged_byte_with_sound_batches_behind_it_is_an_error_with_file_and_position() {
        fill(10);
        long size = disk.size(house.file(FIRST + ".log"));
        house.flip(FIRST + ".log", size / 2);
        kill();

        TidemarkException problem = house.manager.offline().get(LogHouse.ORDERS);
        assertThat(problem.code()).isEqualTo(FailureCode.LOG_CORRUPT);
        assertThat(problem.where()).contains(FIRST + ".log, position ");
        assertThat(disk.size(house.file(FIRST + ".log"))).as("nothing is dropped").isEqualTo(size);
    }

    @Test
    void a_damaged_batch_of_several_pages_is_told_from_lost_pages() {
        house.log.configure(LogHouse.small().withSegments(1 << 20, 8192, 512));
        house.append("a");
        house.append("x".repeat(20_000));
        house.append("b");
        house.commit();
        String log = FIRST + ".log";
        house.flip(log, 9000);
        kill();
        assertThat(house.manager.offline().get(LogHouse.ORDERS).where()).endsWith(log + ", position 71");

        house.flip(log, 9000);
        try (var file = disk.open(house.file(log), Storage.Mode.WRITE)) {
            file.write(ByteBuffer.allocate(4096), 8192);
        }
        kill();
        assertThat(house.manager.offline()).isEmpty();
        assertThat(house.readAll()).as("a page that reads as never written, above the recovery point")
                .containsExactly("0=a");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 9, 12, 16, 17, 21, 24, 43, 57, 61, 80})
    void a_flip_at_any_place_of_a_batch_in_the_middle_is_found(int at) {
        fill(20);
        long batch = disk.size(house.file(FIRST + ".log")) / 20;
        house.flip(FIRST + ".log", batch * 7 + at);
        kill();

        // The leader epoch is outside of every checksum: a changed one is a sound batch of another leadership.
        assertThat(house.manager.offline().containsKey(LogHouse.ORDERS)).isEqualTo(at != 12);
    }

    @Test
    void a_log_shorter_than_what_was_flushed_is_an_error() {
        fill(10);
        house.manager.checkpoint();
        try (var file = disk.open(house.file(FIRST + ".log"), Storage.Mode.WRITE)) {
            file.truncate(file.size() - 1);
        }
        kill();

        assertThat(house.manager.offline().get(LogHouse.ORDERS).code()).isEqualTo(FailureCode.LOG_CORRUPT);
    }

    @Test
    void a_segment_file_among_the_offsets_of_another_is_an_error() {
        fill(10);
        house.manager.checkpoint();
        disk.open(house.file("00000000000000000005.log"), Storage.Mode.CREATE).close();
        kill();

        TidemarkException problem = house.manager.offline().get(LogHouse.ORDERS);
        assertThat(problem.code()).isEqualTo(FailureCode.LOG_CORRUPT);
        assertThat(problem.where()).contains(FIRST + ".log, position ");
        assertThat(problem.why()).contains("its last offset is 5").contains("begins at offset 5");
    }

    @Test
    void the_last_batch_damaged_though_flushed_is_an_error() {
        fill(10);
        house.manager.checkpoint();
        house.flip(FIRST + ".log", disk.size(house.file(FIRST + ".log")) - 5);
        kill();

        assertThat(house.manager.offline().get(LogHouse.ORDERS).code()).isEqualTo(FailureCode.LOG_CORRUPT);
    }

    @Test
    void segments_below_the_recovery_point_are_not_read_again() {
        fill(400);
        house.manager.checkpoint();
        house.append("tail");
        long total = house.log.sizeInBytes();
        assertThat(house.log.view().segments().length).isGreaterThan(4);
        long opened = disk.filesOpened();
        kill();

        assertThat(house.log.view().segments().length).isGreaterThan(4);
        assertThat(disk.filesOpened() - opened).as("files opened for %s bytes", total).isLessThan(25);
        assertThat(house.log.logEndOffset()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {".index", ".timeindex", ".txnindex", ".checksums"})
    void damaged_or_missing_derived_files_are_rebuilt(String suffix) {
        house.append(idempotent(5, 0, 0, "a"));
        house.appendTransactional(6, 0, 0, "b");
        house.end(6, 0, false);
        List<String> before = fill(60);
        house.log.roll();
        house.append("second segment");
        house.commit();
        house.close();
        house.flip(FIRST + suffix, 5);
        house.open();
        checkFirstSegment(before);

        house.close();
        disk.delete(house.file(FIRST + suffix));
        house.open();
        checkFirstSegment(before);
    }

    private void checkFirstSegment(List<String> before) {
        assertThat(house.manager.offline()).isEmpty();
        assertThat(house.read(0, before.size() + 1, 700)).isEqualTo(before);
        assertThat(house.log.view().abortedTransactions(0, 10)).containsExactly(new AbortedTransaction(6, 1, 2, 3));
        assertThat(house.log.view().offsetForTimestamp(LogHouse.START_MS, 100).offset()).isZero();
        assertThat(house.log.view().offsetForTimestamp(LogHouse.START_MS + 1, 100)).isNull();
    }

    @Test
    void a_damaged_producer_snapshot_is_rebuilt() {
        house.append(idempotent(5, 0, 0, "a"));
        house.appendTransactional(6, 0, 0, "b");
        house.close();
        house.flip("00000000000000000002.snapshot", 20);
        house.open();

        assertThat(house.append(idempotent(5, 0, 0, "a"))).isEqualTo(new AppendResult.Duplicate(0, 0, -1));
        assertThat(house.log.hasOngoingTransaction(6, (short) 0)).isTrue();
    }

    @Test
    void a_damaged_leader_epoch_file_is_rebuilt() {
        house.log.append(LogHouse.batch(1, "a"), AppendOrigin.CLIENT, 3);
        house.log.append(LogHouse.batch(1, "b"), AppendOrigin.CLIENT, 5);
        house.close();
        house.flip("leader-epoch-checkpoint", 4);
        house.open();
        assertThat(house.log.view().leaderEpochOf(0)).isEqualTo(3);
        assertThat(house.log.view().leaderEpochOf(1)).isEqualTo(5);

        house.flip("leader-epoch-checkpoint", 4);
        kill();
        assertThat(house.log.view().leaderEpochOf(0)).isEqualTo(3);
        assertThat(house.log.view().endOffsetForEpoch(4)).isEqualTo(new EpochEnd(3, 1));
    }

    @Test
    void a_damaged_topic_id_takes_the_log_offline_and_no_other() {
        house.manager.create(new dev.tidemark.core.id.TopicPartition("other", 0), new java.util.UUID(1, 2),
                house.config);
        house.append("a");
        house.close();
        house.flip("partition.metadata", 25);
        house.open();

        assertThat(house.manager.offline().get(LogHouse.ORDERS).where()).contains("partition.metadata");
        assertThat(house.manager.find(new dev.tidemark.core.id.TopicPartition("other", 0))).isNotNull();
    }

    @Test
    void damaged_checkpoints_cost_a_longer_recovery_and_nothing_else() {
        List<String> before = fill(300);
        house.manager.checkpoint();
        try (var file = disk.open(LogHouse.DIR.resolve("recovery-point-offset-checkpoint"), Storage.Mode.WRITE)) {
            file.write(ByteBuffer.wrap("x".getBytes(java.nio.charset.StandardCharsets.UTF_8)), 0);
        }
        kill();

        assertThat(house.readAll()).isEqualTo(before);
    }

    @Test
    void a_new_log_of_an_old_name_does_not_inherit_its_recovery_point() {
        fill(10);
        house.manager.checkpoint();
        house.manager.delete(LogHouse.ORDERS);
        house.log = house.manager.create(LogHouse.ORDERS, new java.util.UUID(9, 9), house.config);
        house.append("a");
        kill();

        assertThat(house.manager.offline()).isEmpty();
        assertThat(house.log.topicId()).isEqualTo(new java.util.UUID(9, 9));
        assertThat(house.readAll()).containsExactly("0=a");
    }

    @Test
    void a_manifest_from_before_a_crash_is_never_believed_again() {
        house.append("a");
        house.close();
        house.open();
        house.append("b");
        house.log.roll();
        house.commit();
        house.manager.checkpoint();
        kill();
        house.close();
        house.open();

        assertThat(house.manager.cleanStart()).isTrue();
        assertThat(house.readAll()).containsExactly("0=a", "1=b");
    }
}
