package dev.tidemark.log;

import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.Invariants;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.core.loop.Clock;
import dev.tidemark.log.producer.LeaderEpochs;
import dev.tidemark.log.producer.ProducerSnapshot;
import dev.tidemark.log.producer.ProducerStates;
import dev.tidemark.log.recovery.LogFolder;
import dev.tidemark.log.segment.LogFileNames;
import dev.tidemark.log.segment.Manifest;
import dev.tidemark.log.segment.OpenSegment;
import dev.tidemark.log.segment.Segment;
import dev.tidemark.log.segment.SegmentSeams;
import dev.tidemark.storage.Storage;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The segments of one log and the files beside them. Run by the log's owner; {@link #force} by a flusher thread. */
final class LogSegments {

    private static final Logger LOG = LoggerFactory.getLogger(LogSegments.class);

    private record Doomed(Segment segment, long endOffset, long dueMs) {}

    private final SegmentSeams seams;
    private final Storage storage;
    private final Path folder;
    private final Clock clock;
    private final ArrayDeque<Doomed> doomed = new ArrayDeque<>();
    // Whether a file was created since the folder was synced.
    private final AtomicBoolean namesUnsynced;
    // Replaced as a whole: views keep the one that they were made with.
    private Segment[] segments;
    private long activeSinceMs;

    LogSegments(SegmentSeams seams, Path folder, List<Segment> found, boolean namesOnDisk, Clock clock) {
        this.seams = seams;
        this.storage = seams.storage();
        this.folder = folder;
        this.segments = found.toArray(Segment[]::new);
        this.namesUnsynced = new AtomicBoolean(!namesOnDisk);
        this.clock = clock;
        this.activeSinceMs = clock.wallMs();
    }

    Path folder() {
        return folder;
    }

    Segment[] current() {
        return segments;
    }

    List<Segment> list() {
        return Arrays.asList(segments);
    }

    Segment active() {
        return segments[segments.length - 1];
    }

    /** Whether the next append would open a file while the process has too many. */
    boolean noFileToWriteTo() {
        return seams.openSegments().full() && !active().isOpen();
    }

    /** Kafka's rules: full, old by its records' time, indexes full, or offsets no longer relative to its base. */
    boolean mustRoll(int bytes, long lastOffset, long timestampMs, LogConfig config) {
        Segment active = active();
        int size = active.sizeBytes();
        if (size == 0) {
            return false;
        }
        return size > config.segmentBytes() - bytes || lastOffset - active.baseOffset() > Integer.MAX_VALUE
                || active.indexesFull() || ageMs(active, timestampMs) > config.segmentAgeMsMax();
    }

    private long ageMs(Segment active, long timestampMs) {
        long first = active.firstTimestamp();
        return first >= 0 && timestampMs >= 0 ? timestampMs - first : clock.wallMs() - activeSinceMs;
    }

    /** A new active segment that begins here. With an exception, nothing changed. */
    void roll(long baseOffset, ProducerStates producers, LogConfig config) {
        Segment before = active();
        ProducerSnapshot.write(producers, storage, folder.resolve(LogFileNames.of(baseOffset,
                LogFileNames.PRODUCER_SNAPSHOT)));
        Segment next = Segment.create(seams, folder, baseOffset, config.segmentIndexBytes());
        namesUnsynced.set(true);
        try {
            before.seal();
        } catch (TidemarkException e) {
            // The segment serves on with what is in memory; without a manifest the next start rebuilds its indexes.
            LOG.warn("The indexes of {} could not be closed; they will be rebuilt", before.logPath(), e);
        }
        Segment[] more = Arrays.copyOf(segments, segments.length + 1);
        more[segments.length] = next;
        segments = more;
        activeSinceMs = clock.wallMs();
    }

    /** Forces what a view has and an earlier force did not cover; runs on a flusher thread. */
    void force(LogView view, long flushedOffset) {
        if (view.logEndOffset() <= flushedOffset) {
            return;
        }
        if (namesUnsynced.getAndSet(false)) {
            try {
                storage.syncDirectory(folder);
            } catch (TidemarkException e) {
                namesUnsynced.set(true);
                throw e;
            }
        }
        Segment[] all = view.segments();
        int first = view.floor(flushedOffset);
        for (int i = first; i < all.length; i++) {
            OpenSegment held = all[i].hold();
            if (held != null) {
                try {
                    held.force();
                } finally {
                    held.release();
                }
            }
        }
        seams.openSegments().trim(all.length - first);
    }

