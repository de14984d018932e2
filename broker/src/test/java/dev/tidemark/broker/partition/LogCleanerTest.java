package dev.tidemark.broker.partition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.log.LogSlice;
import dev.tidemark.record.BatchStamp;
import dev.tidemark.record.RecordBatches;
import dev.tidemark.record.RecordCursor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Which logs are compacted, when, and what may happen to them meanwhile. All batches have one key, and a segment each. */
class LogCleanerTest {

    private static final long BACKOFF_MS = 15_000;

    private final PartitionRig rig = new PartitionRig();
    private final ArrayDeque<Runnable> cleanerWork = new ArrayDeque<>();
    private final List<Throwable> bugs = new ArrayList<>();
    private LogCleaner cleaner = cleaner(Double.MAX_VALUE);

    private LogCleaner cleaner(double bytesPerSecond) {
        return new LogCleaner(rig.partitions.all(), rig.loop, cleanerWork::add, rig.clock,
                settings(1, bytesPerSecond, BACKOFF_MS), bugs::add);
    }

    private static LogCleaner.Settings settings(int threads, double bytesPerSecond, long backoffMs) {
        return new LogCleaner.Settings(threads, 1 << 20, bytesPerSecond, backoffMs);
    }

    private LedPartition topic(String name, String... settings) {
        Map<String, String> configs = new HashMap<>(Map.of("cleanup.policy", "compact", "segment.ms", "1"));
        for (int i = 0; i < settings.length; i += 2) {
            configs.put(settings[i], settings[i + 1]);
        }
        rig.create(name, 1, configs);
        return rig.partition(name, 0);
    }

    private void append(LedPartition partition, String... values) {
        for (String value : values) {
            rig.clock.advanceMs(10);
            PartitionAppend append = rig.append(partition, PartitionRig.batch(BatchStamp.plain(), rig.clock.wallMs(),
                    value), Acks.LEADER, null, 30_000);
            rig.settle();
            assertThat(append.outcome().error().code()).isZero();
        }
    }

    /** One rest of the cleaner, and all the work that follows. */
    private void round() {
        rig.loop.advanceMs(BACKOFF_MS);
        work();
    }

    private void work() {
        rig.settle();
        for (Runnable next = cleanerWork.poll(); next != null; next = cleanerWork.poll()) {
            next.run();
            rig.settle();
        }
        assertThat(bugs).isEmpty();
    }

    private static List<String> read(LedPartition partition) {
        List<String> values = new ArrayList<>();
        var view = partition.view();
        long offset = view.logStartOffset();
        while (offset < view.highWatermark()) {
            LogSlice slice = view.read(offset, 1 << 20, view.highWatermark(), true);
            assertThat(slice).as("slice at %s", offset).isNotNull();
            RecordBatches walk = new RecordBatches().reset(slice.buffer());
            RecordCursor cursor = new RecordCursor();
            while (walk.next()) {
                cursor.reset(walk.batch());
                while (cursor.next()) {
                    if (cursor.offset() >= offset) {
                        values.add(new String(cursor.value(), StandardCharsets.UTF_8));
                    }
                }
            }
            offset = slice.nextOffset();
            slice.release();
        }
        return values;
    }

    @Test
    void a_dirty_log_is_compacted_up_to_its_active_segment() {
        LedPartition states = topic("states");
        append(states, "1", "2", "3", "4");
        cleaner.start();
        round();
        assertThat(read(states)).containsExactly("3", "4");
        append(states, "5", "6", "7");
        round();
        assertThat(read(states)).containsExactly("6", "7");
    }

    @Test
    void the_dirtiest_log_comes_first_and_one_that_is_not_dirty_enough_waits() {
        LedPartition half = topic("half", "min.cleanable.dirty.ratio", "0.6");
        append(half, "1", "2", "3");
        cleaner.start();
        round();
        assertThat(read(half)).containsExactly("2", "3");
        append(half, "4", "5"); // now two of four segments are new, behind what stayed of two
        LedPartition full = topic("full");
        append(full, "1", "2", "3");

        rig.loop.advanceMs(BACKOFF_MS);
        rig.settle();
        cleanerWork.remove().run(); // looks
        rig.settle();
        cleanerWork.remove().run(); // compacts
        rig.settle();
        assertThat(read(full)).as("dirtier").containsExactly("2", "3");
        work();
        assertThat(read(half)).containsExactly("4", "5");
    }

