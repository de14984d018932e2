package dev.tidemark.log;

import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.Invariants;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.log.index.AbortedTransaction;
import dev.tidemark.log.producer.ActiveProducer;
import dev.tidemark.log.producer.LeaderEpochs;
import dev.tidemark.log.producer.OpenTransaction;
import dev.tidemark.log.producer.ProducerStates;
import dev.tidemark.log.producer.Verification;
import dev.tidemark.log.recovery.RecoveredLog;
import dev.tidemark.log.retention.RetentionPolicy;
import dev.tidemark.log.segment.Segment;
import dev.tidemark.record.BatchLayout;
import dev.tidemark.record.RecordBatch;
import dev.tidemark.record.RecordBatches;
import dev.tidemark.record.TimestampType;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One partition's log. Confined to the loop of its owner; other threads read the {@link #view}, which the offsets here come from too.
 *
 * <p>A failed disk shows as a {@link TidemarkException} with DISK_FAILED from append or flush; from then on the log takes nothing any
 * more. DISK_FULL leaves the log as it was: the next append may succeed.
 */
// Invariant: logStartOffset <= lastStableOffset <= highWatermark <= logEndOffset
public final class PartitionLog {

    private final TopicPartition partition;
    private final UUID topicId;
    private final LogSeams seams;
    private final LogSegments segments;
    private final ProducerStates producers;
    private final LeaderEpochs epochs;
    private final GroupFlush groupFlush;
    private final LogCompaction compaction;
    private final AppendCheck check = new AppendCheck();
    private final RecordBatches walk = new RecordBatches();

    private volatile LogConfig config;
    private volatile LogView view;
    private volatile long flushedOffset;
    private volatile long startOnDisk;
    private volatile long announcedStart;
    private volatile @Nullable TidemarkException failure;
    private long logStartOffset;
    private long highWatermark;
    private long logEndOffset;
    private long unflushedSinceMs;
    private boolean touched;

    PartitionLog(TopicPartition partition, UUID topicId, Path folder, LogSeams seams, LogConfig config,
            RecoveredLog found) {
        this.partition = partition;
        this.topicId = topicId;
        this.seams = seams;
        this.config = config;
        this.segments = new LogSegments(seams.segments(), folder, found.segments(), found.namesOnDisk(),
                seams.clock());
        this.producers = found.producers();
        this.epochs = found.epochs();
        this.logStartOffset = found.logStartOffset();
        this.logEndOffset = found.logEndOffset();
        this.flushedOffset = found.flushedOffset();
        // What is on disk for sure is visible at once; the rest after the owner's first flush.
        this.highWatermark = Math.max(logStartOffset, found.flushedOffset());
        this.groupFlush = new GroupFlush(seams.flushers(), this::force);
        this.compaction = new LogCompaction(this, segments, producers, seams);
        this.touched = !found.clean();
        if (!found.clean()) {
            producers.seen(seams.clock().wallMs());
        }
        producers.highWatermark(highWatermark);
        this.view = snapshot();
    }

    public TopicPartition partition() {
        return partition;
    }

    public UUID topicId() {
        return topicId;
    }

    /** Any thread. */
    public LogConfig config() {
        return config;
    }

    /** New settings of the topic; they hold from the next append on. */
    public void configure(LogConfig newConfig) {
        config = newConfig;
    }

    /**
     * Appends whole batches, all or none. Offsets and leader epoch are stamped into {@code batches}, and the broker's time if
     * the topic says so. CRC and records are the caller's to check, before the owner is asked: {@link IncomingBatches#check}.
     *
     * @param batches position to limit; belongs to the log until the call returns
     */
    public AppendResult append(ByteBuffer batches, AppendOrigin origin, int leaderEpoch) {
        return append(batches, origin, leaderEpoch, null);
    }

