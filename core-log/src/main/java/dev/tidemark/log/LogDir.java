package dev.tidemark.log;

import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.core.id.KafkaUuid;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.storage.Storage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One of the log dirs: its lock, its identity, the marker of a clean shutdown, its checkpoints. Run by {@link LogManager}'s
 * caller.
 */
final class LogDir {

    static final String LOCK = ".lock";
    static final String META = "meta.properties";
    static final String CLEAN_SHUTDOWN = ".kafka_cleanshutdown";

    private final Storage storage;
    private final Path path;
    private final Storage.Lock lock;
    private final boolean cleanStart;
    private final Map<TopicPartition, Long> recoveryPoints;
    private final Map<TopicPartition, Long> logStarts;
    private final Map<TopicPartition, Long> compacted;
    private volatile @Nullable TidemarkException failure;

    /** Creates the folder if need be, locks it and takes its clean-shutdown marker: from here on a crash is a crash. */
    LogDir(Storage storage, Path path) {
        this.storage = storage;
        this.path = path;
        this.lock = lock(storage, path);
        Path marker = path.resolve(CLEAN_SHUTDOWN);
        this.cleanStart = storage.exists(marker);
        this.recoveryPoints = new TreeMap<>(
                OffsetCheckpoint.read(storage, path.resolve(OffsetCheckpoint.RECOVERY_POINTS)));
        this.logStarts = new TreeMap<>(OffsetCheckpoint.read(storage, path.resolve(OffsetCheckpoint.LOG_STARTS)));
        this.compacted = new TreeMap<>(OffsetCheckpoint.read(storage, path.resolve(OffsetCheckpoint.COMPACTED)));
    }

    private static Storage.Lock lock(Storage storage, Path path) {
        Storage.Lock held;
        try {
            storage.createFolders(path);
            held = storage.tryLock(path.resolve(LOCK));
        } catch (TidemarkException e) {
            throw new TidemarkException(FailureCode.DATA_DIR_UNUSABLE, "A data folder cannot be used", path.toString(),
                    e.why(), "check the path and its permissions, or set log.dirs to another folder", e);
        }
        if (held == null) {
            throw new TidemarkException(FailureCode.DATA_DIR_IN_USE, "A data folder is in use", path.toString(),
                    "another process holds the lock of " + LOCK + " in it",
                    "stop that process, or give this one a folder of its own (log.dirs, --data-dir)");
        }
        return held;
    }

    Path path() {
        return path;
    }

    boolean cleanStart() {
        return cleanStart;
    }

    /** Deletes the marker, once every log was opened: a start that dies before that changed nothing that the marker vouches for. */
    void beginUse() {
        if (cleanStart) {
            storage.delete(path.resolve(CLEAN_SHUTDOWN));
            storage.syncDirectory(path);
        }
    }

    long recoveryPoint(TopicPartition partition) {
        return recoveryPoints.getOrDefault(partition, 0L);
    }

    long logStart(TopicPartition partition) {
        return logStarts.getOrDefault(partition, 0L);
    }

    long compacted(TopicPartition partition) {
        return compacted.getOrDefault(partition, 0L);
    }

    /** Whether a checkpoint on disk speaks of a log of this name: an earlier one, if a log is just being created. */
    boolean remembers(TopicPartition partition) {
        return recoveryPoints.containsKey(partition) || logStarts.containsKey(partition)
                || compacted.containsKey(partition);
    }

    void checkpoint(Map<TopicPartition, Long> newRecoveryPoints, Map<TopicPartition, Long> newLogStarts,
            Map<TopicPartition, Long> newCompacted) {
        if (!newCompacted.equals(compacted)) {
            OffsetCheckpoint.write(storage, path.resolve(OffsetCheckpoint.COMPACTED), newCompacted);
            replace(compacted, newCompacted);
        }
        if (!newLogStarts.equals(logStarts)) {
            OffsetCheckpoint.write(storage, path.resolve(OffsetCheckpoint.LOG_STARTS), newLogStarts);
            replace(logStarts, newLogStarts);
        }
        if (!newRecoveryPoints.equals(recoveryPoints)) {
            OffsetCheckpoint.write(storage, path.resolve(OffsetCheckpoint.RECOVERY_POINTS), newRecoveryPoints);
            replace(recoveryPoints, newRecoveryPoints);
        }
    }

    private static void replace(Map<TopicPartition, Long> known, Map<TopicPartition, Long> now) {
        known.clear();
        known.putAll(now);
    }

    /**
     * Reads who the folder belongs to, or writes it into an empty one.
     *
     * @param clusterId expected, or null to take what is there
     * @return the cluster id
     */
    String identify(int nodeId, @Nullable String clusterId, Supplier<UUID> newId) {
        Path file = path.resolve(META);
        if (!storage.exists(file)) {
            String id = clusterId == null ? KafkaUuid.format(newId.get()) : clusterId;
            String text = "version=1\nnode.id=" + nodeId + "\ncluster.id=" + id + "\ndirectory.id="
                    + KafkaUuid.format(newId.get()) + "\n";
            storage.replace(file, StandardCharsets.UTF_8.encode(text));
            return id;
        }
        Map<String, String> values = new TreeMap<>();
        for (String line : StandardCharsets.UTF_8.decode(storage.readAll(file)).toString().split("\n")) {
            int equals = line.indexOf('=');
            if (!line.startsWith("#") && equals > 0) {
                values.put(line.substring(0, equals).strip(), line.substring(equals + 1).strip());
            }
        }
        String foundNode = values.get("node.id");
        String foundCluster = values.get("cluster.id");
        if (foundNode == null || foundCluster == null) {
            throw unusable(file, "it has no node.id or no cluster.id", "restore the file");
        }
        if (!foundNode.equals(Integer.toString(nodeId))) {
            throw unusable(file, "it belongs to node.id=" + foundNode + ", this broker has node.id=" + nodeId,
                    "set node.id=" + foundNode + ", or use another data folder");
        }
        if (clusterId != null && !clusterId.equals(foundCluster)) {
            throw unusable(file, "it belongs to cluster.id=" + foundCluster + ", this broker to " + clusterId,
                    "use another data folder, or one of the same cluster");
        }
        return foundCluster;
    }

    private static TidemarkException unusable(Path file, String why, String remedy) {
        return new TidemarkException(FailureCode.DATA_DIR_UNUSABLE, "A data folder belongs to somebody else",
                file.toString(), why, remedy);
    }

    @Nullable
    TidemarkException failure() {
        return failure;
    }

    /** True for the first failure. */
    boolean fail(TidemarkException cause) {
        if (failure != null) {
            return false;
        }
        failure = cause;
        return true;
    }

    /** Marks the folder as cleanly closed; only after every log in it was. */
    void markClean(long brokerEpoch) {
        String text = "{\"version\":0,\"brokerEpoch\":" + brokerEpoch + "}";
        storage.replace(path.resolve(CLEAN_SHUTDOWN), StandardCharsets.UTF_8.encode(text));
    }

    void unlock() {
        lock.close();
    }
}
