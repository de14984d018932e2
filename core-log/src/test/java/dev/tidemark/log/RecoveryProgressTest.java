package dev.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.core.loop.ManualClock;
import dev.tidemark.storage.MemoryStorage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** The opening of many logs: side by side, and with a line now and then. */
class RecoveryProgressTest {

    private final ManualClock clock = new ManualClock(1_764_000_000_000L);
    private final MemoryStorage disk = new MemoryStorage();

    private LogManager.Seams seams() {
        return new LogManager.Seams(disk, clock, Runnable::run, Runnable::run, (path, cause) -> {});
    }

    private static LogManager.Settings settings() {
        return new LogManager.Settings(List.of(Path.of("/data")), 1, null, () -> new UUID(1, 1), 64, 1, 86_400_000L);
    }

    private void create(int logs) {
        LogManager manager = LogManager.open(settings(), seams(), topic -> LogHouse.small());
        for (int i = 0; i < logs; i++) {
            PartitionLog log = manager.create(new TopicPartition("t", i), new UUID(1, i), LogHouse.small());
            log.append(LogHouse.batch(clock.wallMs(), "v"), AppendOrigin.CLIENT, 1);
        }
        disk.killProcess();
    }

    @Test
    void a_line_every_ten_seconds_tells_done_total_rate_and_time_to_go() {
        List<String> lines = new ArrayList<>();
        RecoveryProgress progress = new RecoveryProgress(clock, 100, lines::add);
        progress.tell();
        for (int i = 0; i < 9; i++) {
            clock.advanceMs(1_000);
            progress.opened();
        }
        assertThat(lines).isEmpty();
        clock.advanceMs(1_000);
        progress.opened();
        progress.tell();
        assertThat(lines).containsExactly("Opening logs: 10 of 100, 1.0/s, 90 s to go");
        clock.advanceMs(10_000);
        progress.tell();
        assertThat(lines.getLast()).isEqualTo("Opening logs: 10 of 100, 0.5/s, 180 s to go");
    }

    @Test
    void one_log_that_takes_long_is_told_as_well_and_the_last_needs_no_line() {
        List<String> lines = new ArrayList<>();
        RecoveryProgress progress = new RecoveryProgress(clock, 1, lines::add);
        clock.advanceMs(10_000);
        progress.tell();
        assertThat(lines).containsExactly("Opening logs: 0 of 1, 0.0/s, no telling how long it takes");
        clock.advanceMs(10_000);
        progress.opened();
        assertThat(lines).hasSize(1);
    }

    @Test
    void how_many_logs_are_left_can_be_asked_while_they_are_opened() {
        create(3);
        LogsToOpen toOpen = new LogsToOpen();
        List<Integer> left = new ArrayList<>();
        Executor oneByOne = task -> {
            left.add(toOpen.left());
            task.run();
        };
        LogManager.open(settings(), seams(), topic -> LogHouse.small(), HostedLogs.ALL, oneByOne, toOpen).close();
        assertThat(left).containsExactly(3, 2, 1);
        assertThat(toOpen.left()).isZero();
    }

    @Test
    void logs_are_recovered_side_by_side() throws Exception {
        create(4);
        CyclicBarrier bothAreOpening = new CyclicBarrier(2);
        ExecutorService two = Executors.newFixedThreadPool(2);
        Function<String, LogConfig> meet = topic -> {
            try {
                bothAreOpening.await(20, TimeUnit.SECONDS);
            } catch (Exception alone) {
                throw new IllegalStateException("nobody else opens a log", alone);
            }
            return LogHouse.small();
        };
        try (LogManager manager = LogManager.open(settings(), seams(), meet, two)) {
            assertThat(manager.logs()).hasSize(4).allMatch(log -> log.logEndOffset() == 1);
            assertThat(manager.cleanStart()).isFalse();
        } finally {
            two.shutdown();
        }
    }
}
