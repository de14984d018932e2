package dev.tidemark.log.recovery;

import dev.tidemark.log.index.AbortedTransaction;
import dev.tidemark.log.producer.LeaderEpochs;
import dev.tidemark.log.producer.ProducerSnapshot;
import dev.tidemark.log.producer.ProducerStates;
import dev.tidemark.log.segment.BatchHeaders;
import dev.tidemark.log.segment.IndexRebuild;
import dev.tidemark.log.segment.LogFileNames;
import dev.tidemark.log.segment.Manifest;
import dev.tidemark.log.segment.Segment;
import dev.tidemark.log.segment.SegmentSeams;
import dev.tidemark.record.BatchProblem;
import dev.tidemark.record.RecordBatch;
import dev.tidemark.storage.Storage;
import dev.tidemark.storage.StorageFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens one log's folder. After a clean close it believes the manifest; otherwise it reads every batch from the segment of the recovery point
 * on, cuts what the power loss tore, and rebuilds indexes, producers and epochs. Run once, by one thread, before the log has an owner.
 */
public final class LogRecovery {

    private static final Logger LOG = LoggerFactory.getLogger(LogRecovery.class);
    private static final int HEADER_CHUNK_BYTES = 16 * 1024;
    private static final List<String> DERIVED = List.of(LogFileNames.OFFSET_INDEX, LogFileNames.TIME_INDEX,
            LogFileNames.TRANSACTION_INDEX, LogFileNames.CHECKSUMS);

    /**
     * What is known before the folder is looked at.
     *
     * @param folder of the partition
     * @param cleanClose whether the log dir has its clean-shutdown marker
     * @param recoveryPoint everything below was flushed; 0 if nothing is known
     * @param logStartOffset where the log began at the last checkpoint; 0 if nothing is known
     */
    public record Known(Path folder, boolean cleanClose, long recoveryPoint, long logStartOffset) {}

    private final SegmentSeams seams;
    private final Storage storage;
    private final DerivedRebuild repair;
    private final Known known;
    private final int indexBytesMax;
    private final int indexIntervalBytes;

    private final List<Segment> segments = new ArrayList<>();
    private LeaderEpochs epochs = new LeaderEpochs();
    private long nextOffset;
    private boolean dropped;

    public LogRecovery(SegmentSeams seams, Known known, int indexBytesMax, int indexIntervalBytes) {
        this.seams = seams;
        this.storage = seams.storage();
        this.repair = new DerivedRebuild(storage, indexBytesMax, indexIntervalBytes);
        this.known = known;
        this.indexBytesMax = indexBytesMax;
        this.indexIntervalBytes = indexIntervalBytes;
    }

    /**
     * Opens the log.
     *
     * @throws dev.tidemark.core.failure.TidemarkException LOG_CORRUPT if bytes that were flushed are damaged or gone
     */
    public RecoveredLog open() {
        List<String> names = storage.list(known.folder);
        List<Long> bases = LogFolder.offsets(names, LogFileNames.LOG);
        removeLeftovers(names, bases);
        Manifest manifest = known.cleanClose ? Manifest.read(storage, known.folder.resolve(LogFolder.CLEAN_CLOSE))
                : null;
        if (manifest != null && !bases.isEmpty()) {
            RecoveredLog clean = openClean(manifest, bases);
            if (clean != null) {
                return clean;
            }
        }
        // Stale from here on: believing it after a later clean close that had nothing to write would bring back an old end.
        storage.delete(known.folder.resolve(LogFolder.CLEAN_CLOSE));
        removeStraySnapshots(names, bases);
        return recover(bases);
    }

    private @Nullable RecoveredLog openClean(Manifest manifest, List<Long> bases) {
        Long start = manifest.number(LogFolder.START_OFFSET);
        Long end = manifest.number(LogFolder.END_OFFSET);
        Long activeBytes = manifest.number(LogFolder.ACTIVE_BYTES);
        Path active = known.folder.resolve(LogFileNames.of(bases.getLast(), LogFileNames.LOG));
        if (start == null || end == null || activeBytes == null || storage.size(active) != activeBytes) {
            return null;
        }
        // The manifest was not forced, the checkpoints of the same close were: one of an earlier close is told by them.
        if (end != known.recoveryPoint || start != known.logStartOffset) {
            return null;
        }
        dropBelow(start, bases);
        bases.forEach(base -> segments.add(existing(base)));
        Path snapshot = known.folder.resolve(LogFileNames.of(end, LogFileNames.PRODUCER_SNAPSHOT));
        Long producerCount = manifest.number(LogFolder.PRODUCERS);
        ProducerStates producers = producerCount != null && producerCount == 0 ? new ProducerStates()
                : ProducerSnapshot.read(storage, snapshot);
        if (producers == null) {
            LOG.warn("Producer snapshot {} is missing or wrong; it is rebuilt from the batches", snapshot);
            producers = repair.producersAt(known.folder, end);
        }
        Path epochFile = known.folder.resolve(LeaderEpochs.FILE);
        if (manifest.sum(LeaderEpochs.FILE) != null) {
            LeaderEpochs kept = LeaderEpochs.parse(manifest.soundBytes(storage, epochFile));
            epochs = kept == null ? epochsFromHeaders() : kept;
        }
        boolean namesOnDisk = Long.valueOf(1).equals(manifest.number(LogFolder.NAMES_ON_DISK));
        return new RecoveredLog(segments, producers, epochs, start, end, end, namesOnDisk, true);
    }

