package dev.tidemark.log.recovery;

import dev.tidemark.log.index.AbortedTransaction;
import dev.tidemark.log.producer.ProducerSnapshot;
import dev.tidemark.log.producer.ProducerStates;
import dev.tidemark.log.segment.IndexRebuild;
import dev.tidemark.log.segment.LogFileNames;
import dev.tidemark.log.segment.Segment;
import dev.tidemark.log.segment.SegmentRepair;
import dev.tidemark.record.RecordBatch;
import dev.tidemark.storage.Storage;
import dev.tidemark.storage.StorageFile;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Rebuilds the indexes of one closed segment whose files are missing or wrong. No state; any thread. */
public final class DerivedRebuild implements SegmentRepair {

    private static final Logger LOG = LoggerFactory.getLogger(DerivedRebuild.class);

    private static final List<String> DERIVED = List.of(LogFileNames.OFFSET_INDEX, LogFileNames.TIME_INDEX,
            LogFileNames.TRANSACTION_INDEX, LogFileNames.CHECKSUMS);

    private final Storage storage;
    private final int indexBytesMax;
    private final int indexIntervalBytes;

    public DerivedRebuild(Storage storage, int indexBytesMax, int indexIntervalBytes) {
        this.storage = storage;
        this.indexBytesMax = indexBytesMax;
        this.indexIntervalBytes = indexIntervalBytes;
    }

    @Override
    public void rebuild(Segment segment) {
        if (DERIVED.stream().anyMatch(suffix -> storage.exists(segment.path(suffix)))) {
            LOG.warn("Indexes of {} do not match their checksums; they are rebuilt from its batches",
                    segment.logPath());
        } else {
            // As a compaction that was interrupted leaves a segment.
            LOG.debug("{} has no indexes yet; they are made from its batches", segment.logPath());
        }
        ProducerStates producers = producersAt(segment.folder(), segment.baseOffset());
        try (StorageFile file = storage.open(segment.logPath(), Storage.Mode.READ);
                IndexRebuild rebuild = new IndexRebuild(storage, segment, indexBytesMax, indexIntervalBytes)) {
            BatchScan scan = new BatchScan(file);
            while (scan.position() < segment.sizeBytes() && scan.next()) {
                RecordBatch batch = scan.batch();
                rebuild.add(batch, Math.toIntExact(scan.position()));
                AbortedTransaction aborted = producers.apply(batch, batch.maxTimestamp());
                if (aborted != null) {
                    rebuild.add(aborted);
                }
            }
            if (scan.problem() != null) {
                throw LogProblems.corrupt(segment.logPath(), scan);
            }
            rebuild.finish();
        }
    }

    /** The producers as they were at an offset where a segment begins: from the nearest sound snapshot, and the batches since. */
    ProducerStates producersAt(Path folder, long offset) {
        List<String> names = storage.list(folder);
        List<Long> bases = LogFolder.offsets(names, LogFileNames.LOG);
        ProducerStates states = null;
        long from = -1;
        for (long at : LogFolder.offsets(names, LogFileNames.PRODUCER_SNAPSHOT).reversed()) {
            if (at <= offset && bases.contains(at)) {
                states = ProducerSnapshot.read(storage,
                        folder.resolve(LogFileNames.of(at, LogFileNames.PRODUCER_SNAPSHOT)));
                if (states != null) {
                    from = at;
                    break;
                }
            }
        }
        ProducerStates producers = states == null ? new ProducerStates() : states;
        for (long base : bases) {
            if (base >= from && base < offset) {
                replay(folder.resolve(LogFileNames.of(base, LogFileNames.LOG)), producers, offset);
            }
        }
        return producers;
    }

    private void replay(Path log, ProducerStates producers, long upToOffset) {
        try (StorageFile file = storage.open(log, Storage.Mode.READ)) {
            BatchScan scan = new BatchScan(file);
            while (scan.next()) {
                RecordBatch batch = scan.batch();
                if (batch.lastOffset() >= upToOffset) {
                    throw LogProblems.corrupt(log, scan.position(), "its last offset is " + batch.lastOffset()
                            + ", though what comes behind this file begins at offset " + upToOffset);
                }
                producers.apply(batch, batch.maxTimestamp());
            }
            if (scan.problem() != null) {
                throw LogProblems.corrupt(log, scan);
            }
        }
    }
}
