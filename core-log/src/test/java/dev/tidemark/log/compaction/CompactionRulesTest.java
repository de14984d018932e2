package dev.tidemark.log.compaction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.log.AppendResult;
import dev.tidemark.log.CompactionRound;
import dev.tidemark.log.LogConfig;
import dev.tidemark.log.LogSlice;
import dev.tidemark.log.LogView;
import dev.tidemark.record.BatchLayout;
import dev.tidemark.record.BatchStamp;
import dev.tidemark.record.CompressionType;
import dev.tidemark.record.EndTransactionMarker;
import dev.tidemark.record.Headers;
import dev.tidemark.record.RecordBatch;
import dev.tidemark.record.RecordBatchBuilder;
import dev.tidemark.record.RecordCursor;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What stays and for how long, and how dirty a log is: one rule at a time. */
class CompactionRulesTest {

    private static final long NOW_MS = 1_764_000_000_000L;

    private final DirtyKeys dirty = new DirtyKeys(1 << 12);

    private static RecordBatch batch(long baseOffset, String key, String value) {
        RecordBatchBuilder builder = new RecordBatchBuilder(1 << 12, CompressionType.NONE);
        builder.append(NOW_MS, CompactedLog.bytes(key), CompactedLog.bytes(value), Headers.none());
        ByteBuffer bytes = builder.finish(BatchStamp.plain());
        bytes.putLong(BatchLayout.BASE_OFFSET, baseOffset);
        return new RecordBatch().wrap(bytes, 0);
    }

    private boolean keeps(RecordBatch batch, boolean aborted) {
        RecordCursor cursor = new RecordCursor();
        cursor.reset(batch);
        assertThat(cursor.next()).isTrue();
        return CompactionRules.keeps(batch, cursor, aborted, dirty, NOW_MS);
    }

    private void laterAt(long offset, String key) {
        ByteBuffer bytes = CompactedLog.bytes(key);
        dirty.put(bytes, 0, bytes.remaining(), offset);
    }

    @Test
    void the_last_record_of_a_key_stays_and_those_before_go() {
        laterAt(7, "k");
        assertThat(keeps(batch(6, "k", "v"), false)).isFalse();
        assertThat(keeps(batch(7, "k", "v"), false)).isTrue();
        assertThat(keeps(batch(3, "other", "v"), false)).as("no later one").isTrue();
    }

    @Test
    void a_record_without_a_key_goes_and_so_does_an_aborted_one() {
        assertThat(keeps(batch(0, null, "v"), false)).isFalse();
        assertThat(keeps(batch(0, "k", "v"), true)).isFalse();
    }

