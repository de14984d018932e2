package dev.tidemark.log;

import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.core.loop.Clock;
import dev.tidemark.storage.Storage;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * All logs below the log dirs. {@link #open}, {@link #create}, {@link #delete}, {@link #checkpoint} and {@link #close} are called by one
 * thread at a time (the control loop); {@link #find} by any.
 */
@SuppressWarnings("DoNotCallSuggester") // bodies follow the published signatures
public final class LogManager implements AutoCloseable {

    /**
     * What a manager is made of.
     *
     * @param storage the disk
     * @param clock times of appends, rolls, retention
     * @param flushers runs forces; a few platform threads
     * @param background runs recovery at {@link LogManager#open} (in parallel, which waits for it) and deletions
     * @param onDiskFailure told once per log dir that failed, from any thread; the broker takes its partitions offline
     */
    public record Seams(Storage storage, Clock clock, Executor flushers, Executor background,
            DiskFailures onDiskFailure) {}

    /** Hears of failed disks; called from any thread. */
    public interface DiskFailures {
        void failed(Path logDir, TidemarkException cause);
    }

    /**
     * Settings of the data directory.
     *
     * @param logDirs {@code log.dirs}; created if they do not exist
     * @param nodeId written to and checked against {@code meta.properties}
     * @param clusterId the same; null = take what is there, or {@code newId} for an empty folder
     * @param newId source of directory ids and of a missing cluster id
     * @param openSegmentsMax segments with open files at a time
     * @param brokerEpoch of this start, written into the clean-shutdown marker at close
     * @param producerIdExpirationMs {@code producer.id.expiration.ms}
     */
    public record Settings(List<Path> logDirs, int nodeId, @Nullable String clusterId,
            java.util.function.Supplier<UUID> newId,
            int openSegmentsMax, long brokerEpoch, long producerIdExpirationMs) {}

    private LogManager() {}

    /**
     * Locks the log dirs, checks their identity and opens every log in them: at once after a clean shutdown, otherwise by recovery.
     *
     * @param configs settings by topic name
     * @throws TidemarkException DATA_DIR_IN_USE, DATA_DIR_UNUSABLE, DISK_FAILED; a single bad log is in {@link #offline} instead
     */
    public static LogManager open(Settings settings, Seams seams, Function<String, LogConfig> configs) {
        throw new UnsupportedOperationException();
    }

    /** Whether every log dir was closed cleanly before this start. */
    public boolean cleanStart() {
        throw new UnsupportedOperationException();
    }

    /** The cluster id of {@code meta.properties}. */
    public String clusterId() {
        throw new UnsupportedOperationException();
    }

    /** The log of a partition, or null; any thread. */
    public @Nullable PartitionLog find(TopicPartition partition) {
        throw new UnsupportedOperationException();
    }

    /** All open logs; any thread. */
    public Collection<PartitionLog> logs() {
        throw new UnsupportedOperationException();
    }

    /** Logs that could not be opened, with the reason; their files are untouched. */
    public Map<TopicPartition, TidemarkException> offline() {
        throw new UnsupportedOperationException();
    }

    /** Creates an empty log in the log dir with the fewest logs; it survives power loss when the call returns. */
    public PartitionLog create(TopicPartition partition, UUID topicId, LogConfig config) {
        throw new UnsupportedOperationException();
    }

    /** Takes a log away; its folder is renamed at once and removed in the background. Its owner must not use it any more. */
    public void delete(TopicPartition partition) {
        throw new UnsupportedOperationException();
    }

    /** Writes recovery points and log start offsets, so that a start after a crash scans little; call it every few seconds. */
    public void checkpoint() {
        throw new UnsupportedOperationException();
    }

    /** Flushes and closes every log and marks the log dirs as cleanly closed. No owner may use a log any more. */
    @Override
    public void close() {
        throw new UnsupportedOperationException();
    }
}
