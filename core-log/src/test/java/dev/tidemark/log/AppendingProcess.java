package dev.tidemark.log;

import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.core.loop.Clock;
import dev.tidemark.storage.DiskStorage;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A process that appends without end, and prints each offset once its flush was answered. Killed by {@link KilledProcessTest}. */
public final class AppendingProcess {

    private AppendingProcess() {}

    public static void main(String[] args) {
        ExecutorService flushers = Executors.newFixedThreadPool(2);
        try (LogManager manager = open(Path.of(args[0]), flushers)) {
            PartitionLog log = manager.find(new TopicPartition("orders", 0));
            if (log == null) {
                log = manager.create(new TopicPartition("orders", 0), new UUID(1, 2), config());
            }
            System.out.println("opened " + log.logEndOffset());
            for (long i = log.logEndOffset();; i++) {
                log.append(LogHouse.batch(1, "v" + i + "-".repeat((int) (i % 700))), AppendOrigin.CLIENT, 1);
                long end = i + 1;
                log.flush().thenAccept(flushed -> System.out.println("ack " + end));
            }
        }
    }

    static LogConfig config() {
        return LogConfig.of(java.util.Map.of()).withSegments(256 * 1024, 8192, 1024);
    }

    static LogManager open(Path dir, ExecutorService flushers) {
        return LogManager.open(new LogManager.Settings(List.of(dir), 1, "cluster", () -> new UUID(1, 1), 10, 1, 1000),
                new LogManager.Seams(new DiskStorage(), Clock.system(), flushers, Runnable::run, (path, cause) -> {}),
                topic -> config());
    }
}
