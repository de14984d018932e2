package dev.tidemark.log.compaction;

import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.log.index.AbortedTransaction;
import dev.tidemark.log.producer.ProducerStates;
import dev.tidemark.log.segment.IndexRebuild;
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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One round of compaction over a log. Confined to the thread that runs it; one round per log at a time. */
public final class Compaction {

    private static final Logger LOG = LoggerFactory.getLogger(Compaction.class);

    /**
     * How a round compacts.
     *
     * @param keyBytesMax memory for the dirty keys
     * @param segmentBytesMax largest sum of the segments that become one
     * @param indexBytesMax largest index
     * @param indexIntervalBytes bytes of log between two index entries
     * @param deleteRetentionMs time for which tombstones and markers stay once they are clean
     * @param nowMs wall clock
     */
    public record Settings(int keyBytesMax, int segmentBytesMax, int indexBytesMax, int indexIntervalBytes,
            long deleteRetentionMs, long nowMs) {}

    /**
     * What of a log a round may touch.
     *
     * @param sealed all sealed segments, from the log's start on; none is dropped while the round is on
     * @param active the one behind them; markers in it decide about records before it
     * @param firstDirtyOffset the compaction point of the round before; 0 at first
     * @param upToOffset at most the last stable offset, below which everything was flushed; behind it nothing changes
     * @param liveProducers whether the log still knows a producer
     */
    public record Scope(List<Segment> sealed, Segment active, long firstDirtyOffset, long upToOffset,
            LongPredicate liveProducers) {}

    /** Hears of each segment that takes the place of others on disk, in the order of the log; it lets the owner take it over. */
    public interface Replacements {
        void replaced(Replaced done);
    }

    /** Asked before each batch of {@code bytes}: may wait, so that a round leaves the disk to others, or end it with {@link Stopped}. */
    public interface Pace {
        void beforeBatch(int bytes);

        /**
         * Asked when a disk without room holds up a replacement that was decided: waits before the next try, or ends the round with {@link Stopped}; then
         * only the next start completes the replacement.
         */
        default void beforeRetry() {
            throw new Stopped();
        }
    }

    /** Ends a round between two batches; what it replaced before is in the log, what it was at is not. */
    public static final class Stopped extends RuntimeException {

        private static final long serialVersionUID = 1L;

        public Stopped() {
            super("the round was stopped", null, false, false);
        }
    }

    private final SegmentSeams seams;
    private final Settings settings;
    private final Pace pace;
    // As of the end of the last segment written.
    private final ProducerStates producers = new ProducerStates();

    public Compaction(SegmentSeams seams, Settings settings, Pace pace) {
        this.seams = seams;
        this.settings = settings;
        this.pace = pace;
    }

    /**
     * Compacts as much as the memory allows.
     *
     * @return everything below is compacted; where it is the first dirty offset, the budget does not hold the keys of the next batch
     * @throws Stopped if the pace says so; as with a TidemarkException, the log stays as it is, with what was replaced before
     * @throws SwapInterrupted if the files of the log are in the middle of a change: only {@link SegmentSwap#finishInterrupted} helps
     */
    public long run(Scope scope, Replacements replacements) {
        List<AbortedTransaction> aborted = new ArrayList<>();
        scope.sealed.forEach(segment -> aborted.addAll(segment.abortedTransactions()));
        aborted.addAll(scope.active.abortedTransactions());
        TransactionsSeen outcomes = new TransactionsSeen(aborted);
        DirtyKeys dirty = new DirtyKeys(settings.keyBytesMax);
        ProducerEnds ends = new ProducerEnds(scope.liveProducers);
        long point = collect(scope, outcomes, dirty, ends);
        SegmentCleaner cleaner = new SegmentCleaner(seams.storage(), dirty, outcomes, ends, point, settings.nowMs,
                settings.deleteRetentionMs, pace);
        for (List<Segment> run : runs(scope, point)) {
            if (run.getFirst().baseOffset() < point && sizeOf(run) > 0) {
                cleaner.write(run);
                replacements.replaced(replace(run));
            }
        }
        return point;
    }

    /** Fills the dirty keys and the producers' ends; the offset up to which they are complete. */
    private long collect(Scope scope, TransactionsSeen outcomes, DirtyKeys dirty, ProducerEnds ends) {
        RecordCursor cursor = new RecordCursor();
        long[] point = {scope.firstDirtyOffset};
        boolean[] stopped = {false};
        for (Segment segment : scope.sealed) {
            SegmentBatches.forEach(seams.storage(), segment, (batch, position, endsSegment) -> {
                pace.beforeBatch(batch.sizeInBytes());
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
            long end = last ? scope.active.baseOffset() : scope.sealed.get(i + 1).baseOffset();
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

    private Replaced replace(List<Segment> run) {
        Path folder = run.getFirst().folder();
        long base = run.getFirst().baseOffset();
        List<OpenSegment> held = Replaced.hold(run);
        try {
            swap(folder, base, run.stream().map(Segment::baseOffset).toList());
        } catch (TidemarkException e) {
            held.forEach(OpenSegment::release);
            throw e;
        }
        Path log = run.getFirst().logPath();
        Segment replacement = Segment.existing(seams, folder, base, settings.indexBytesMax,
                Math.toIntExact(seams.storage().size(log)));
        index(replacement);
        return new Replaced(run, replacement, held);
    }

    /** With a TidemarkException nothing was decided; with a {@link SwapInterrupted} the old segments are served from what is held: their names may be gone. */
    private void swap(Path folder, long base, List<Long> run) {
        try {
            SegmentSwap.decide(seams.storage(), folder, base);
            SegmentSwap.complete(seams.storage(), folder, base, run);
        } catch (TidemarkException e) {
            if (e.code() != FailureCode.DISK_FULL) {
                throw new SwapInterrupted(e);
            }
            if (SegmentSwap.withdraw(seams.storage(), folder, base)) {
                throw e;
            }
            completeOnceThereIsRoom(folder, e);
        }
    }

    /** Names need room too, on some file systems. The log serves on meanwhile: its old segments are held, and appends go to another. */
    private void completeOnceThereIsRoom(Path folder, TidemarkException full) {
        TidemarkException last = full;
        while (last != null) {
            LOG.warn("{} waits for room to complete the replacement of segments\n{}", folder, last.getMessage());
            try {
                pace.beforeRetry();
            } catch (Stopped stopped) {
                throw new SwapInterrupted(last);
            }
            last = retry(folder);
        }
    }

    private @Nullable TidemarkException retry(Path folder) {
        try {
            SegmentSwap.finishInterrupted(seams.storage(), folder);
            return null;
        } catch (TidemarkException e) {
            if (e.code() != FailureCode.DISK_FULL) {
                throw new SwapInterrupted(e);
            }
            return e;
        }
    }

    private void index(Segment segment) {
        try (IndexRebuild rebuild = new IndexRebuild(seams.storage(), segment, settings.indexBytesMax,
                settings.indexIntervalBytes)) {
            SegmentBatches.forEach(seams.storage(), segment, (batch, position, endsSegment) -> {
                rebuild.add(batch, position);
                AbortedTransaction aborted = producers.apply(batch, batch.maxTimestamp());
                if (aborted != null) {
                    rebuild.add(aborted);
                }
            });
            rebuild.finish();
        } catch (TidemarkException e) {
            // The swap stands; whoever needs an index makes it then, with what room there is.
            LOG.warn("The indexes of compacted {} could not be written; they are made when they are needed",
                    segment.logPath(), e);
        }
    }
}