    @Test
    void what_is_younger_than_the_lag_stays() {
        LedPartition states = topic("states", "min.compaction.lag.ms", "3600000");
        append(states, "1", "2", "3");
        cleaner.start();
        round();
        assertThat(read(states)).containsExactly("1", "2", "3");
        rig.clock.advanceMs(3_600_000);
        round();
        assertThat(read(states)).containsExactly("2", "3");
    }

    @Test
    void what_is_older_than_the_lag_is_rolled_and_compacted_however_clean_the_log_is() {
        LedPartition states = topic("states", "min.cleanable.dirty.ratio", "1.0", "max.compaction.lag.ms", "3600000");
        append(states, "1", "2");
        cleaner.start();
        round();
        assertThat(read(states)).containsExactly("1", "2");
        rig.clock.advanceMs(3_600_000);
        round(); // rolls
        round();
        assertThat(read(states)).containsExactly("2");
    }

    @Test
    void a_policy_that_changes_at_run_time_holds_for_the_next_round() {
        LedPartition states = topic("states", "cleanup.policy", "delete");
        append(states, "1", "2", "3");
        cleaner.start();
        round();
        assertThat(read(states)).containsExactly("1", "2", "3");

        rig.alter("states", Map.of("cleanup.policy", "compact", "segment.ms", "1"));
        assertThat(states.config().compacts()).isTrue();
        round();
        assertThat(read(states)).containsExactly("2", "3");

        rig.alter("states", Map.of("cleanup.policy", "delete", "segment.ms", "1", "retention.ms", "60000"));
        append(states, "4", "5");
        round();
        assertThat(read(states)).containsExactly("2", "3", "4", "5");
        rig.clock.advanceMs(120_000);
        states.housekeep();
        rig.settle();
        assertThat(read(states)).as("retention").isEmpty();
    }

    @Test
    void a_round_ends_when_the_policy_changes_and_nothing_is_lost() {
        LedPartition states = topic("states");
        append(states, "1", "2", "3");
        cleaner.start();
        beginRound();
        rig.alter("states", Map.of("cleanup.policy", "delete", "segment.ms", "1"));
        work();
        assertThat(read(states)).containsExactly("1", "2", "3");
    }

    /** Looks and has the owner begin; the round itself is the next work of the cleaner. */
    private void beginRound() {
        rig.loop.advanceMs(BACKOFF_MS);
        rig.settle();
        cleanerWork.remove().run();
        rig.settle();
        assertThat(cleanerWork).hasSize(1);
    }

    @Test
    void retention_and_delete_records_wait_for_the_round_with_their_files_not_with_their_word() {
        LedPartition states = topic("states", "file.delete.delay.ms", "0");
        append(states, "1", "2", "3", "4", "5");
        cleaner.start();
        beginRound();
        CompletableFuture<Long> start = states.deleteRecordsBefore(3).toCompletableFuture();
        rig.settle();
        assertThat(start.join()).isEqualTo(3);
        append(states, "6");
        assertThat(read(states)).containsExactly("4", "5", "6");
        work();
        assertThat(read(states)).containsExactly("4", "5", "6");
        assertThat(states.view().logStartOffset()).isEqualTo(3);
        assertThat(rig.disk.list(Path.of("/data/states-0")).stream().filter(name -> name.endsWith(".log")))
                .as("four segments became one")
                .hasSize(3);
    }

    @Test
    void compact_and_delete_together_do_both() {
        LedPartition states = topic("states", "cleanup.policy", "compact,delete", "retention.ms", "60000");
        append(states, "1", "2", "3");
        cleaner.start();
        round();
        assertThat(read(states)).containsExactly("2", "3");
        rig.clock.advanceMs(120_000);
        append(states, "4");
        states.housekeep();
        rig.settle();
        assertThat(read(states)).containsExactly("4");
    }

    @Test
    void a_topic_is_deleted_once_the_round_has_let_go_of_its_files() {
        LedPartition states = topic("states");
        append(states, "1", "2", "3");
        cleaner.start();
        beginRound();
        rig.delete("states");
        assertThat(rig.logs.find(new TopicPartition("states", 0))).as("files are in use").isNotNull();
        work();
        assertThat(rig.logs.find(new TopicPartition("states", 0))).isNull();
        assertThat(rig.disk.list(Path.of("/data"))).noneMatch(name -> name.startsWith("states"));
    }

