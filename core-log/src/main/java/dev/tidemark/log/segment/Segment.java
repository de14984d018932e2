package dev.tidemark.log.segment;

import dev.tidemark.core.failure.Invariants;
import dev.tidemark.log.index.AbortedTransaction;
import dev.tidemark.log.index.OffsetIndex;
import dev.tidemark.log.index.TimeIndex;
import dev.tidemark.log.index.TransactionIndex;
import dev.tidemark.record.BatchLayout;
import dev.tidemark.record.RecordBatch;
import dev.tidemark.record.RecordBatches;
import dev.tidemark.storage.Storage;
import dev.tidemark.storage.StorageFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of a log in one file with its indexes. The owner of the partition appends and rolls; any thread reads through
 * {@link #hold}. Files are opened on use and may be closed in between; what is known of them stays here.
 */
public final class Segment {

    static final String LARGEST_TIMESTAMP = "largest-timestamp";
    static final String LARGEST_TIMESTAMP_OFFSET = "largest-timestamp-offset";

    private static final int UNKNOWN = -1;

    private final SegmentSeams seams;
    private final Path folder;
    private final long baseOffset;
    // Guards opening of files and indexes, and nothing that an open segment's user waits for.
    private final ReentrantLock opening = new ReentrantLock();
    private volatile @Nullable OpenSegment open;
    private volatile boolean deleted;
    // What took its place in a compaction; set before it counts as deleted.
    private volatile @Nullable Segment successor;

    // Bytes of whole batches; the file may be longer after a failed write. Only the owner changes it.
    private volatile int sizeBytes;
    private final IndexProgress progress;
    private volatile boolean progressKnown;
    // Entries in the index files; UNKNOWN until a segment from an earlier run is checked against its manifest.
    private volatile int offsetEntries;
    private volatile int timeEntries;
    private volatile @Nullable TransactionIndex transactions;

    private final int indexBytesMax;
    private final RecordBatches walk = new RecordBatches();
    private volatile long firstTimestamp = BatchLayout.NO_TIMESTAMP;

    private Segment(SegmentSeams seams, Path folder, long baseOffset, int indexBytesMax, int entries, int sizeBytes) {
        this.seams = seams;
        this.folder = folder;
        this.baseOffset = baseOffset;
        this.indexBytesMax = indexBytesMax;
        this.offsetEntries = entries;
        this.timeEntries = entries;
        this.sizeBytes = sizeBytes;
        this.progress = new IndexProgress(baseOffset);
        this.progressKnown = entries == 0;
    }

    /** A new, empty segment; files of that name are cut. */
    public static Segment create(SegmentSeams seams, Path folder, long baseOffset, int indexBytesMax) {
        Segment segment = new Segment(seams, folder, baseOffset, indexBytesMax, 0, 0);
        segment.dropDerived();
        try (StorageFile file = seams.storage().open(segment.logPath(), Storage.Mode.CREATE)) {
            file.truncate(0);
        }
        return segment;
    }

    /**
     * A segment that an earlier run left behind, its derived files unchecked until they are used.
     *
     * @param sizeBytes bytes of whole batches in it
     */
    public static Segment existing(SegmentSeams seams, Path folder, long baseOffset, int indexBytesMax, int sizeBytes) {
        return new Segment(seams, folder, baseOffset, indexBytesMax, UNKNOWN, sizeBytes);
    }

    public long baseOffset() {
        return baseOffset;
    }

    public Path folder() {
        return folder;
    }

    public Path logPath() {
        return path(LogFileNames.LOG);
    }

    /** The path of one of the segment's files. */
    public Path path(String suffix) {
        return folder.resolve(LogFileNames.of(baseOffset, suffix));
    }

    /** Bytes of batches; any thread. */
    public int sizeBytes() {
        return sizeBytes;
    }

    public boolean deleted() {
        return deleted;
    }

    /** The greatest timestamp of its records, -1 if none has one; any thread. */
    public long largestTimestamp() {
        loadProgress();
        return progress.largestTimestamp();
    }

    private void loadProgress() {
        if (progressKnown) {
            return;
        }
        opening.lock();
        try {
            if (progressKnown) {
                return;
            }
            verifyDerived();
            Manifest manifest = Manifest.read(seams.storage(), path(LogFileNames.CHECKSUMS));
            Long timestamp = manifest == null ? null : manifest.number(LARGEST_TIMESTAMP);
            Long offset = manifest == null ? null : manifest.number(LARGEST_TIMESTAMP_OFFSET);
            progress.resume(Invariants.present(timestamp, LARGEST_TIMESTAMP),
                    Invariants.present(offset, LARGEST_TIMESTAMP_OFFSET));
            progressKnown = true;
        } finally {
            opening.unlock();
        }
    }

    /** The segment's files for use, or null if the segment was deleted; release them. Any thread. */
    public @Nullable OpenSegment hold() {
        while (!deleted) {
            OpenSegment current = open;
            if (current != null && current.tryHold(seams.openSegments().nextUse())) {
                return current;
            }
            opening.lock();
            try {
                current = open;
                if (current == null || current.closed()) {
                    if (deleted) {
                        return null;
                    }
                    OpenSegment opened = new OpenSegment(this, seams.storage().open(logPath(), Storage.Mode.WRITE));
                    Invariants.check(opened.tryHold(seams.openSegments().nextUse()), "a new hold is free");
                    open = opened;
                    seams.openSegments().add(opened);
                    return opened;
                }
            } finally {
                opening.unlock();
            }
        }
        return null;
    }

    /** Appends batches whose offsets are stamped; all of them or, with an exception, none. Owner only. */
    public void append(ByteBuffer batches, int indexIntervalBytes) {
        loadProgress();
        OpenSegment held = Invariants.present(hold(), "the active segment");
        try {
            int position = sizeBytes;
            // A full disk must show before the first byte changes, so that the append leaves no trace.
            if (progress.entryDue(batches.remaining(), indexIntervalBytes)) {
                int entriesMax = batches.remaining() / BatchLayout.HEADER_SIZE;
                held.offsets().reserve(Math.min(entriesMax, batches.remaining() / Math.max(1, indexIntervalBytes) + 2));
                held.times().reserve(Math.min(entriesMax, batches.remaining() / Math.max(1, indexIntervalBytes) + 2));
            }
            held.dirty(true);
            held.log().write(batches.duplicate(), position);
            walk.reset(batches);
            while (walk.next()) {
                index(held, walk.batch(), position, indexIntervalBytes);
                position += walk.batch().sizeInBytes();
            }
            sizeBytes = position;
        } finally {
            held.release();
        }
    }

    private void index(OpenSegment held, RecordBatch batch, int position, int indexIntervalBytes) {
        if (position == 0) {
            firstTimestamp = batch.maxTimestamp();
        }
        // Nothing before the first batch is worth finding: Kafka has no entry for position 0 either.
        if (progress.add(batch, indexIntervalBytes) && position > 0 && !offsetsFull()) {
            OffsetIndex offsets = held.offsets();
            offsets.append(batch.lastOffset(), position);
            offsetEntries = offsets.count();
            TimeIndex times = held.times();
            times.appendIfNew(progress.largestTimestamp(), progress.largestTimestampOffset());
            timeEntries = times.count();
        }
    }

    /** Whether the indexes ask for a new segment. */
    public boolean indexesFull() {
        return offsetsFull() || (long) (timeEntries + 2) * TimeIndex.ENTRY_BYTES > indexBytesMax;
    }

    private boolean offsetsFull() {
        return (long) (offsetEntries + 1) * OffsetIndex.ENTRY_BYTES > indexBytesMax;
    }

    /** The timestamp of the first batch, from which the age of a segment counts; -1 if it is empty or deleted. Any thread. */
    public long firstTimestamp() {
        if (firstTimestamp == BatchLayout.NO_TIMESTAMP && sizeBytes > 0) {
            OpenSegment held = hold();
            if (held == null) {
                return BatchLayout.NO_TIMESTAMP;
            }
            try {
                BatchHeaders headers = new BatchHeaders(held.log(), sizeBytes, BatchLayout.HEADER_SIZE);
                firstTimestamp = headers.moveTo(0) ? headers.batch().maxTimestamp() : BatchLayout.NO_TIMESTAMP;
            } finally {
                held.release();
            }
        }
        return firstTimestamp;
    }

    /** The aborted transactions whose markers are here; any thread. */
    public List<AbortedTransaction> abortedTransactions() {
        return transactions().entries();
    }

    /** Adds an aborted transaction. Owner only. */
    public void abort(AbortedTransaction aborted) {
        transactions().append(aborted);
    }

    private TransactionIndex transactions() {
        TransactionIndex opened = transactions;
        if (opened != null) {
            return opened;
        }
        opening.lock();
        try {
            opened = transactions;
            if (opened == null) {
                verifyDerived();
                opened = new TransactionIndex(seams.storage(), path(LogFileNames.TRANSACTION_INDEX));
                transactions = opened;
            }
            return opened;
        } finally {
            opening.unlock();
        }
    }

    OffsetIndex openOffsets(OpenSegment held) {
        opening.lock();
        try {
            OffsetIndex opened = held.offsetsIfOpen();
            if (opened == null) {
                verifyDerived();
                opened = new OffsetIndex(seams.storage(), path(LogFileNames.OFFSET_INDEX), baseOffset, indexBytesMax,
                        offsetEntries);
                held.offsets(opened);
            }
            return opened;
        } finally {
            opening.unlock();
        }
    }

    TimeIndex openTimes(OpenSegment held) {
        opening.lock();
        try {
            TimeIndex opened = held.timesIfOpen();
            if (opened == null) {
                verifyDerived();
                opened = new TimeIndex(seams.storage(), path(LogFileNames.TIME_INDEX), baseOffset, indexBytesMax,
                        timeEntries);
                held.times(opened);
            }
            return opened;
        } finally {
            opening.unlock();
        }
    }

    /** Once per run and segment: are the derived files those that were written? If not, they are made anew. */
    private void verifyDerived() {
        if (offsetEntries != UNKNOWN) {
            return;
        }
        Storage storage = seams.storage();
        Manifest manifest = Manifest.read(storage, path(LogFileNames.CHECKSUMS));
        boolean sound = manifest != null && manifest.number(LARGEST_TIMESTAMP) != null
                && manifest.vouchesFor(storage, path(LogFileNames.OFFSET_INDEX))
                && manifest.vouchesFor(storage, path(LogFileNames.TIME_INDEX))
                && manifest.vouchesFor(storage, path(LogFileNames.TRANSACTION_INDEX));
        if (!sound) {
            seams.repair().rebuild(this);
        }
        timeEntries = entriesOf(LogFileNames.TIME_INDEX, TimeIndex.ENTRY_BYTES);
        offsetEntries = entriesOf(LogFileNames.OFFSET_INDEX, OffsetIndex.ENTRY_BYTES);
    }

    private int entriesOf(String suffix, int entryBytes) {
        Path file = path(suffix);
        return seams.storage().exists(file) ? (int) (seams.storage().size(file) / entryBytes) : 0;
    }

    void dropDerived() {
        seams.storage().delete(path(LogFileNames.CHECKSUMS));
        seams.storage().delete(path(LogFileNames.OFFSET_INDEX));
        seams.storage().delete(path(LogFileNames.TIME_INDEX));
        seams.storage().delete(path(LogFileNames.TRANSACTION_INDEX));
    }

    void writeManifest(IndexProgress known) {
        Manifest.builder()
                .number(LARGEST_TIMESTAMP, known.largestTimestamp())
                .number(LARGEST_TIMESTAMP_OFFSET, known.largestTimestampOffset())
                .files(seams.storage(), folder, LogFileNames.of(baseOffset, LogFileNames.OFFSET_INDEX),
                        LogFileNames.of(baseOffset, LogFileNames.TIME_INDEX),
                        LogFileNames.of(baseOffset, LogFileNames.TRANSACTION_INDEX))
                .build()
                .write(seams.storage(), path(LogFileNames.CHECKSUMS));
    }

    /** No append follows: the time index gets its last entry, index files are cut to size, the manifest is written. Owner only. */
    public void seal() {
        loadProgress();
        OpenSegment held = Invariants.present(hold(), "the active segment");
        try {
            if (held.log().size() > sizeBytes) {
                // What a write left that found no room: the next start would take it for a batch.
                held.dirty(true);
                held.log().truncate(sizeBytes);
            }
            TimeIndex times = held.times();
            times.appendLastIfNew(progress.largestTimestamp(), progress.largestTimestampOffset());
            times.trim();
            held.offsets().trim();
            timeEntries = times.count();
        } finally {
            held.release();
        }
        writeManifest(progress);
    }

    /** Takes the segment out of use: nobody gets hold of it any more, and its files are closed by the last holder. */
    public void markDeleted() {
        opening.lock();
        try {
            deleted = true;
        } finally {
            opening.unlock();
        }
        closeIfUnused();
    }

    /** Takes the segment out of use like {@link #markDeleted}, in favour of one that holds what is left of it. Owner only. */
    public void replaceBy(Segment next) {
        successor = next;
        markDeleted();
    }

    /** Whether another segment holds what is left of this one; what was learned of this one's files before stays known. */
    public boolean replaced() {
        return successor != null;
    }

    /** The segment that holds what is left of this one: itself, unless a compaction replaced it. Any thread. */
    public Segment latest() {
        Segment latest = this;
        for (Segment next = successor; next != null; next = next.successor) {
            latest = next;
        }
        return latest;
    }

    /** Deletes the files of a segment out of use; false while somebody still reads them. */
    public boolean deleteFiles() {
        OpenSegment current = open;
        if (current != null && !current.closed()) {
            return false;
        }
        seams.storage().delete(logPath());
        dropDerived();
        seams.storage().delete(path(LogFileNames.PRODUCER_SNAPSHOT));
        return true;
    }

    /** Closes the files unless somebody holds them. */
    public void closeIfUnused() {
        OpenSegment current = open;
        if (current != null && current.tryClose()) {
            seams.openSegments().remove(current);
        }
        TransactionIndex openedTransactions = transactions;
        if (openedTransactions != null) {
            openedTransactions.close();
        }
    }
}
