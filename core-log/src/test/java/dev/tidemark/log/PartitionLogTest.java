package dev.tidemark.log;

import static dev.tidemark.log.LogHouse.batch;
import static dev.tidemark.log.LogHouse.idempotent;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.record.BatchLayout;
import dev.tidemark.record.RecordBatch;
import dev.tidemark.storage.MemoryStorage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PartitionLogTest {

    private final MemoryStorage disk = new MemoryStorage();
    private final LogHouse house = new LogHouse(disk, LogHouse.small()).open();

    @Test
    void appended_records_are_read_back_with_their_offsets() {
        assertThat(house.append("a", "b")).isEqualTo(new AppendResult.Appended(0, 1, -1));
        assertThat(house.append("c")).isEqualTo(new AppendResult.Appended(2, 2, -1));

        assertThat(house.readAll()).containsExactly("0=a", "1=b", "2=c");
        assertThat(house.read(1, 3, 1 << 20)).containsExactly("1=b", "2=c");
        assertThat(house.log.logEndOffset()).isEqualTo(3);
    }

    @Test
    void the_leader_epoch_is_stamped_into_the_batch() {
        house.log.append(batch(1, "a"), AppendOrigin.CLIENT, 42);

        RecordBatch first = new RecordBatch().wrap(house.log.view().read(0, 1, 1, true).buffer(), 0);
        assertThat(first.leaderEpoch()).isEqualTo(42);
        assertThat(first.validate()).isNull();
        assertThat(house.log.view().leaderEpochOf(0)).isEqualTo(42);
    }

    @Test
    void readers_see_nothing_at_or_above_the_offset_they_may_see() {
        house.append("a", "b");
        house.append("c", "d");

        assertThat(house.read(0, 2, 1 << 20)).containsExactly("0=a", "1=b");
        assertThat(house.log.view().read(0, 1 << 20, 3, true).nextOffset()).as("a batch that reaches the limit")
                .isEqualTo(2);
        assertThat(house.log.view().read(2, 1 << 20, 2, true).sizeInBytes()).isZero();
    }

    @Test
    void an_offset_outside_of_the_log_is_no_slice() {
        house.append("a");
        house.commit();
        house.log.deleteRecordsBefore(1);

        assertThat(house.log.view().read(0, 100, 1, true)).isNull();
        assertThat(house.log.view().read(2, 100, 1, true)).isNull();
        assertThat(house.log.view().read(1, 100, 1, true).sizeInBytes()).isZero();
    }

    @Test
    void a_first_batch_larger_than_the_limit_comes_only_if_asked_for() {
        house.append("x".repeat(500));

        assertThat(house.log.view().read(0, 100, 1, true).sizeInBytes()).isGreaterThan(500);
        assertThat(house.log.view().read(0, 100, 1, false).sizeInBytes()).isZero();
    }

    @Test
    void a_view_does_not_see_later_appends() {
        house.append("a");
        LogView before = house.log.view();
        house.append("b");

        assertThat(LogHouse.values(before, 0, 10, 1 << 20)).containsExactly("0=a");
        assertThat(house.readAll()).containsExactly("0=a", "1=b");
    }

    @Test
    void full_segments_are_rolled_and_read_across() {
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            String value = "v" + i + "-".repeat(i % 300);
            house.append(value);
            expected.add(i + "=" + value);
        }

        assertThat(house.log.view().segments().length).isGreaterThan(3);
        for (int bytesMax : new int[]{1, 700, 5000, 1 << 20}) {
            assertThat(house.read(0, 400, bytesMax)).as("slices of %s bytes", bytesMax).isEqualTo(expected);
        }
        assertThat(house.read(237, 300, 900)).isEqualTo(expected.subList(237, 300));
    }

    @Test
    void a_segment_is_rolled_when_its_records_span_segment_ms() {
        house.log.configure(LogConfig.of(Map.of("segment.ms", "1000")));
        house.append(batch(LogHouse.START_MS, "a"));
        house.append(batch(LogHouse.START_MS + 1000, "b"));
        assertThat(house.log.view().segments()).hasSize(1);

        house.append(batch(LogHouse.START_MS + 1001, "c"));
        assertThat(house.log.view().segments()).hasSize(2);
        assertThat(house.readAll()).containsExactly("0=a", "1=b", "2=c");
    }

    @Test
    void a_segment_is_rolled_when_its_index_is_full() {
        house.log.configure(LogConfig.of(Map.of()).withSegments(1 << 30, 8 * 1024, 0));
        house.log.roll();
        for (int i = 0; i < 2000; i++) {
            house.append("v" + i);
        }

        assertThat(house.log.view().segments().length).isGreaterThanOrEqualTo(2);
        assertThat(house.read(0, 2000, 1 << 20)).hasSize(2000);
    }

    @Test
    void the_brokers_time_replaces_the_producers_if_the_topic_says_so() {
        house.log.configure(LogConfig.of(Map.of("message.timestamp.type", "LogAppendTime")));
        house.clock.advanceMs(5);

        AppendResult result = house.append(batch(17, "a"));

        assertThat(result).isEqualTo(new AppendResult.Appended(0, 0, LogHouse.START_MS + 5));
        RecordBatch first = new RecordBatch().wrap(house.log.view().read(0, 1, 1, true).buffer(), 0);
        assertThat(first.maxTimestamp()).isEqualTo(LogHouse.START_MS + 5);
        assertThat(first.validate()).isNull();
        assertThat(house.log.view().offsetForTimestamp(LogHouse.START_MS, 1).timestampMs())
                .isEqualTo(LogHouse.START_MS + 5);
    }

    @Test
    void clients_may_not_write_control_batches_or_too_large_ones() {
        ByteBuffer marker = new dev.tidemark.record.EndTransactionMarker(true, 0).toBatch(0, 0, 1, 5, (short) 0);
        assertThat(house.append(marker)).isInstanceOfSatisfying(AppendResult.Rejected.class,
                rejected -> assertThat(rejected.reason()).isEqualTo(RejectReason.INVALID_RECORD));

        house.log.configure(LogConfig.of(Map.of("max.message.bytes", "200")));
        assertThat(house.append(batch(1, "x".repeat(300)))).isInstanceOfSatisfying(AppendResult.Rejected.class,
                rejected -> assertThat(rejected.reason()).isEqualTo(RejectReason.TOO_LARGE));
        assertThat(house.log.logEndOffset()).isZero();
    }

    @Test
    void two_batches_of_an_idempotent_producer_in_one_append_are_refused() {
        ByteBuffer one = idempotent(5, 0, 0, "a");
        ByteBuffer two = idempotent(5, 0, 1, "b");
        ByteBuffer both = ByteBuffer.allocate(one.remaining() + two.remaining()).put(one).put(two).flip();

        assertThat(house.append(both)).isInstanceOfSatisfying(AppendResult.Rejected.class,
                rejected -> assertThat(rejected.reason()).isEqualTo(RejectReason.INVALID_RECORD));
    }

    @Test
    void a_follower_takes_batches_with_the_offsets_they_have() {
        ByteBuffer copied = batch(1, "a", "b");
        copied.putLong(BatchLayout.BASE_OFFSET, 10).putInt(BatchLayout.LEADER_EPOCH, 3);

        assertThat(house.log.append(copied, AppendOrigin.REPLICATION, 99))
                .isEqualTo(new AppendResult.Appended(10, 11, -1));
        assertThat(house.log.logEndOffset()).isEqualTo(12);
        assertThat(house.log.view().leaderEpochOf(10)).isEqualTo(3);
        assertThat(house.log.append(copied.rewind(), AppendOrigin.REPLICATION, 99))
                .isInstanceOf(AppendResult.Rejected.class);
    }

    @Test
    void where_an_epoch_of_leadership_ended_is_known() {
        house.log.append(batch(1, "a", "b"), AppendOrigin.CLIENT, 1);
        house.log.append(batch(1, "c"), AppendOrigin.CLIENT, 4);
        LogView view = house.log.view();

        assertThat(view.endOffsetForEpoch(1)).isEqualTo(new EpochEnd(1, 2));
        assertThat(view.endOffsetForEpoch(3)).isEqualTo(new EpochEnd(1, 2));
        assertThat(view.endOffsetForEpoch(4)).isEqualTo(new EpochEnd(4, 3));
        assertThat(view.endOffsetForEpoch(0)).as("before the log's first").isEqualTo(new EpochEnd(0, 0));
        assertThat(view.endOffsetForEpoch(5)).isEqualTo(new EpochEnd(-1, -1));

        house.commit();
        house.log.deleteRecordsBefore(2);
        assertThat(house.log.view().endOffsetForEpoch(1)).as("all its records are deleted")
                .isEqualTo(new EpochEnd(1, 2));
        assertThat(house.log.view().endOffsetForEpoch(-1)).isEqualTo(new EpochEnd(-1, -1));
    }

    @Test
    void the_high_watermark_never_goes_back_and_never_passes_the_end() {
        house.append("a", "b", "c");
        house.log.advanceHighWatermark(2);
        house.log.advanceHighWatermark(1);
        assertThat(house.log.highWatermark()).isEqualTo(2);
        house.log.advanceHighWatermark(10);
        assertThat(house.log.highWatermark()).isEqualTo(3);
    }

    @Test
    void a_rolled_segment_asks_for_a_flush_and_the_active_one_alone_does_not() {
        house.append("a");
        assertThat(house.log.flushDue()).isFalse();
        house.log.roll();
        assertThat(house.log.flushDue()).as("the rolled segment is not on disk for sure").isTrue();
        house.flush();
        assertThat(house.log.flushDue()).isFalse();
        house.append("b");
        assertThat(house.log.flushDue()).as("only the active segment has unflushed records").isFalse();
    }
}
