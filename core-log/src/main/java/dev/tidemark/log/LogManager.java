package dev.tidemark.log;

import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.Invariants;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.core.loop.Clock;
import dev.tidemark.log.compaction.SegmentSwap;
import dev.tidemark.log.producer.LeaderEpochs;
import dev.tidemark.log.producer.ProducerStates;
import dev.tidemark.log.recovery.DerivedRebuild;
import dev.tidemark.log.recovery.LogRecovery;
import dev.tidemark.log.recovery.RecoveredLog;
import dev.tidemark.log.segment.OpenSegments;
import dev.tidemark.log.segment.Segment;
import dev.tidemark.log.segment.SegmentSeams;
import dev.tidemark.storage.Storage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All logs below the log dirs. {@link #open}, {@link #create}, {@link #delete}, {@link #checkpoint} and {@link #close} are called by one
 * thread at a time, none of which is a loop; {@link #find} by any.
 */
public final class LogManager implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LogManager.class);

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
     * @param openSegmentsMax segments with open files at a time; more only while they are held or have un-forced bytes
     * @param brokerEpoch of this start, written into the clean-shutdown marker at close
     * @param producerIdExpirationMs {@code producer.id.expiration.ms} as of now; asked by the owners of logs
     */
    public record Settings(List<Path> logDirs, int nodeId, @Nullable String clusterId, Supplier<UUID> newId,
            int openSegmentsMax, long brokerEpoch, LongSupplier producerIdExpirationMs) {

        /** With an expiration that never changes. */
        public Settings(List<Path> logDirs, int nodeId, @Nullable String clusterId, Supplier<UUID> newId,
                int openSegmentsMax, long brokerEpoch, long producerIdExpirationMs) {
            this(logDirs, nodeId, clusterId, newId, openSegmentsMax, brokerEpoch, () -> producerIdExpirationMs);
        }
    }

    private record Located(LogDir dir, PartitionLog log) {}

    private final Settings settings;
    private final Seams seams;
    private final OpenSegments openSegments;
    private final StrayLogs strays;
    private final List<LogDir> dirs = new ArrayList<>();
    private final Map<TopicPartition, Located> logs = new ConcurrentHashMap<>();
    private final Map<TopicPartition, TidemarkException> offline = new ConcurrentHashMap<>();
    private String clusterId = "";

    private LogManager(Settings settings, Seams seams) {
        this.settings = settings;
        this.seams = seams;
        this.openSegments = new OpenSegments(settings.openSegmentsMax(), seams.storage()::openFilesMax,
                this::forceLogIn);
        this.strays = new StrayLogs(seams.storage(), settings.newId(), LOG::warn);
    }

    /**
     * Locks the log dirs, checks their identity and opens every log in them: at once after a clean shutdown, otherwise by recovery.
     *
     * @param configs settings by topic name
     * @throws TidemarkException DATA_DIR_IN_USE, DATA_DIR_UNUSABLE, DISK_FAILED; a single bad log is in {@link #offline} instead
     */
    public static LogManager open(Settings settings, Seams seams, Function<String, LogConfig> configs) {
        return open(settings, seams, configs, seams.background());
    }

    /** As above, with threads of its own for the opening of logs, which goes on side by side and tells every ten seconds how far it is. */
    public static LogManager open(Settings settings, Seams seams, Function<String, LogConfig> configs,
            Executor recovery) {
        return open(settings, seams, configs, HostedLogs.ALL, recovery, new LogsToOpen());
    }

    /**
     * As above, and {@code toOpen} can be asked meanwhile.
     *
     * @param hosted what is on the disk besides is not opened, but set aside and told
     */
    public static LogManager open(Settings settings, Seams seams, Function<String, LogConfig> configs,
            HostedLogs hosted, Executor recovery, LogsToOpen toOpen) {
        LogManager manager = new LogManager(settings, seams);
        try {
            for (Path path : settings.logDirs()) {
                manager.dirs.add(new LogDir(seams.storage(), path));
            }
            manager.identify();
            manager.openLogs(configs, hosted, recovery, toOpen);
            manager.dirs.forEach(LogDir::beginUse);
            return manager;
        } catch (Throwable e) {
            manager.dirs.forEach(LogDir::unlock);
            throw e;
        }
    }

    private void identify() {
        @Nullable
        String expected = settings.clusterId();
        for (LogDir dir : dirs) {
            clusterId = dir.identify(settings.nodeId(), expected, settings.newId());
            expected = clusterId;
        }
    }

    private void openLogs(Function<String, LogConfig> configs, HostedLogs hosted, Executor recovery,
            LogsToOpen toOpen) {
        List<LogDirScan.Found> found = new LogDirScan(seams.storage(), seams.background(), hosted, strays).scan(dirs);
        toOpen.found(found.size());
        RecoveryProgress progress = new RecoveryProgress(seams.clock(), found.size(), LOG::info);
        List<CompletableFuture<Void>> opening = new ArrayList<>();
        for (LogDirScan.Found log : found) {
            opening.add(CompletableFuture.runAsync(() -> {
                openLog(log, configs, hosted);
                toOpen.opened();
                progress.opened();
            }, recovery));
        }
        await(CompletableFuture.allOf(opening.toArray(CompletableFuture[]::new)), progress);
        strays.setAside();
    }

    /** Waits for all logs; a single one may take long, so that time passes with nothing opened. */
    private static void await(CompletableFuture<Void> opened, RecoveryProgress progress) {
        while (!opened.isDone()) {
            CompletableFuture<Void> lineDue = new CompletableFuture<Void>().completeOnTimeout(null,
                    RecoveryProgress.INTERVAL_MS, TimeUnit.MILLISECONDS);
            CompletableFuture<Object> first = CompletableFuture.anyOf(opened.exceptionally(failed -> null), lineDue);
            first.join();
            progress.tell();
        }
        join(opened);
    }

    private void openLog(LogDirScan.Found found, Function<String, LogConfig> configs, HostedLogs hosted) {
        LogDir dir = found.dir();
        TopicPartition partition = found.partition();
        Path folder = found.folder();
        try {
            if (PartitionMetadata.creationInterrupted(seams.storage(), folder)) {
                LOG.info("{} was being created when the broker stopped; what there is of it goes", partition);
                seams.storage().deleteTree(folder);
                return;
            }
            UUID topicId = PartitionMetadata.read(seams.storage(), folder);
            if (!hosted.hosts(partition, topicId)) {
                strays.add(folder, partition);
                return;
            }
            SegmentSwap.finishInterrupted(seams.storage(), folder);
            LogConfig config = configs.apply(partition.topic());
            LogSeams logSeams = logSeams(dir, config);
            RecoveredLog recovered = new LogRecovery(logSeams.segments(), found.known(), config.segmentIndexBytes(),
                    config.indexIntervalBytes()).open();
            PartitionLog log = new PartitionLog(partition, topicId, folder, logSeams, config, recovered);
            log.compaction().resumeFrom(found.compacted());
            logs.put(partition, new Located(dir, log));
        } catch (TidemarkException e) {
            if (e.code() != FailureCode.LOG_CORRUPT) {
                throw e;
            }
            LOG.error("The log of {} stays offline\n{}", partition, e.getMessage());
            offline.put(partition, e);
        }
    }

    private LogSeams logSeams(LogDir dir, LogConfig config) {
        SegmentSeams segmentSeams = new SegmentSeams(seams.storage(), openSegments,
                new DerivedRebuild(seams.storage(), config.segmentIndexBytes(), config.indexIntervalBytes()));
        return new LogSeams(segmentSeams, seams.clock(), seams.flushers(), (folder, cause) -> diskFailed(dir, cause),
                settings.producerIdExpirationMs());
    }

    private CompletionStage<?> forceLogIn(Path folder) {
        TopicPartition partition = LogFolders.partitionOf(String.valueOf(folder.getFileName()));
        PartitionLog log = partition == null ? null : find(partition);
        return log == null ? CompletableFuture.completedFuture(null) : log.flush();
    }

    private void diskFailed(LogDir dir, TidemarkException cause) {
        if (dir.fail(cause)) {
            LOG.error("Log dir {} failed; its logs take nothing any more\n{}", dir.path(), cause.getMessage());
            seams.onDiskFailure().failed(dir.path(), cause);
        }
    }

    /** Whether every log dir was closed cleanly before this start. */
    public boolean cleanStart() {
        return dirs.stream().allMatch(LogDir::cleanStart);
    }

    /** The cluster id of {@code meta.properties}. */
    public String clusterId() {
        return clusterId;
    }

    /** The log of a partition, or null; any thread. */
    public @Nullable PartitionLog find(TopicPartition partition) {
        Located located = logs.get(partition);
        return located == null ? null : located.log;
    }

    /** All open logs; any thread. */
    public Collection<PartitionLog> logs() {
        return logs.values().stream().map(Located::log).toList();
    }

    /** The log dirs in the order of the settings, each with the logs in it; any thread. */
    public List<LogDirContents> contents() {
        List<LogDirContents> contents = new ArrayList<>(dirs.size());
        for (LogDir dir : dirs) {
            List<PartitionLog> inDir = new ArrayList<>();
            logs.values().forEach(located -> {
                if (located.dir == dir) {
                    inDir.add(located.log);
                }
            });
            contents.add(new LogDirContents(dir.path().toAbsolutePath(), dir.failure(), inDir));
        }
        return contents;
    }

    /** Logs that could not be opened, with the reason; their files are untouched. */
    public Map<TopicPartition, TidemarkException> offline() {
        return Collections.unmodifiableMap(offline);
    }

    /** Segments with open files now; any thread. */
    public int openSegments() {
        return openSegments.count();
    }

    /** Creates an empty log in the log dir with the fewest logs; it survives power loss when the call returns. */
    public PartitionLog create(TopicPartition partition, UUID topicId, LogConfig config) {
        Invariants.check(!logs.containsKey(partition) && !offline.containsKey(partition), "%s exists", partition);
        LogDir dir = emptiest();
        if (dir.remembers(partition)) {
            checkpoint(); // an earlier log of this name must not lend its offsets to the new one
        }
        Path folder = dir.path().resolve(partition.toString());
        LogSeams logSeams = logSeams(dir, config);
        Segment first;
        try {
            first = createFiles(dir, folder, partition, topicId, logSeams, config);
        } catch (TidemarkException e) {
            if (e.code() == FailureCode.DISK_FAILED) {
                diskFailed(dir, e);
            }
            throw e;
        }
        RecoveredLog empty = new RecoveredLog(List.of(first), new ProducerStates(), new LeaderEpochs(), 0, 0, 0, true,
                false);
        PartitionLog log = new PartitionLog(partition, topicId, folder, logSeams, config, empty);
        logs.put(partition, new Located(dir, log));
        return log;
    }

    private Segment createFiles(LogDir dir, Path folder, TopicPartition partition, UUID topicId, LogSeams logSeams,
            LogConfig config) {
        Storage storage = seams.storage();
        if (storage.isFolder(folder) && isOfAnother(folder, topicId)) {
            strays.setAside(folder, partition);
        }
        storage.createFolders(folder);
        Segment first = Segment.create(logSeams.segments(), folder, 0, config.segmentIndexBytes());
        PartitionMetadata.write(storage, folder, topicId);
        storage.syncDirectory(dir.path());
        return first;
    }

    /** Whether a folder is in the way of a new log: one that could not be removed or set aside before. */
    private boolean isOfAnother(Path folder, UUID topicId) {
        try {
            return !PartitionMetadata.creationInterrupted(seams.storage(), folder)
                    && !PartitionMetadata.read(seams.storage(), folder).equals(topicId);
        } catch (TidemarkException e) {
            if (e.code() != FailureCode.LOG_CORRUPT) {
                throw e;
            }
            return true;
        }
    }

    private LogDir emptiest() {
        if (dirs.size() == 1 && dirs.getFirst().failure() == null) {
            return dirs.getFirst();
        }
        LogDir best = null;
        long fewest = Long.MAX_VALUE;
        for (LogDir dir : dirs) {
            long count = logs.values().stream().filter(located -> located.dir == dir).count();
            if (dir.failure() == null && count < fewest) {
                best = dir;
                fewest = count;
            }
        }
        if (best == null) {
            throw Invariants.present(dirs.getFirst().failure(), "the failure of every log dir");
        }
        return best;
    }

    /**
     * Takes a log away, also one that could not be opened; its folder is renamed at once and removed in the background. Its owner must not use
     * it any more.
     */
    public void delete(TopicPartition partition) {
        Located located = logs.remove(partition);
        boolean wasOffline = offline.remove(partition) != null;
        if (located != null) {
            located.log.abandon();
            remove(located.dir, partition, located.log.topicId());
        } else if (wasOffline) {
            for (LogDir dir : dirs) {
                if (seams.storage().isFolder(dir.path().resolve(partition.toString()))) {
                    remove(dir, partition, settings.newId().get());
                }
            }
        }
    }

    /** @param id makes the name unique: a topic may be deleted and created again before the folder is gone */
    private void remove(LogDir dir, TopicPartition partition, UUID id) {
        Path doomed = dir.path().resolve(LogFolders.deleted(partition, id));
        seams.storage().rename(dir.path().resolve(partition.toString()), doomed);
        seams.storage().syncDirectory(dir.path());
        seams.background().execute(() -> seams.storage().deleteTree(doomed));
    }

    /** Writes recovery points and log start offsets, so that a start after a crash scans little; call it every few seconds. */
    public void checkpoint() {
        for (LogDir dir : dirs) {
            if (dir.failure() == null) {
                checkpoint(dir);
            }
        }
    }

    private void checkpoint(LogDir dir) {
        Map<TopicPartition, Long> recoveryPoints = new TreeMap<>();
        Map<TopicPartition, Long> logStarts = new TreeMap<>();
        Map<TopicPartition, Long> compacted = new TreeMap<>();
        logs.forEach((partition, located) -> {
            if (located.dir == dir) {
                // Start before flushed: read in this order, a start never lies above its recovery point.
                long start = located.log.startToCheckpoint();
                recoveryPoints.put(partition, located.log.flushedOffset());
                if (start > 0) {
                    logStarts.put(partition, start);
                }
                if (located.log.compaction().point() > 0) {
                    compacted.put(partition, located.log.compaction().point());
                }
            }
        });
        offline.keySet().forEach(partition -> {
            if (dir.remembers(partition)) {
                recoveryPoints.put(partition, dir.recoveryPoint(partition));
                logStarts.put(partition, dir.logStart(partition));
                compacted.put(partition, dir.compacted(partition));
            }
        });
        dir.checkpoint(recoveryPoints, logStarts, compacted);
        logStarts.forEach((partition, start) -> {
            Located located = logs.get(partition);
            if (located != null && located.dir == dir) {
                located.log.startCheckpointed(start);
            }
        });
    }

    /** Flushes and closes every log and marks the log dirs as cleanly closed. No owner may use a log any more. */
    @Override
    public void close() {
        close(seams.flushers());
    }

    /** As {@link #close()}, with other threads than the flushers to close single logs, side by side; the caller waits for them. */
    public void close(Executor closers) {
        openSegments.stopForcing();
        for (LogDir dir : dirs) {
            try {
                closeLogs(dir, closers);
                if (dir.failure() == null) {
                    checkpoint(dir);
                    dir.markClean(settings.brokerEpoch());
                }
            } catch (TidemarkException e) {
                LOG.error("Log dir {} could not be closed cleanly; the next start recovers it\n{}", dir.path(),
                        e.getMessage());
            } finally {
                dir.unlock();
            }
        }
    }

    /** Side by side: closing is a handful of small files for each log, and thousands of logs want to be closed in seconds. */
    private void closeLogs(LogDir dir, Executor closers) {
        join(CompletableFuture.allOf(logs.values()
                .stream()
                .filter(located -> located.dir == dir)
                .map(located -> CompletableFuture.runAsync(located.log::closeCleanly, closers))
                .toArray(CompletableFuture[]::new)));
    }

    /** Waits for work on all logs; throws what the disk said where it failed. */
    private static void join(CompletableFuture<Void> all) {
        try {
            all.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof TidemarkException known) {
                throw known;
            }
            throw e;
        }
    }
}
