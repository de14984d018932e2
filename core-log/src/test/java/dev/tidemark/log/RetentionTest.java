package dev.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.record.BatchStamp;
import dev.tidemark.record.CompressionType;
import dev.tidemark.storage.MemoryStorage;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RetentionTest {

    private final MemoryStorage disk = new MemoryStorage();

    private LogHouse house(Map<String, String> values) {
        return new LogHouse(disk, LogHouse.small(values)).open();
    }

    @Test
    void segments_whose_largest_timestamp_is_too_old_go_and_newer_ones_stay() {
        LogHouse house = house(Map.of("retention.ms", "1000"));
        house.append(LogHouse.batch(LogHouse.START_MS, "a"));
        house.log.roll();
        house.append(LogHouse.batch(LogHouse.START_MS + 500, "b"));
        house.log.roll();
        house.append(LogHouse.batch(LogHouse.START_MS + 2000, "c"));
        house.commit();

        house.clock.advanceMs(1001);
        assertThat(house.applyRetention()).isEqualTo(1);
        assertThat(house.readAll()).containsExactly("1=b", "2=c");
        house.clock.advanceMs(500);
        house.applyRetention();
        assertThat(house.log.logStartOffset()).isEqualTo(2);
    }

    @Test
    void a_wholly_expired_log_is_rolled_first_and_goes_on_at_its_end() {
        LogHouse house = house(Map.of("retention.ms", "1000"));
        house.append(LogHouse.batch(LogHouse.START_MS, "a", "b"));
        house.commit();
        house.clock.advanceMs(1001);
        house.applyRetention();

        assertThat(house.log.logStartOffset()).isEqualTo(2);
        house.append("c");
        assertThat(house.readAll()).containsExactly("2=c");
    }

    @Test
    void a_producer_is_forgotten_after_the_silence_that_is_set_by_then() {
        LogHouse house = house(Map.of());
        house.appendTransactional(5, 0, 0, "a");
        house.end(5, 0, true);
        house.appendTransactional(6, 0, 0, "b");
        house.commit();
        house.clock.advanceMs(2_000);
        house.applyRetention();
        assertThat(house.log.activeProducers()).hasSize(2);
        house.producersExpireAfter(1_000).applyRetention();
        assertThat(house.log.activeProducers()).as("but for one with an open transaction")
                .singleElement()
                .satisfies(producer -> assertThat(producer.producerId()).isEqualTo(6));
    }

    @Test
    void a_producer_of_old_records_is_remembered_from_when_it_wrote_them() {
        LogHouse house = house(Map.of()).producersExpireAfter(10_000);
        ByteBuffer old = LogHouse.batch(BatchStamp.idempotent(5, (short) 0, 0), CompressionType.NONE, 1_000, "a");
        house.append(copy(old));
        house.commit();
        house.applyRetention();
        house.clock.advanceMs(6_000);
        house.close();
        house.open().applyRetention();
        assertThat(house.append(copy(old))).as("sent again behind a clean stop")
                .isInstanceOf(AppendResult.Duplicate.class);

        disk.losePower(new SplittableRandom(1));
        house.clock.advanceMs(6_000);
        house.open().applyRetention();
        assertThat(house.append(copy(old))).as("and behind a crash, with which its silence begins anew")
                .isInstanceOf(AppendResult.Duplicate.class);
        house.close();
        house.clock.advanceMs(10_000);
        house.open().applyRetention();
        assertThat(house.log.activeProducers()).isEmpty();
    }

    private static ByteBuffer copy(ByteBuffer batch) {
        return ByteBuffer.allocate(batch.remaining()).put(batch.duplicate()).flip();
    }

    @Test
    void nothing_above_the_high_watermark_goes() {
        LogHouse house = house(Map.of("retention.ms", "1000"));
        house.append(LogHouse.batch(LogHouse.START_MS, "a"));
        house.log.roll();
        house.append(LogHouse.batch(LogHouse.START_MS, "b"));
        house.clock.advanceMs(5000);

        assertThat(house.applyRetention()).isZero();
    }

    @Test
    void the_log_is_cut_to_its_size_by_whole_segments() {
        LogHouse house = house(Map.of("retention.bytes", "40000"));
        for (int i = 0; i < 300; i++) {
            house.append("v" + i + "-".repeat(200));
        }
        house.commit();
        house.applyRetention();

        assertThat(house.log.sizeInBytes()).isBetween(40_000L, 40_000L + 16 * 1024);
        assertThat(house.log.view().segments()[0].baseOffset()).isEqualTo(house.log.logStartOffset());
        assertThat(house.applyRetention()).isZero();
    }

    @Test
    void a_compacted_topic_keeps_everything() {
        LogHouse house = house(Map.of("retention.ms", "1000", "cleanup.policy", "compact"));
        house.append(LogHouse.batch(LogHouse.START_MS, "a"));
        house.commit();
        house.clock.advanceMs(5000);

        assertThat(house.applyRetention()).isZero();
    }

    @Test
    void records_deleted_by_offset_are_gone_and_stay_gone() {
        LogHouse house = house(Map.of("file.delete.delay.ms", "0"));
        for (int i = 0; i < 300; i++) {
            house.append("v" + i + "-".repeat(200));
        }
        house.commit();
        house.log.deleteRecordsBefore(250);
        assertThat(house.log.logStartOffset()).isEqualTo(250);
        assertThat(house.read(250, 252, 1)).hasSize(2);
        assertThat(disk.exists(house.file("00000000000000000000.log"))).as("until the new start is on disk").isTrue();
        house.manager.checkpoint();
        house.applyRetention();
        assertThat(disk.exists(house.file("00000000000000000000.log"))).isFalse();

        house.close();
        house.open();
        assertThat(house.log.logStartOffset()).isEqualTo(250);
        assertThat(house.log.view().read(249, 100, 300, true)).isNull();
        house.manager.checkpoint();
        disk.killProcess();
        house.open();
        assertThat(house.log.logStartOffset()).isEqualTo(250);
    }

    @Test
    void the_file_of_a_dropped_segment_waits_for_its_readers() {
        LogHouse house = house(Map.of("file.delete.delay.ms", "0"));
        String large = "x".repeat(100_000);
        house.log.configure(LogConfig.of(Map.of("file.delete.delay.ms", "0")).withSegments(1 << 20, 8192, 512));
        house.append(LogHouse.batch(1, large));
        house.log.roll();
        house.append("b");
        house.commit();
        LogView before = house.log.view();
        LogSlice slice = before.read(0, 1 << 20, 2, true);

        house.log.deleteRecordsBefore(1);
        house.manager.checkpoint();
        house.applyRetention();
        assertThat(disk.exists(house.file("00000000000000000000.log"))).isTrue();
        assertThat(slice.buffer().remaining()).isGreaterThan(100_000);
        assertThat(before.read(0, 1 << 20, 2, true)).as("a view cannot reach what is gone").isNull();

        slice.release();
        slice.release();
        house.applyRetention();
        assertThat(disk.exists(house.file("00000000000000000000.log"))).isFalse();
        assertThat(house.readAll()).containsExactly("1=b");
    }

    @Test
    void a_start_that_was_announced_and_checkpointed_outlives_a_crash_before_it_moved() {
        LogHouse house = house(Map.of());
        house.append("a");
        house.append("b");
        house.commit();
        house.log.announceStart(1);
        house.manager.checkpoint();
        assertThat(house.log.logStartOffset()).as("moved by its owner only").isZero();
        disk.killProcess();
        house.open();
        assertThat(house.log.logStartOffset()).isEqualTo(1);
    }

    @Test
    void a_start_that_was_announced_is_where_a_closed_log_begins() {
        LogHouse house = house(Map.of());
        house.append("a");
        house.append("b");
        house.commit();
        house.log.announceStart(1);
        house.close();
        house.open();
        assertThat(house.log.logStartOffset()).isEqualTo(1);
        assertThat(house.readAll()).containsExactly("1=b");
    }
}
