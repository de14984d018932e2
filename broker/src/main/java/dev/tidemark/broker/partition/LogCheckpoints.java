package dev.tidemark.broker.partition;

import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.log.LogManager;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down where logs begin and how far they are flushed, for whoever waits for it. Any thread; the writing is done by the executor for work on the disk. Those
 * who ask before a checkpoint begins share it.
 */
public final class LogCheckpoints {

    private static final Logger LOG = LoggerFactory.getLogger(LogCheckpoints.class);

    private final LogManager logs;
    private final Executor disk;
    // Asked for and not begun.
    private final AtomicReference<@Nullable CompletableFuture<Void>> next = new AtomicReference<>();

    LogCheckpoints(LogManager logs, Executor disk) {
        this.logs = logs;
        this.disk = disk;
    }

    /**
     * Asks for a checkpoint.
     *
     * @return completes, on the disk's thread, when one that began after this call is on disk; with a {@link TidemarkException} if it could not be written
     */
    public CompletionStage<Void> next() {
        while (true) {
            CompletableFuture<Void> shared = next.get();
            if (shared != null) {
                return shared;
            }
            CompletableFuture<Void> asked = new CompletableFuture<>();
            if (next.compareAndSet(null, asked)) {
                disk.execute(() -> write(asked));
                return asked;
            }
        }
    }

    /** A full disk is no reason to stop: the checkpoints of before hold, and the next ones come when there is room. */
    private void write(CompletableFuture<Void> asked) {
        next.set(null);
        try {
            logs.checkpoint();
            asked.complete(null);
        } catch (TidemarkException problem) {
            asked.completeExceptionally(problem);
            if (problem.code() != FailureCode.DISK_FULL) {
                throw problem;
            }
            LOG.warn("recovery points were not written; a start after a crash would read more\n{}",
                    problem.getMessage());
        }
    }
}