    /** As above, with the verification that a client's first batch of a transaction needs (KIP-890). */
    public AppendResult append(ByteBuffer batches, AppendOrigin origin, int leaderEpoch,
            @Nullable Verification verification) {
        checkUsable();
        AppendResult refused = check.check(batches, origin, config, producers, verification, logEndOffset);
        if (refused != null) {
            return refused;
        }
        if (batches.remaining() > config.segmentBytes()) {
            return new AppendResult.Rejected(RejectReason.LIST_TOO_LARGE, batches.remaining()
                    + " bytes at once; segment.bytes is " + config.segmentBytes());
        }
        if (origin == AppendOrigin.CLIENT && segments.noFileToWriteTo()) {
            return new AppendResult.Rejected(RejectReason.TOO_MANY_OPEN_FILES,
                    "too many partitions have records that are not on disk yet, and their files are open; try again");
        }
        long nowMs = seams.clock().wallMs();
        long baseOffset = origin == AppendOrigin.REPLICATION
                ? batches.getLong(batches.position() + BatchLayout.BASE_OFFSET)
                : logEndOffset;
        boolean stampTime = config.timestampType() == TimestampType.LOG_APPEND_TIME
                && origin != AppendOrigin.REPLICATION;
        long end = stamp(batches, origin, leaderEpoch, stampTime, nowMs);
        write(batches, end, nowMs);
        return new AppendResult.Appended(baseOffset, end - 1, stampTime ? nowMs : -1);
    }

    /** Gives the batches offsets, epoch and time; the offset behind them. */
    private long stamp(ByteBuffer batches, AppendOrigin origin, int leaderEpoch, boolean stampTime, long nowMs) {
        long offset = logEndOffset;
        walk.reset(batches);
        while (walk.next()) {
            RecordBatch batch = walk.batch();
            if (origin == AppendOrigin.REPLICATION) {
                offset = batch.nextOffset();
                continue;
            }
            batch.stamp(offset, leaderEpoch);
            if (stampTime && !batch.control()) {
                batch.stampLogAppendTime(nowMs);
            }
            offset += batch.lastOffsetDelta() + 1;
        }
        return offset;
    }

    private void write(ByteBuffer batches, long end, long nowMs) {
        try {
            walk.reset(batches);
            Invariants.check(walk.next(), "there is a batch to append");
            if (segments.mustRoll(batches.remaining(), end - 1, walk.batch().maxTimestamp(), config)) {
                rollSegment();
            }
            segments.active().append(batches, config.indexIntervalBytes());
        } catch (TidemarkException e) {
            throw failedWrite(e);
        }
        try {
            remember(batches, nowMs);
        } catch (TidemarkException e) {
            // The batches are in the file, what follows from them is not: only a restart brings the two together.
            throw fail(e);
        }
        if (logEndOffset <= flushedOffset) {
            unflushedSinceMs = seams.clock().monotonicMs();
        }
        touched = true;
        logEndOffset = end;
        publish();
    }

    private void remember(ByteBuffer batches, long nowMs) {
        walk.reset(batches);
        while (walk.next()) {
            RecordBatch batch = walk.batch();
            epochs.assign(batch.leaderEpoch(), batch.baseOffset());
            AbortedTransaction aborted = producers.apply(batch, nowMs);
            if (aborted != null) {
                segments.active().abort(aborted);
            }
        }
        if (!epochs.saved()) {
            segments.saveEpochs(epochs);
        }
    }

    /** The log now; any thread. */
    public LogView view() {
        return view;
    }

    void publish() {
        view = snapshot();
    }

    private LogView snapshot() {
        long lastStable = Math.max(logStartOffset,
                Math.min(highWatermark, producers.firstUnstableOffset(logEndOffset)));
        Segment[] current = segments.current();
        return new LogView(current, current[current.length - 1].sizeBytes(), logStartOffset, lastStable,
                highWatermark, logEndOffset, epochs.snapshot());
    }

