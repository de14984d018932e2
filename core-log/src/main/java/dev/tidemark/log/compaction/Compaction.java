package dev.tidemark.log.compaction;

import dev.tidemark.log.index.AbortedTransaction;
import dev.tidemark.log.segment.LogFileNames;
import dev.tidemark.log.segment.OpenSegment;
import dev.tidemark.log.segment.Segment;
import dev.tidemark.log.segment.SegmentSeams;
import dev.tidemark.record.RecordBatch;
import dev.tidemark.record.RecordCursor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;
import java.util.stream.Stream;

/** One round of compaction over a log. Confined to the thread that runs it; one round per log at a time. */
public final class Compaction {

    /**
     * How a round compacts.
     *
     * @param keyBytesMax memory for the dirty keys
     * @param segmentBytesMax largest sum of the segments that become one
     * @param indexBytesMax largest index
     * @param deleteRetentionMs time for which tombstones and markers stay once they are clean
     * @param nowMs wall clock
     */
    public record Settings(int keyBytesMax, int segmentBytesMax, int indexBytesMax, long deleteRetentionMs,
            long nowMs) {}

    /**
     * What of a log a round may touch.
     *
     * @param sealed all sealed segments, from the log's start on
     * @param aborted the aborted transactions of all segments, the active one too
     * @param endOffset where the active segment begins
     * @param firstDirtyOffset the compaction point of the round before; 0 at first
     * @param upToOffset at most the last stable offset, below which everything was flushed; behind it nothing changes
     * @param liveProducers whether the log still knows a producer
     */
    public record Scope(List<Segment> sealed, List<AbortedTransaction> aborted, long endOffset, long firstDirtyOffset,
            long upToOffset, LongPredicate liveProducers) {}

    /**
     * What a round did.
     *
     * @param segments take the place of {@link Scope#sealed}
     * @param point everything below is compacted; where it is the first dirty offset, the budget does not hold the keys of the next batch
     */
    public record Result(List<Segment> segments, long point) {}

    private final SegmentSeams seams;
    private final Settings settings;

    public Compaction(SegmentSeams seams, Settings settings) {
        this.seams = seams;
        this.settings = settings;
    }

    /** Compacts as much as the memory allows. With an exception, {@link SegmentSwap#finishInterrupted} says what the log is. */
    public Result run(Scope scope) {
        TransactionsSeen outcomes = new TransactionsSeen(scope.aborted);
        DirtyKeys dirty = new DirtyKeys(settings.keyBytesMax);
        ProducerEnds ends = new ProducerEnds(scope.liveProducers);
        long point = collect(scope, outcomes, dirty, ends);
        List<Segment> after = new ArrayList<>();
        SegmentCleaner cleaner = new SegmentCleaner(seams.storage(), dirty, outcomes, ends, point, settings.nowMs,
                settings.deleteRetentionMs);
        for (List<Segment> run : runs(scope, point)) {
            if (run.getFirst().baseOffset() < point && sizeOf(run) > 0) {
                cleaner.write(run);
                after.add(replace(run));
            } else {
                after.addAll(run);
            }
        }
        return new Result(after, point);
    }

    /** Fills the dirty keys and the producers' ends; the offset up to which they are complete. */
    private long collect(Scope scope, TransactionsSeen outcomes, DirtyKeys dirty, ProducerEnds ends) {
        RecordCursor cursor = new RecordCursor();
        long[] point = {scope.firstDirtyOffset};
        boolean[] stopped = {false};
        for (Segment segment : scope.sealed) {
            SegmentBatches.forEach(seams.storage(), segment, (batch, endsSegment) -> {
                stopped[0] |= batch.lastOffset() >= scope.upToOffset
                        || (batch.baseOffset() >= scope.firstDirtyOffset && !dirty.hasRoomFor(keysOf(batch)));
                if (stopped[0]) {
                    return;
                }
                ends.add(batch);
                if (batch.lastOffset() >= scope.firstDirtyOffset) {
                    point[0] = batch.nextOffset();
                    if (!batch.control() && !outcomes.isAborted(batch)) {
                        collectKeys(cursor.reset(batch), dirty, segment);
                    }
                }
            });
        }
        return point[0];
    }

    private static int keysOf(RecordBatch batch) {
        return batch.control() ? 0 : batch.recordCount();
    }

    private static void collectKeys(RecordCursor cursor, DirtyKeys dirty, Segment segment) {
        while (cursor.next()) {
            if (cursor.keyLength() >= 0) {
                dirty.put(cursor.data(), cursor.keyPosition(), cursor.keyLength(), cursor.offset());
            }
        }
        cursor.check(segment.logPath().toString());
    }

    /** Neighbours that fit into one segment; none from the point on. */
    private List<List<Segment>> runs(Scope scope, long point) {
        List<List<Segment>> runs = new ArrayList<>();
        List<Segment> run = new ArrayList<>();
        for (int i = 0; i < scope.sealed.size(); i++) {
            Segment next = scope.sealed.get(i);
            boolean last = i + 1 == scope.sealed.size();
            long end = last ? scope.endOffset : scope.sealed.get(i + 1).baseOffset();
            if (!run.isEmpty() && (next.baseOffset() >= point || !fits(run, next, end))) {
                runs.add(run);
                run = new ArrayList<>();
            }
            run.add(next);
        }
        if (!run.isEmpty()) {
            runs.add(run);
        }
        return runs;
    }

    private boolean fits(List<Segment> run, Segment next, long end) {
        return end - run.getFirst().baseOffset() <= Integer.MAX_VALUE
                && sizeOf(run) + next.sizeBytes() <= settings.segmentBytesMax
                && indexBytes(run, next, LogFileNames.OFFSET_INDEX) <= settings.indexBytesMax
                && indexBytes(run, next, LogFileNames.TIME_INDEX) <= settings.indexBytesMax;
    }

    private static long sizeOf(List<Segment> run) {
        return run.stream().mapToLong(Segment::sizeBytes).sum();
    }

    private long indexBytes(List<Segment> run, Segment next, String suffix) {
        return Stream.concat(run.stream(), Stream.of(next))
                .map(segment -> segment.path(suffix))
                .mapToLong(path -> seams.storage().exists(path) ? seams.storage().size(path) : 0)
                .sum();
    }

    private Segment replace(List<Segment> run) {
        Path folder = run.getFirst().folder();
        long base = run.getFirst().baseOffset();
        SegmentSwap.decide(seams.storage(), folder, base);
        run.forEach(Compaction::retire);
        SegmentSwap.complete(seams.storage(), folder, base, run.stream().map(Segment::baseOffset).toList());
        Path log = run.getFirst().logPath();
        Segment replacement = Segment.existing(seams, folder, base, settings.indexBytesMax,
                Math.toIntExact(seams.storage().size(log)));
        seams.repair().rebuild(replacement);
        return replacement;
    }

    /** Nobody gets hold of the segment any more; who holds it must not meet the new files by opening an index late. */
    private static void retire(Segment segment) {
        OpenSegment held = segment.hold();
        if (held == null) {
            return;
        }
        try {
            held.offsets();
            held.times();
            segment.abortedTransactions();
            segment.markDeleted();
        } finally {
            held.release();
        }
    }
}
