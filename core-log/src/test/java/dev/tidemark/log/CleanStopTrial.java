package dev.tidemark.log;

import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.core.loop.Clock;
import dev.tidemark.record.BatchStamp;
import dev.tidemark.record.CompressionType;
import dev.tidemark.storage.CountingStorage;
import dev.tidemark.storage.DiskStorage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Measures a clean stop of many logs on a real disk, each written to since the start: how long, and by which calls. Arguments: an empty folder, the number
 * of logs, {@code group} (every append was flushed before the stop) or {@code os} (the stop has to force them all). The logs are stopped twice: as new
 * ones, and after a second start that wrote to them again.
 */
final class CleanStopTrial {

    private static final int FLUSHERS = 4;
    private static final int OPEN_SEGMENTS_MAX = 1_000;

    private final CountingStorage disk = new CountingStorage(new DiskStorage());
    private final ExecutorService flushers = Executors.newFixedThreadPool(FLUSHERS);
    private final LogConfig config = LogConfig.of(java.util.Map.of());
    private final Path folder;
    private final int count;
    private final boolean flushed;

    private CleanStopTrial(Path folder, int count, boolean flushed) {
        this.folder = folder;
        this.count = count;
        this.flushed = flushed;
    }

    public static void main(String[] args) {
        CleanStopTrial trial = new CleanStopTrial(Path.of(args[0]), Integer.parseInt(args[1]), args[2].equals("group"));
        try (trial.flushers) {
            trial.run("new logs", 0);
            trial.run("after a second start", 1);
        }
    }

    /** CPU of the process, which a pause from outside does not change. */
    private static long cpuMs() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO).toMillis();
    }

    private void run(String name, int epoch) {
        LogManager manager = LogManager.open(
                new LogManager.Settings(List.of(folder), 1, "cluster", () -> new UUID(1, 1), OPEN_SEGMENTS_MAX, 1,
                        86_400_000),
                new LogManager.Seams(disk, Clock.system(), flushers, flushers, (path, cause) -> {}), topic -> config);
        List<CompletionStage<Long>> flushes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            TopicPartition partition = new TopicPartition("orders", i);
            PartitionLog log = manager.find(partition);
            if (log == null) {
                log = manager.create(partition, new UUID(7, i), config);
            }
            BatchStamp stamp = i % 2 == 0 ? BatchStamp.plain() : BatchStamp.idempotent(5, (short) 0, epoch);
            log.append(LogHouse.batch(stamp, CompressionType.NONE, 1_764_000_000_000L + epoch, "value"),
                    AppendOrigin.CLIENT, epoch);
            if (flushed) {
                flushes.add(log.flush());
            }
        }
        CompletableFuture
                .allOf(flushes.stream().map(CompletionStage::toCompletableFuture).toArray(CompletableFuture[]::new))
                .join();
        long opened = disk.filesOpened();
        long forces = disk.forces();
        long syncs = disk.directorySyncs();
        long maps = disk.maps();
        long cpuBefore = cpuMs();
        long begin = System.nanoTime();
        manager.close();
        long tookMs = (System.nanoTime() - begin) / 1_000_000;
        long cpuMs = cpuMs() - cpuBefore;
        System.out.printf(
                "%s: %d logs closed in %d ms, CPU %d ms; files opened %d, forced %d, mapped %d; folders synced %d%n",
                name, count, tookMs, cpuMs, disk.filesOpened() - opened, disk.forces() - forces, disk.maps() - maps,
                disk.directorySyncs() - syncs);
    }
}