    /**
     * Makes what is appended survive power loss. Calls share forces: one runs, one waits.
     *
     * @return completes, on a flusher thread, with the flushed offset (at least the log end offset at the call), or with a
     *     {@link TidemarkException}
     */
    public CompletionStage<Long> flush() {
        return groupFlush.flush();
    }

    /** Runs on a flusher thread, one at a time. */
    private long force() {
        TidemarkException failed = failure;
        if (failed != null) {
            throw failed;
        }
        LogView now = view;
        try {
            segments.force(now, flushedOffset);
        } catch (TidemarkException e) {
            throw fail(e);
        }
        flushedOffset = Math.max(flushedOffset, now.logEndOffset());
        return flushedOffset;
    }

    /** Every record below survived a flush on this machine; any thread. */
    public long flushedOffset() {
        return flushedOffset;
    }

    /** Moves what readers may see, never back and never past the log end; the last stable offset follows. */
    public void advanceHighWatermark(long offset) {
        long next = Math.min(offset, logEndOffset);
        if (next > highWatermark) {
            highWatermark = next;
            producers.highWatermark(next);
            publish();
        }
    }

    /** Any thread, as are the other offsets. */
    public long logStartOffset() {
        return view.logStartOffset();
    }

    public long logEndOffset() {
        return view.logEndOffset();
    }

    public long highWatermark() {
        return view.highWatermark();
    }

    public long lastStableOffset() {
        return view.lastStableOffset();
    }

    /** Whether this producer has a transaction open here, in this epoch: then its next batch needs no admission. */
    public boolean hasOngoingTransaction(long producerId, short producerEpoch) {
        return producers.inTransaction(producerId, producerEpoch);
    }

    /** What the log remembers of its producers. */
    public List<ActiveProducer> activeProducers() {
        return producers.active();
    }

    /** The transaction that holds back the last stable offset, or null; any thread. */
    public @Nullable OpenTransaction oldestOpenTransaction() {
        return producers.oldestOpen();
    }

    /** As {@link ProducerStates#isPending}. */
    public boolean isPending(Verification verification) {
        return producers.isPending(verification);
    }

    /**
     * Notes that the coordinator is being asked whether a transaction includes this partition. A marker appended meanwhile makes the
     * verification void, so that a late batch cannot open a transaction that nobody will end.
     *
     * @param firstSequence the sequence that the producer wants to begin with here: if the log knows nothing of it, no higher one may go before
     * @return what to append with; null if the transaction is already open
     */
    public @Nullable Verification beginVerification(long producerId, short producerEpoch, int firstSequence) {
        return producers.beginVerification(producerId, producerEpoch, firstSequence);
    }

    /** This broker leads the partition in this epoch from the log end on; to be called before the first append of a leadership. */
    public void startLeaderEpoch(int leaderEpoch) {
        checkUsable();
        if (epochs.assign(leaderEpoch, logEndOffset)) {
            publish();
        }
    }

    /**
     * Tells the checkpoints where the log is about to begin. A start that clients were told of must not go back in a crash: it is announced, written down by a
     * checkpoint, and only then moved by {@link #deleteRecordsBefore}.
     */
    public void announceStart(long offset) {
        Invariants.check(offset <= highWatermark, "records above the high watermark are not deleted");
        announcedStart = Math.max(announcedStart, offset);
        touched = true;
    }

    /** Moves the log's start forward, at most to the high watermark; whole segments below it go. */
    public void deleteRecordsBefore(long offset) {
        Invariants.check(offset <= highWatermark, "records above the high watermark are not deleted");
        if (offset > logStartOffset) {
            checkUsable();
            touched = true;
            logStartOffset = offset;
            dropSegments();
            if (epochs.truncateBefore(offset)) {
                segments.saveEpochs(epochs);
            }
            publish();
        }
    }

    /** A round of compaction keeps its segments; those that end before the log's start go when it is over. */
    void dropSegments() {
        if (!compaction.running()) {
            segments.dropBelow(logStartOffset, config.fileDeleteDelayMs(), this::publish);
            segments.reap(startOnDisk);
        }
    }

