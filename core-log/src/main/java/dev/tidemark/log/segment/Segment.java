package dev.tidemark.log.segment;

import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.Invariants;
import dev.tidemark.core.failure.TidemarkException;
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

    // Bytes of whole batches. Only the owner changes it.
    private volatile int sizeBytes;
    // Whether the file is longer: a write found no room for all its bytes, and those that found some could not be cut off. Owner only.
    private boolean overhang;
    private final DerivedFiles derived;
    // Null until a segment from an earlier run is asked for it.
    private volatile @Nullable IndexProgress progress;
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
        this.derived = new DerivedFiles(seams.storage(), folder, baseOffset);
        this.progress = entries == UNKNOWN ? null : new IndexProgress(baseOffset);
    }

    /** A new, empty segment; files of that name are cut. */
    public static Segment create(SegmentSeams seams, Path folder, long baseOffset, int indexBytesMax) {
        Segment segment = new Segment(seams, folder, baseOffset, indexBytesMax, 0, 0);
        segment.derived.drop();
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
        return progress().largestTimestamp();
    }

    private IndexProgress progress() {
        IndexProgress known = progress;
        if (known != null) {
            return known;
        }
        opening.lock();
        try {
            known = progress;
            if (known == null) {
                verifyDerived();
                known = Invariants.present(derived.progress(), "what a manifest says that was just verified");
                progress = known;
            }
            return known;
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

    /** Whether its files are open now, so that a use takes none of the process's files; any thread. */
    public boolean isOpen() {
        OpenSegment current = open;
        return current != null && !current.closed();
    }

    /** Appends batches whose offsets are stamped; all of them or, with an exception, none. Owner only. */
    public void append(ByteBuffer batches, int indexIntervalBytes) {
        IndexProgress known = progress();
        OpenSegment held = Invariants.present(hold(), "the active segment");
        try {
            cutOverhang(held);
            int position = sizeBytes;
            // A full disk must show before the first byte changes, so that the append leaves no trace.
            if (known.entryDue(batches.remaining(), indexIntervalBytes)) {
                int entriesMax = batches.remaining() / BatchLayout.HEADER_SIZE;
                held.offsets().reserve(Math.min(entriesMax, batches.remaining() / Math.max(1, indexIntervalBytes) + 2));
                held.times().reserve(Math.min(entriesMax, batches.remaining() / Math.max(1, indexIntervalBytes) + 2));
            }
            try {
                write(held, batches.duplicate(), position);
            } finally {
                held.dirty(true); // after the bytes: a force that runs meanwhile may not cover them
            }
            walk.reset(batches);
            while (walk.next()) {
                index(held, known, walk.batch(), position, indexIntervalBytes);
                position += walk.batch().sizeInBytes();
            }
            sizeBytes = position;
        } finally {
            held.release();
        }
    }

    /** What a full disk took of a refused write is cut off at once: a crash must not find it behind what is written next. */
    private void write(OpenSegment held, ByteBuffer batches, int position) {
        try {
            held.log().write(batches, position);
        } catch (TidemarkException e) {
            overhang = true;
            if (e.code() == FailureCode.DISK_FULL) {
                try {
                    cutOverhang(held);
                } catch (TidemarkException uncut) {
                    e.addSuppressed(uncut); // the next append begins with it
                }
            }
            throw e;
        }
    }

    private void cutOverhang(OpenSegment held) {
        if (overhang) {
            held.log().truncate(sizeBytes);
            held.dirty(true);
            overhang = false;
        }
    }

    private void index(OpenSegment held, IndexProgress known, RecordBatch batch, int position,
            int indexIntervalBytes) {
        if (position == 0) {
            firstTimestamp = batch.maxTimestamp();
        }
        // Nothing before the first batch is worth finding: Kafka has no entry for position 0 either.
        if (known.add(batch, indexIntervalBytes) && position > 0 && !offsetsFull()) {
            OffsetIndex offsets = held.offsets();
            offsets.append(batch.lastOffset(), position);
            offsetEntries = offsets.count();
            TimeIndex times = held.times();
            times.appendIfNew(known.largestTimestamp(), known.largestTimestampOffset());
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
        if (!derived.areSound(sizeBytes)) {
            seams.repair().rebuild(this);
        }
        timeEntries = derived.entries(LogFileNames.TIME_INDEX, TimeIndex.ENTRY_BYTES);
        offsetEntries = derived.entries(LogFileNames.OFFSET_INDEX, OffsetIndex.ENTRY_BYTES);
    }

    DerivedFiles derived() {
        return derived;
    }

    /** No append follows: the time index gets its last entry, index files are cut to size, the manifest is written. Owner only. */
    public void seal() {
        IndexProgress known = progress();
        OpenSegment held = Invariants.present(hold(), "the active segment");
        try {
            cutOverhang(held);
            TimeIndex times = held.times();
            times.appendLastIfNew(known.largestTimestamp(), known.largestTimestampOffset());
            times.trim();
            held.offsets().trim();
            timeEntries = times.count();
        } finally {
            held.release();
        }
        saveTransactions();
        derived.vouch(known, sizeBytes);
    }

    /** The log is closed with this segment as its last: index files are cut to size and the manifest is written; appends may follow in a later run. Owner only. */
    public void rest() {
        IndexProgress known = progress();
        if (overhang) {
            OpenSegment held = Invariants.present(hold(), "the active segment");
            try {
                cutOverhang(held);
            } finally {
                held.release();
            }
        }
        derived.cut(LogFileNames.OFFSET_INDEX, offsetEntries, OffsetIndex.ENTRY_BYTES);
        derived.cut(LogFileNames.TIME_INDEX, timeEntries, TimeIndex.ENTRY_BYTES);
        saveTransactions();
        derived.vouch(known, sizeBytes);
    }

    private void saveTransactions() {
        TransactionIndex opened = transactions;
        if (opened != null) {
            opened.save();
        }
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
        derived.drop();
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
