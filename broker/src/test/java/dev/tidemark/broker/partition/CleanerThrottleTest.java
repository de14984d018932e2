package dev.tidemark.broker.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tidemark.log.compaction.Compaction;
import dev.tidemark.record.BatchStamp;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How fast the cleaner goes through a log, and how soon it ends. The clock is the test's: a wait lets its time pass. */
class CleanerThrottleTest {

    private static final long BACKOFF_MS = 15_000;
    private static final double BYTES_PER_SECOND = 1_000;
    private static final long SLACK_NANOS = 20_000_000;

    private final PartitionRig rig = new PartitionRig();
    private final ArrayDeque<Runnable> cleanerWork = new ArrayDeque<>();
    private final List<Throwable> bugs = new ArrayList<>();
    private final List<Long> waits = new ArrayList<>();
    private Runnable duringWait = () -> {};

    private LogCleaner cleaner(int threads) {
        return new LogCleaner(rig.partitions.all(), rig.loop, cleanerWork::add, rig.clock,
                new LogCleaner.Settings(threads, 1 << 20, BYTES_PER_SECOND, BACKOFF_MS), bugs::add,
                new CompactionPace.Stop(this::pass));
    }

    private boolean pass(CountDownLatch wish, long nanos) {
        waits.add(nanos);
        duringWait.run();
        if (wish.getCount() == 0) {
            return true;
        }
        rig.clock.advanceNanos(nanos);
        return false;
    }

    /** Ten segments of a batch each, all with one key. */
    private LedPartition dirtyTopic() {
        rig.create("states", 1, new HashMap<>(Map.of("cleanup.policy", "compact", "segment.ms", "1")));
        LedPartition states = rig.partition("states", 0);
        for (int i = 0; i < 10; i++) {
            rig.clock.advanceMs(10);
            rig.append(states, PartitionRig.batch(BatchStamp.plain(), rig.clock.wallMs(), i + "-".repeat(300)),
                    Acks.LEADER, null, 30_000);
            rig.settle();
        }
        return states;
    }

    private long sealedBytes() {
        Path folder = Path.of("/data/states-0");
        List<String> logs = rig.disk.list(folder).stream().filter(name -> name.endsWith(".log")).toList();
        return logs.subList(0, logs.size() - 1).stream().mapToLong(name -> rig.disk.size(folder.resolve(name))).sum();
    }

    /** Looks and has the owner begin; the round itself is the next work of the cleaner. */
    private void begin(LogCleaner cleaner) {
        cleaner.start();
        rig.loop.advanceMs(BACKOFF_MS);
        rig.settle();
        cleanerWork.remove().run();
        rig.settle();
    }

    private long nanosOfRound() {
        long begin = rig.clock.monotonicNanos();
        for (Runnable next = cleanerWork.poll(); next != null; next = cleanerWork.poll()) {
            next.run();
            rig.settle();
        }
        assertThat(bugs).isEmpty();
        return rig.clock.monotonicNanos() - begin;
    }

    private static long nanosFor(long bytes, double bytesPerSecond) {
        return (long) (bytes / bytesPerSecond * 1e9);
    }

    @Test
    void a_round_takes_as_long_as_its_bytes_at_the_rate_allowed() {
        dirtyTopic();
        long sealed = sealedBytes();
        begin(cleaner(1));
        // Each byte is gone through twice: for its key, and for what becomes of it.
        assertThat(nanosOfRound()).isCloseTo(nanosFor(2 * sealed, BYTES_PER_SECOND), within(SLACK_NANOS));
        assertThat(waits).as("a batch at a time, not all at its end")
                .hasSize(18)
                .allSatisfy(nanos -> assertThat(nanos)
                        .isLessThanOrEqualTo(nanosFor(sealed / 9, BYTES_PER_SECOND) + SLACK_NANOS));
    }

    @Test
    void the_threads_share_the_rate() {
        dirtyTopic();
        long sealed = sealedBytes();
        begin(cleaner(2));
        assertThat(nanosOfRound()).isCloseTo(nanosFor(2 * sealed, BYTES_PER_SECOND / 2), within(SLACK_NANOS));
    }

    @Test
    void time_in_which_nothing_was_read_is_no_credit() {
        dirtyTopic();
        long sealed = sealedBytes();
        begin(cleaner(1));
        rig.clock.advanceMs(3_600_000);
        assertThat(nanosOfRound()).isCloseTo(nanosFor(2 * sealed, BYTES_PER_SECOND), within(SLACK_NANOS));
    }

    @Test
    void a_stop_ends_the_wait_and_the_round_and_leaves_the_log_as_it_was() {
        LedPartition states = dirtyTopic();
        LogCleaner cleaner = cleaner(1);
        begin(cleaner);
        List<CompletableFuture<Void>> stopped = new ArrayList<>();
        duringWait = () -> stopped.add(cleaner.stop().toCompletableFuture());
        long took = nanosOfRound();
        assertThat(waits).hasSize(1);
        assertThat(took).as("no time passed").isZero();
        assertThat(stopped).singleElement().satisfies(each -> assertThat(each).isDone());
        assertThat(states.view().segmentCount()).isEqualTo(10);
    }

    @Test
    void a_wait_of_hours_ends_with_the_wish() throws Exception {
        LedPartition states = dirtyTopic();
        CountDownLatch waiting = new CountDownLatch(1);
        CompactionPace.Stop stop = new CompactionPace.Stop((wish, nanos) -> {
            waiting.countDown();
            return CompactionPace.Waiting.BY_THE_CLOCK.comes(wish, nanos);
        });
        CompactionPace pace = new CompactionPace(stop, states, rig.clock, () -> 1);
        FutureTask<Boolean> round = new FutureTask<>(() -> {
            try {
                pace.beforeBatch(1 << 20);
                return false;
            } catch (Compaction.Stopped stopped) {
                return true;
            }
        });
        Thread.ofPlatform().daemon().start(round);
        assertThat(waiting.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(round).isNotDone();
        stop.now();
        assertThat(round.get(60, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void a_swap_without_room_waits_even_if_the_topic_is_not_compacted_any_more_but_not_for_a_deleted_one() {
        LedPartition states = dirtyTopic();
        CompactionPace pace = new CompactionPace(new CompactionPace.Stop(this::pass), states, rig.clock, () -> 1e9);
        rig.alter("states", Map.of("cleanup.policy", "delete"));
        assertThatThrownBy(() -> pace.beforeBatch(1)).isInstanceOf(Compaction.Stopped.class);
        pace.beforeRetry();
        assertThat(waits).containsExactly(1_000_000_000L);
        rig.delete("states");
        assertThatThrownBy(pace::beforeRetry).isInstanceOf(Compaction.Stopped.class);
    }
}