    /** Takes out the segments that end at or below an offset, never the active one; their files go after the delay. */
    void dropBelow(long offset, long delayMs, Runnable published) {
        int drop = 0;
        while (drop + 1 < segments.length && segments[drop + 1].baseOffset() <= offset) {
            drop++;
        }
        if (drop == 0) {
            return;
        }
        Segment[] before = segments;
        segments = Arrays.copyOfRange(segments, drop, segments.length);
        published.run();
        for (int i = 0; i < drop; i++) {
            before[i].markDeleted();
            doomed.add(new Doomed(before[i], before[i + 1].baseOffset(), clock.monotonicMs() + delayMs));
        }
    }

    /** Puts what a compaction made of a run of segments in its place. The run is in the log: while a round is on, nothing is dropped. */
    void replace(List<Segment> run, Segment by, Runnable published) {
        int first = list().indexOf(run.getFirst());
        Invariants.check(first >= 0 && first + run.size() < segments.length
                && list().subList(first, first + run.size()).equals(run), "a compacted run is in the log, sealed");
        Segment[] after = new Segment[segments.length - run.size() + 1];
        System.arraycopy(segments, 0, after, 0, first);
        after[first] = by;
        System.arraycopy(segments, first + run.size(), after, first + 1, after.length - first - 1);
        segments = after;
        published.run();
        run.forEach(each -> each.replaceBy(by));
    }

    /**
     * Deletes the files of dropped segments whose delay is over and that nobody reads. The log's start must be on disk first: deletions may
     * survive a power loss in any order, and recovery must not take the gap that they leave for lost batches.
     */
    void reap(long startOnDisk) {
        long nowMs = clock.monotonicMs();
        doomed.removeIf(each -> each.endOffset <= startOnDisk && each.dueMs <= nowMs && each.segment.deleteFiles());
    }

    /** Writes the epochs' file if it lacks something. It follows from the batches: without room for it the log goes on, and the next call tries again. */
    void saveEpochs(LeaderEpochs epochs) {
        try {
            writeEpochs(epochs);
        } catch (TidemarkException e) {
            if (e.code() != FailureCode.DISK_FULL) {
                throw e;
            }
            LOG.debug("No room for the leader epochs of {}", folder, e);
        }
    }

    private void writeEpochs(LeaderEpochs epochs) {
        if (epochs.saved()) {
            return;
        }
        epochs.write(storage, folder.resolve(LeaderEpochs.FILE));
        Manifest.builder()
                .file(LeaderEpochs.FILE, Manifest.Sum.of(epochs.encode()))
                .build()
                .write(storage, folder.resolve(LeaderEpochs.CHECKSUMS));
        epochs.markSaved();
    }

    /** What {@code log.recovery} believes after a clean shutdown. Only files that lack something are written, and none is forced. */
    void writeCleanClose(ProducerStates producers, LeaderEpochs epochs, long logStartOffset, long logEndOffset) {
        active().rest();
        String snapshot = LogFileNames.of(logEndOffset, LogFileNames.PRODUCER_SNAPSHOT);
        if (!producers.isEmpty()) {
            ProducerSnapshot.write(producers, storage, folder.resolve(snapshot));
        }
        writeEpochs(epochs);
        Manifest.builder()
                .number(LogFolder.START_OFFSET, logStartOffset)
                .number(LogFolder.END_OFFSET, logEndOffset)
                .number(LogFolder.ACTIVE_BYTES, active().sizeBytes())
                .number(LogFolder.PRODUCERS, producers.size())
                .number(LogFolder.NAMES_ON_DISK, namesUnsynced.get() ? 0 : 1)
                .file(LeaderEpochs.FILE, Manifest.Sum.of(epochs.encode()))
                .build()
                .write(storage, folder.resolve(LogFolder.CLEAN_CLOSE));
    }

    void closeFiles() {
        for (Segment segment : segments) {
            segment.closeIfUnused();
        }
    }

    void abandon() {
        for (Segment segment : segments) {
            segment.markDeleted();
        }
    }
}