    @Test
    void a_tombstone_stays_until_its_horizon_which_is_set_once() {
        RecordBatch tombstone = batch(5, "k", null);
        assertThat(keeps(tombstone, false)).isTrue();
        assertThat(CompactionRules.newHorizon(tombstone, true, NOW_MS, 1_000)).isEqualTo(NOW_MS + 1_000);
        assertThat(CompactionRules.newHorizon(tombstone, false, NOW_MS, 1_000)).isEqualTo(BatchLayout.NO_TIMESTAMP);
        assertThat(CompactionRules.newHorizon(tombstone, true, NOW_MS, Long.MAX_VALUE)).as("for ever")
                .isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void a_marker_stays_with_its_data_and_as_its_producers_last() {
        ByteBuffer bytes = new EndTransactionMarker(true, 0).toBatch(3, 0, NOW_MS, 7, (short) 0);
        RecordBatch marker = new RecordBatch().wrap(bytes, 0);
        assertThat(CompactionRules.keepsMarker(marker, true, false, NOW_MS)).isTrue();
        assertThat(CompactionRules.keepsMarker(marker, false, true, NOW_MS)).isTrue();
        assertThat(CompactionRules.keepsMarker(marker, false, false, NOW_MS)).as("no horizon yet").isTrue();
        assertThat(CompactionRules.horizonPassed(marker, NOW_MS)).isFalse();
    }

    @Test
    void memory_for_keys_is_taken_as_far_as_there_are_keys() {
        assertThat(new DirtyKeys(DirtyKeys.budgetFor(1_000, 1 << 30)).hasRoomFor(1_000)).isTrue();
        assertThat(DirtyKeys.budgetFor(1_000, 1 << 30)).isLessThan(64_000);
        assertThat(DirtyKeys.budgetFor(Long.MAX_VALUE / 100, 4_800)).isEqualTo(4_800);
        assertThat(new DirtyKeys(DirtyKeys.budgetFor(0, 1)).size()).isZero();
    }

    @Test
    void dirty_is_what_lies_between_the_last_point_and_the_active_segment() {
        CompactedLog house = new CompactedLog().open();
        fill(house, 4);
        DirtySection first = house.log.compaction().dirtySection();
        assertThat(first.firstDirtyOffset()).isZero();
        assertThat(first.upToOffset()).isEqualTo(4);
        assertThat(first.ratio()).isEqualTo(1.0);
        assertThat(first.wants(0.99)).isTrue();
        assertThat(first.wants(1.0)).as("more than the ratio, not as much").isFalse();

        round(house);
        assertThat(house.log.compaction().dirtySection().dirtyBytes()).isZero();
        assertThat(house.log.compaction().dirtySection().wants(0)).isFalse();
        fill(house, 1);
        DirtySection second = house.log.compaction().dirtySection();
        assertThat(second.firstDirtyOffset()).isEqualTo(4);
        assertThat(second.cleanBytes()).isPositive();
        assertThat(second.ratio()).isBetween(0.1, 0.9);

        house.manager.checkpoint();
        house.disk.killProcess();
        house.open();
        assertThat(house.log.compaction().dirtySection().firstDirtyOffset()).as("from the checkpoint").isEqualTo(4);
    }

    @Test
    void an_open_transaction_ends_what_is_dirty() {
        CompactedLog house = new CompactedLog().open();
        fill(house, 2);
        assertThat(house.append(BatchStamp.transactional(9, (short) 0, 0), CompressionType.NONE, "k", "open"))
                .isInstanceOf(AppendResult.Appended.class);
        fill(house, 2);
        assertThat(house.log.compaction().dirtySection().upToOffset()).isEqualTo(2);
        assertThat(house.end(9, true)).isInstanceOf(AppendResult.Appended.class);
        house.log.roll();
        house.commit();
        assertThat(house.log.compaction().dirtySection().upToOffset()).isEqualTo(6);
    }

    @Test
    void records_without_a_key_from_before_the_topic_was_compacted_go() {
        CompactedLog house = new CompactedLog().open();
        assertThat(house.append(BatchStamp.plain(), CompressionType.NONE, null, "no key", "k", "v"))
                .isInstanceOf(AppendResult.Appended.class);
        house.log.roll();
        house.commit();
        round(house);
        assertThat(house.readAll()).extracting(CompactedLog.Found::value).isEqualTo(List.of("v"));
    }

    @Test
    void a_round_waits_until_the_logs_start_is_on_disk() {
        CompactedLog house = new CompactedLog().open();
        fill(house, 4);
        house.log.deleteRecordsBefore(1);
        assertThat(house.log.compaction().begin(1 << 16, bytes -> {})).as("a crash would bring back what lies below")
                .isNull();
        house.manager.checkpoint();
        round(house);
        assertThat(house.readAll()).hasSize(1);
    }

    @Test
    void a_reader_of_the_replaced_segments_still_learns_what_was_aborted_in_them() {
        CompactedLog house = new CompactedLog().open();
        assertThat(house.append(BatchStamp.transactional(9, (short) 0, 0), CompressionType.NONE, "k", "aborted"))
                .isInstanceOf(AppendResult.Appended.class);
        assertThat(house.end(9, false)).isInstanceOf(AppendResult.Appended.class);
        house.log.roll();
        house.commit();
        LogView before = house.log.view();
        LogSlice held = before.read(0, 1 << 16, before.highWatermark(), true);
        round(house);
        assertThat(held.buffer().remaining()).as("with the aborted record").isPositive();
        assertThat(before.abortedTransactions(0, before.highWatermark())).hasSize(1);
        held.release();
    }

    @Test
    void a_compacted_log_is_rolled_by_an_append_that_comes_after_the_longest_lag() {
        LogConfig quick = LogConfig.of(Map.of("cleanup.policy", "compact", "max.compaction.lag.ms", "60000"));
        assertThat(quick.segmentAgeMsMax()).isEqualTo(60_000);
        assertThat(LogConfig.of(Map.of("max.compaction.lag.ms", "60000")).segmentAgeMsMax()).as("not compacted")
                .isEqualTo(604_800_000);
    }

    /** Records of one key, a segment each, and an empty active segment behind. */
    private static void fill(CompactedLog house, int records) {
        for (int i = 0; i < records; i++) {
            assertThat(house.append(BatchStamp.plain(), CompressionType.NONE, "k", "v" + i))
                    .isInstanceOf(AppendResult.Appended.class);
            house.log.roll();
        }
        house.commit();
    }

    private static void round(CompactedLog house) {
        CompactionRound round = house.log.compaction().begin(1 << 16, bytes -> {});
        assertThat(round).isNotNull();
        house.log.compaction().end(round.run(house.log.compaction()::replace));
    }
}