    /**
     * Looks for segments that retention no longer keeps, the active one too, which is rolled then; forgets producers that were silent for too long, and deletes
     * files whose time has come. Call it every few minutes.
     *
     * @return where the log should begin; its present start if all of it is kept
     */
    public long expiredBefore() {
        checkUsable();
        segments.reap(startOnDisk);
        long nowMs = seams.clock().wallMs();
        producers.expire(nowMs, seams.producerIdExpirationMs().getAsLong());
        if (!config.deletes() || compaction.running()) {
            return logStartOffset;
        }
        RetentionPolicy policy = new RetentionPolicy(config.retentionMs(), config.retentionBytes());
        int drop = policy.deletable(segments.list(), logEndOffset, highWatermark, nowMs);
        if (drop == 0) {
            return logStartOffset;
        }
        if (drop == segments.list().size()) {
            roll();
        }
        return segments.list().get(drop).baseOffset();
    }

    /** Starts a new segment, unless the active one is empty. */
    public void roll() {
        checkUsable();
        try {
            rollSegment();
        } catch (TidemarkException e) {
            throw failedWrite(e);
        }
        publish();
    }

    private void rollSegment() {
        if (segments.active().sizeBytes() > 0) {
            segments.roll(logEndOffset, producers, config);
            touched = true;
        }
    }

    /**
     * Whether a flush is wanted now: {@code flush.ms} or {@code flush.messages} asks for one, or a segment was rolled that none
     * covers. Only flushed records are compacted, and a start after a crash reads all others again.
     */
    public boolean flushDue() {
        long unflushed = logEndOffset - flushedOffset;
        return unflushed > 0 && (unflushed >= config.flushMessages() || flushedOffset < segments.active().baseOffset()
                || seams.clock().monotonicMs() - unflushedSinceMs >= config.flushMs());
    }

    /** Whether forces are so far behind, on all logs together, that an append should not count as written before one covered it; any thread. */
    public boolean forcesAreBehind() {
        return seams.segments().openSegments().crowded();
    }

    /** The log's part in its compaction. */
    public LogCompaction compaction() {
        return compaction;
    }

    /** Bytes of all segments; any thread. */
    public long sizeInBytes() {
        return view.sizeInBytes();
    }

    /** Why the log takes nothing any more, or null; any thread. */
    public @Nullable TidemarkException failure() {
        return failure;
    }

    /** Flushes, writes down what the next start may trust, closes the files. Nobody may use the log after that. */
    void closeCleanly() {
        if (failure != null) {
            segments.closeFiles();
            return;
        }
        force();
        logStartOffset = Math.max(logStartOffset, announcedStart);
        if (touched) {
            segments.writeCleanClose(producers, epochs, logStartOffset, logEndOffset);
        }
        segments.closeFiles();
    }

    /** Lets go of the files without writing anything: the log was deleted, or its disk failed. */
    void abandon() {
        segments.abandon();
    }

    /** What a checkpoint writes down as the log's start: at least the one that readers see; any thread. */
    long startToCheckpoint() {
        return Math.max(view.logStartOffset(), announcedStart);
    }

    /** The checkpoint of log starts with this offset is on disk; any thread. */
    void startCheckpointed(long offset) {
        startOnDisk = offset;
    }

    /** Whether no crash can move the log's start back. */
    boolean startIsOnDisk() {
        return logStartOffset <= startOnDisk;
    }

    Path folder() {
        return segments.folder();
    }

    void checkUsable() {
        TidemarkException failed = failure;
        if (failed != null) {
            throw failed;
        }
    }

    private TidemarkException failedWrite(TidemarkException e) {
        return e.code() == FailureCode.DISK_FULL ? e : fail(e);
    }

    TidemarkException fail(TidemarkException e) {
        if (failure == null) {
            failure = e;
            seams.onDiskFailure().accept(segments.folder(), e);
        }
        return e;
    }
}