    @Test
    void more_threads_begin_more_rounds_once_those_under_way_have_ended() {
        LedPartition first = topic("first");
        LedPartition second = topic("second");
        LedPartition third = topic("third");
        append(first, "1", "2", "3");
        append(second, "1", "2", "3");
        append(third, "1", "2", "3");
        cleaner.start();
        beginRound();
        cleaner.configure(settings(2, Double.MAX_VALUE, BACKOFF_MS));
        rig.settle();
        assertThat(cleanerWork).as("the round on has all of the memory").hasSize(1);
        cleanerWork.remove().run(); // compacts
        rig.settle();
        cleanerWork.remove().run(); // looks
        rig.settle();
        assertThat(cleanerWork).as("a round, and a look for another").hasSize(2);
        work();
        assertThat(List.of(read(first), read(second), read(third))).containsOnly(List.of("2", "3"));
    }

    @Test
    void no_round_begins_under_settings_that_are_to_go() {
        cleaner = new LogCleaner(rig.partitions.all(), rig.loop, cleanerWork::add, rig.clock,
                settings(2, Double.MAX_VALUE, BACKOFF_MS), bugs::add);
        List<LedPartition> logs = List.of(topic("first"), topic("second"), topic("third"));
        logs.forEach(log -> append(log, "1", "2", "3"));
        cleaner.start();
        rig.loop.advanceMs(BACKOFF_MS);
        rig.settle();
        for (int look = 0; look < 2; look++) {
            cleanerWork.remove().run();
            rig.settle();
        }
        assertThat(cleanerWork).as("two rounds").hasSize(2);
        cleaner.configure(settings(1, Double.MAX_VALUE, BACKOFF_MS));
        cleanerWork.remove().run();
        rig.settle();
        assertThat(cleanerWork).as("the other one; no look for a third").hasSize(1);
        work();
        assertThat(logs).extracting(LogCleanerTest::read).containsOnly(List.of("2", "3"));
    }

    @Test
    void a_rest_becomes_as_long_as_it_is_set_to_be_while_it_lasts() {
        LedPartition states = topic("states");
        append(states, "1", "2", "3");
        cleaner.start();
        cleaner.configure(settings(1, Double.MAX_VALUE, 100));
        rig.loop.advanceMs(100);
        work();
        assertThat(read(states)).containsExactly("2", "3");
        append(states, "4", "5");
        cleaner.configure(settings(1, Double.MAX_VALUE, 60_000));
        rig.loop.advanceMs(59_999);
        work();
        assertThat(read(states)).containsExactly("2", "3", "4", "5");
        rig.loop.advanceMs(1);
        work();
        assertThat(read(states)).containsExactly("4", "5");
    }

    @Test
    void stopping_ends_the_round_that_is_on() {
        LedPartition states = topic("states");
        append(states, "1", "2", "3");
        cleaner.start();
        beginRound();
        CompletableFuture<Void> stopped = cleaner.stop().toCompletableFuture();
        assertThat(stopped).isNotDone();
        work();
        assertThat(stopped).isDone();
        assertThat(read(states)).containsExactly("1", "2", "3");
        assertThat(cleanerWork).isEmpty();
    }

    @Test
    void readers_go_on_with_what_they_hold_and_find_what_took_its_place() {
        LedPartition states = topic("states");
        append(states, "1", "2", "3", "4");
        var before = states.view();
        LogSlice held = before.read(0, 1 << 20, before.highWatermark(), true);
        cleaner.start();
        round();
        assertThat(held.buffer().remaining()).isEqualTo(held.sizeInBytes());
        assertThat(before.read(0, 1 << 20, before.highWatermark(), true)).as("a view from before").isNull();
        assertThat(before.offsetForTimestamp(0, before.highWatermark()).offset()).as("lookups go on").isEqualTo(2);
        held.release();
        assertThat(read(states)).containsExactly("3", "4");
    }

    @Test
    void a_full_disk_stops_a_round_and_the_next_one_goes_through() {
        LedPartition states = topic("states");
        append(states, "1", "2", "3", "4");
        cleaner.start();
        rig.disk.capacityBytes(0);
        round();
        assertThat(read(states)).containsExactly("1", "2", "3", "4");
        assertThat(rig.disk.list(Path.of("/data/states-0"))).noneMatch(name -> name.endsWith(".cleaned"));
        rig.disk.capacityBytes(Long.MAX_VALUE);
        round();
        assertThat(read(states)).containsExactly("3", "4");
    }
}