    private Segment existing(long base) {
        Path log = known.folder.resolve(LogFileNames.of(base, LogFileNames.LOG));
        return Segment.existing(seams, known.folder, base, indexBytesMax, Math.toIntExact(storage.size(log)));
    }

    /** Files whose deletion was decided or whose replacement was not, and indexes without their segment. */
    private void removeLeftovers(List<String> names, List<Long> bases) {
        for (String name : names) {
            boolean orphan = false;
            for (String suffix : DERIVED) {
                orphan |= LogFileNames.is(name, suffix) && !bases.contains(LogFileNames.offset(name));
            }
            if (orphan || name.endsWith(LogFileNames.DELETED) || name.endsWith(".tmp")) {
                storage.delete(known.folder.resolve(name));
            }
        }
    }

    private void removeStraySnapshots(List<String> names, List<Long> bases) {
        for (long at : LogFolder.offsets(names, LogFileNames.PRODUCER_SNAPSHOT)) {
            if (!bases.contains(at)) {
                storage.delete(known.folder.resolve(LogFileNames.of(at, LogFileNames.PRODUCER_SNAPSHOT)));
            }
        }
    }

    private RecoveredLog recover(List<Long> bases) {
        dropBelow(known.logStartOffset, bases);
        int first = 0;
        while (first + 1 < bases.size() && bases.get(first + 1) <= known.recoveryPoint) {
            segments.add(existing(bases.get(first)));
            first++;
        }
        nextOffset = bases.isEmpty() ? known.logStartOffset : bases.get(first);
        ProducerStates producers = bases.isEmpty() ? new ProducerStates()
                : repair.producersAt(known.folder, bases.get(first));
        loadEpochs(nextOffset);
        boolean cut = false;
        for (int i = first; i < bases.size(); i++) {
            long base = bases.get(i);
            if (cut || base > nextOffset) {
                checkLength();
            }
            if (cut || (base > nextOffset && base > known.recoveryPoint)) {
                // An un-forced tail of the segment before is gone: what follows it was never acknowledged.
                cut = true;
                dropSegment(base);
            } else {
                cut = scan(base, bases.subList(i + 1, bases.size()), producers);
            }
        }
        checkLength();
        RecoveredLog log = finished(producers);
        if (dropped) {
            // A name that comes back after the next power loss would lie among batches appended meanwhile.
            storage.syncDirectory(known.folder);
        }
        return log;
    }

    /** What was flushed must be there: a log is never silently shorter. */
    private void checkLength() {
        if (nextOffset < known.recoveryPoint && !segments.isEmpty()) {
            Segment last = segments.getLast();
            throw LogProblems.shorter(last.logPath(), last.sizeBytes(), nextOffset, known.recoveryPoint);
        }
    }

    /** The epochs before the first scanned segment, from their file if it is sound, otherwise from the batches' headers. */
    private void loadEpochs(long scanFrom) {
        Path file = known.folder.resolve(LeaderEpochs.FILE);
        Manifest sum = Manifest.read(storage, known.folder.resolve(LeaderEpochs.CHECKSUMS));
        LeaderEpochs kept = sum == null ? null : LeaderEpochs.parse(sum.soundBytes(storage, file));
        if (kept == null) {
            epochs = epochsFromHeaders();
        } else {
            kept.truncateFrom(scanFrom);
            epochs = kept;
        }
    }

    private RecoveredLog finished(ProducerStates producers) {
        long start = known.logStartOffset;
        if (nextOffset < start) {
            segments.forEach(segment -> dropSegment(segment.baseOffset()));
            segments.clear();
            nextOffset = start;
        }
        if (segments.isEmpty()) {
            segments.add(Segment.create(seams, known.folder, start, indexBytesMax));
            nextOffset = start;
        }
        long flushed = Math.min(known.recoveryPoint, nextOffset);
        return new RecoveredLog(segments, producers, epochs, Math.max(start, segments.getFirst().baseOffset()),
                nextOffset, flushed, false, false);
    }

