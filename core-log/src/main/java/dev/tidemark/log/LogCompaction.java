package dev.tidemark.log;

import dev.tidemark.core.failure.Invariants;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.log.compaction.Compaction;
import dev.tidemark.log.compaction.DirtyKeys;
import dev.tidemark.log.compaction.DirtySection;
import dev.tidemark.log.compaction.Replaced;
import dev.tidemark.log.compaction.SwapInterrupted;
import dev.tidemark.log.producer.ProducerStates;
import dev.tidemark.log.segment.Segment;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A log's part in its compaction: how dirty it is, the round that is on, how far the rounds came. Confined to the loop of the log's owner; other
 * threads ask {@link #dirtySection} and {@link #point}, and run the rounds.
 *
 * <p>{@link #begin}, any number of {@link #replace}, {@link #end}. Between the first and the last no segment of the log is dropped.
 */
public final class LogCompaction {

    private static final Logger LOG = LoggerFactory.getLogger(LogCompaction.class);

    private final PartitionLog log;
    private final LogSegments segments;
    private final ProducerStates producers;
    private final LogSeams seams;
    private boolean running;
    private volatile long point;

    LogCompaction(PartitionLog log, LogSegments segments, ProducerStates producers, LogSeams seams) {
        this.log = log;
        this.segments = segments;
        this.producers = producers;
        this.seams = seams;
    }

    /** What a round would find new; any thread. */
    public DirtySection dirtySection() {
        LogView now = log.view();
        LogConfig.CompactionConfig rules = log.config().compaction();
        return DirtySection.of(Arrays.asList(now.segments()), point,
                Math.min(now.lastStableOffset(), log.flushedOffset()), rules.minLagMs(), rules.maxLagMs(),
                seams.clock().wallMs());
    }

    /** Rolls the active segment of a log to be compacted once its first record waits for {@code max.compaction.lag.ms}. */
    public void rollIfOverdue() {
        LogConfig config = log.config();
        if (config.compacts()
                && DirtySection.isOverdue(segments.active(), config.compaction().maxLagMs(), seams.clock().wallMs())) {
            log.roll();
        }
    }

    /**
     * Begins a round.
     *
     * @param keyBytesMax memory for keys; a round takes less if it needs less
     * @return null if there is nothing to compact, a round is on, or the log's start is not on disk yet: a crash would bring back segments
     *     below it, with values whose tombstones the round may have dropped
     */
    public @Nullable CompactionRound begin(int keyBytesMax, Compaction.Pace pace) {
        log.checkUsable();
        LogConfig config = log.config();
        DirtySection dirty = dirtySection();
        if (running || !config.compacts() || dirty.dirtyBytes() == 0 || !log.startIsOnDisk()) {
            return null;
        }
        running = true;
        List<Segment> sealed = List.copyOf(segments.list().subList(0, segments.list().size() - 1));
        Compaction.Scope scope = new Compaction.Scope(sealed, segments.active(), dirty.firstDirtyOffset(),
                dirty.upToOffset(), producers.ids()::contains);
        Compaction.Settings settings = new Compaction.Settings(
                DirtyKeys.budgetFor(dirty.upToOffset() - dirty.firstDirtyOffset(), keyBytesMax), config.segmentBytes(),
                config.segmentIndexBytes(), config.indexIntervalBytes(), config.compaction().deleteRetentionMs(),
                seams.clock().wallMs());
        return replacements -> new Compaction(seams.segments(), settings, pace).run(scope, replacements);
    }

    /** Takes over what a round put in the place of some segments; readers who hold those go on with what they hold. */
    public void replace(Replaced done) {
        Invariants.check(running, "a replacement comes from the round that is on");
        segments.replace(done.run(), done.by(), log::publish);
        done.release();
    }

    /**
     * Ends a round, after its last replacement.
     *
     * @param reached the point below which all is compacted; -1 if the round was stopped: then the next one begins where it did
     */
    public void end(long reached) {
        running = false;
        if (reached >= 0) {
            point = reached;
        }
        if (log.failure() == null) {
            log.dropSegments();
        }
    }

    /** The files of the log are in the middle of a swap: it takes nothing any more, and the next start completes it. */
    public void failed(SwapInterrupted interrupted) {
        TidemarkException cause = log.fail(interrupted.disk());
        LOG.error("The compaction of {} stopped half way; the next start completes it", log.partition(), cause);
    }

    /** Everything below was compacted; any thread. */
    public long point() {
        return point;
    }

    /** What an earlier run wrote down of its rounds; before the log has an owner. */
    void resumeFrom(long reached) {
        point = reached;
    }

    /** Whether a round is on. */
    boolean running() {
        return running;
    }
}