    /** Reads one segment; true if it was cut, so that nothing behind it counts. */
    private boolean scan(long base, List<Long> behind, ProducerStates producers) {
        Segment segment = existing(base);
        Path log = segment.logPath();
        try (StorageFile file = storage.open(log, Storage.Mode.WRITE);
                IndexRebuild rebuild = new IndexRebuild(storage, segment, indexBytesMax, indexIntervalBytes)) {
            ProducerSnapshot.write(producers, storage, segment.path(LogFileNames.PRODUCER_SNAPSHOT));
            BatchScan scan = new BatchScan(file);
            nextOffset = Math.max(nextOffset, base);
            boolean orderly = true;
            while (orderly && scan.next()) {
                RecordBatch batch = scan.batch();
                orderly = batch.baseOffset() >= nextOffset;
                if (orderly) {
                    rebuild.add(batch, Math.toIntExact(scan.position()));
                    epochs.assign(batch.leaderEpoch(), batch.baseOffset());
                    AbortedTransaction aborted = producers.apply(batch, batch.maxTimestamp());
                    if (aborted != null) {
                        rebuild.add(aborted);
                    }
                    nextOffset = batch.nextOffset();
                }
            }
            boolean lostStart = !orderly && nextOffset >= known.recoveryPoint
                    && Damage.startsOnLostPage(file, scan.position());
            if (!orderly && !lostStart) {
                throw LogProblems.corrupt(log, scan.position(), "its offset is " + scan.batch().baseOffset()
                        + ", below the " + nextOffset + " that follows the batch before");
            }
            boolean cut = lostStart || scan.problem() != null;
            if (cut) {
                if (!lostStart) {
                    judge(file, scan, behind);
                }
                LOG.warn("{} is cut from {} to {} bytes: its tail was being written when the broker stopped", log,
                        file.size(), scan.position());
                file.truncate(scan.position());
                file.force();
            }
            rebuild.finish();
            segments.add(existing(base));
            return cut;
        }
    }

    /** Refuses to cut if what lies at or behind the bad place was flushed, or is sound though nothing was lost before it. */
    private void judge(StorageFile file, BatchScan scan, List<Long> behind) {
        long bad = scan.position();
        if (nextOffset < known.recoveryPoint) {
            throw LogProblems.corrupt(file.path(), scan);
        }
        long sound = Damage.nextSoundBatch(file, bad, nextOffset);
        if (sound >= 0 && !Damage.hasLostPage(file, bad, sound)) {
            throw LogProblems.corrupt(file.path(), scan);
        }
        boolean endsEarly = scan.problem() == BatchProblem.TOO_SHORT && !Damage.isWholeBatch(file, bad);
        if (sound < 0 && !endsEarly && !Damage.hasLostPage(file, bad, file.size()) && wasRolledBehind(behind)) {
            throw LogProblems.corrupt(file.path(), scan);
        }
    }

    /** Whether a later segment has a sound batch: this one was complete once, and a torn end of it would show as lost pages or missing bytes. */
    private boolean wasRolledBehind(List<Long> behind) {
        for (long base : behind) {
            try (StorageFile file = storage.open(known.folder.resolve(LogFileNames.of(base, LogFileNames.LOG)),
                    Storage.Mode.READ)) {
                if (new BatchScan(file).next()) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Segments that the log had let go of when it last wrote down its start: their files were on their way out. */
    private void dropBelow(long logStartOffset, List<Long> bases) {
        while (bases.size() > 1 && bases.get(1) <= logStartOffset) {
            deleteFiles(bases.removeFirst());
        }
    }

    private void dropSegment(long base) {
        LOG.warn("Segment {} of {} is dropped: the batches before it were lost un-flushed",
                LogFileNames.of(base, LogFileNames.LOG), known.folder);
        dropped = true;
        deleteFiles(base);
    }

    private void deleteFiles(long base) {
        for (String suffix : List.of(LogFileNames.LOG, LogFileNames.OFFSET_INDEX, LogFileNames.TIME_INDEX,
                LogFileNames.TRANSACTION_INDEX, LogFileNames.PRODUCER_SNAPSHOT, LogFileNames.CHECKSUMS)) {
            storage.delete(known.folder.resolve(LogFileNames.of(base, suffix)));
        }
    }

    /** Leader epochs from the headers of the batches in the segments so far. */
    private LeaderEpochs epochsFromHeaders() {
        LeaderEpochs found = new LeaderEpochs();
        for (Segment segment : segments) {
            try (StorageFile file = storage.open(segment.logPath(), Storage.Mode.READ)) {
                BatchHeaders headers = new BatchHeaders(file, segment.sizeBytes(), HEADER_CHUNK_BYTES);
                for (boolean more = headers.moveTo(0); more; more = headers.next()) {
                    found.assign(headers.batch().leaderEpoch(), headers.batch().baseOffset());
                }
            }
        }
        return found;
    }
}
