package dev.tidemark.broker.partition;

import dev.tidemark.broker.txn.TransactionGate;
import dev.tidemark.core.failure.Invariants;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.core.loop.EventLoop;
import dev.tidemark.log.AppendResult;
import dev.tidemark.log.CompactionRound;
import dev.tidemark.log.LogConfig;
import dev.tidemark.log.LogView;
import dev.tidemark.log.PartitionLog;
import dev.tidemark.log.compaction.Compaction;
import dev.tidemark.log.compaction.DirtySection;
import dev.tidemark.log.compaction.Replaced;
import dev.tidemark.log.compaction.SwapInterrupted;
import dev.tidemark.log.producer.ActiveProducer;
import dev.tidemark.log.producer.OpenTransaction;
import dev.tidemark.log.producer.Verification;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.record.BatchLayout;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One partition, led by this broker. Confined to the loop of its {@link PartitionLoop}, but for the methods of
 * {@link Partition}, which any thread may call.
 *
 * <p>With one replica the high watermark is what this log has: its end under {@code tidemark.flush=os}, its flushed offset
 * under {@code group}, and under {@code os} too while forces are behind. An append is committed once the high watermark has
 * passed it; acks=1 and acks=all wait for that, and readers see nothing beyond it.
 */
// Invariant: uncommitted is in the order of its last offsets, but for duplicates, and each lies at or above the high watermark
public final class LedPartition implements Partition {

    private static final Logger LOG = LoggerFactory.getLogger(LedPartition.class);

    private final TopicPartition name;
    private final PartitionLog log;
    private final PartitionLoop loop;
    private final ArrayDeque<PartitionAppend> uncommitted = new ArrayDeque<>();
    private final List<DataWait.Share> watchers = new ArrayList<>();
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final TopicTraffic.Bytes traffic;
    private final LogCheckpoints checkpoints;
    private volatile int leaderEpoch;
    private final ArrayDeque<Runnable> afterCompaction = new ArrayDeque<>();
    private volatile boolean retired;
    private boolean compacting;
    private boolean flushRequested;
    private boolean markedForCommit;

    /**
     * @param traffic where the bytes that go in and out are counted
     * @param checkpoints where the log's start is written down before it moves
     */
    LedPartition(PartitionLog log, PartitionLoop loop, int leaderEpoch, TopicTraffic.Bytes traffic,
            LogCheckpoints checkpoints) {
        this.name = log.partition();
        this.log = log;
        this.loop = loop;
        this.leaderEpoch = leaderEpoch;
        this.traffic = traffic;
        this.checkpoints = checkpoints;
    }

    @Override
    public TopicPartition name() {
        return name;
    }

    @Override
    public UUID topicId() {
        return log.topicId();
    }

    @Override
    public EventLoop owner() {
        return loop.loop();
    }

    PartitionLoop loop() {
        return loop;
    }

    @Override
    public int leaderEpoch() {
        return leaderEpoch;
    }

    @Override
    public LogConfig config() {
        return log.config();
    }

    @Override
    public LogView view() {
        return log.view();
    }

    @Override
    public void answered(int bytes) {
        traffic.read(bytes);
    }

    @Override
    public boolean ready() {
        return ready.isDone();
    }

    @Override
    public CompletionStage<Void> whenReady() {
        return owner().hear(ready);
    }

    /** Begins a leadership: from here on appends carry its epoch, and all that recovery found is made durable and visible. */
    void lead(int epoch) {
        leaderEpoch = epoch;
        try {
            log.startLeaderEpoch(epoch);
        } catch (TidemarkException disk) {
            diskFailed(disk);
            return;
        }
        if (log.flushedOffset() >= log.logEndOffset()) {
            advance(log.logEndOffset());
        } else {
            loop.commitSoon(this);
        }
    }

    /** New settings of the topic. */
    void configure(LogConfig config) {
        log.configure(config);
        loop.commitSoon(this); // what waited for a flush may be committed under the new words
    }

    /** The partition is not hosted any more: whoever waits is told, and nothing touches the log after this. */
    void retire() {
        retired = true;
        failUncommitted(ProduceOutcome.refused(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, null));
        wakeWatchers();
        if (!ready.isDone()) {
            ready.completeExceptionally(new IllegalStateException(name + " is not hosted any more"));
        }
    }

    /** Whether the next batch of this producer opens a transaction here, so that its coordinator has to be asked. */
    boolean opensTransaction(TransactionalWrite write) {
        return !retired && !log.hasOngoingTransaction(write.producerId(), write.producerEpoch());
    }

    /** Under the second protocol every transaction has an epoch of its own, so it begins with sequence 0, whatever comes first. */
    @Nullable
    Verification beginVerification(PartitionAppend append, TransactionalWrite write) {
        ByteBuffer batch = append.batches();
        int firstSequence = write.mode() == TransactionGate.Mode.ADD ? 0
                : batch.getInt(batch.position() + BatchLayout.BASE_SEQUENCE);
        return log.beginVerification(write.producerId(), write.producerEpoch(), firstSequence);
    }

    /** Whether a marker came since the coordinator was asked, so that its answer lets nothing be written. */
    boolean outdated(Verification verification) {
        return !retired && !log.isPending(verification);
    }

    /** Appends; the outcome is set now or once the high watermark has passed. */
    void append(PartitionAppend append, @Nullable Verification verification) {
        if (append.done()) {
            return; // its deadline passed while it waited for admission
        }
        if (retired) {
            append.finish(ProduceOutcome.refused(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, null));
            return;
        }
        int bytes = append.batches().remaining();
        AppendResult result;
        try {
            result = log.append(append.batches(), append.origin(), leaderEpoch, verification);
        } catch (TidemarkException disk) {
            diskRefused(append, disk);
            return;
        }
        switch (result) {
            case AppendResult.Appended(long baseOffset, long lastOffset, long logAppendTimeMs) -> {
                traffic.written(bytes);
                written(append, lastOffset, baseOffset, logAppendTimeMs);
            }
            case AppendResult.Duplicate(long baseOffset, long lastOffset, long logAppendTimeMs) -> written(append,
                    lastOffset, baseOffset, logAppendTimeMs);
            case AppendResult.Rejected rejected -> append.finish(
                    ProduceOutcome.refused(Rejections.errorOf(rejected.reason()), rejected.message()));
        }
    }

    private void written(PartitionAppend append, long lastOffset, long baseOffset, long logAppendTimeMs) {
        ProduceOutcome outcome = ProduceOutcome.written(baseOffset, logAppendTimeMs, log.logStartOffset());
        loop.commitSoon(this);
        // while forces are behind nobody writes without waiting: not to be acknowledged does not make a record cheaper
        if ((append.acks() == Acks.NONE && !log.forcesAreBehind()) || lastOffset < log.highWatermark()) {
            append.finish(outcome);
        } else {
            append.appended(lastOffset, outcome);
            uncommitted.add(append);
        }
    }

    private void diskRefused(PartitionAppend append, TidemarkException disk) {
        append.finish(ProduceOutcome.refused(ErrorCode.KAFKA_STORAGE_ERROR, disk.what() + ": " + disk.why()));
        if (log.failure() != null) {
            diskFailed(disk);
        }
    }

    /** Notes that this turn appended; true if it was not noted yet. */
    boolean markForCommit() {
        boolean fresh = !markedForCommit;
        markedForCommit = true;
        return fresh;
    }

    /** The end of a turn in which something was appended: commits it, by a flush if the topic asks for one. */
    void commit() {
        markedForCommit = false;
        if (retired) {
            return;
        }
        if (!log.config().groupFlush() && !log.forcesAreBehind()) {
            advance(log.logEndOffset());
            if (log.flushDue()) {
                flush();
            }
        } else if (log.flushedOffset() >= log.logEndOffset()) {
            advance(log.flushedOffset());
        } else {
            flush();
        }
    }

    /** Asks for a flush that covers all that is appended; the log shares it with whoever asks meanwhile. */
    private void flush() {
        if (flushRequested) {
            return; // when that one is done, the next is asked for if there is more
        }
        flushRequested = true;
        log.flush().whenComplete((flushed, failure) -> owner().execute(() -> flushed(flushed, failure)));
    }

    private void flushed(@Nullable Long flushedOffset, @Nullable Throwable failure) {
        flushRequested = false;
        if (retired) {
            return;
        }
        if (failure != null) {
            diskFailed(failure);
            return;
        }
        advance(Invariants.present(flushedOffset, "the flushed offset"));
        if (log.config().groupFlush()) {
            if (log.flushedOffset() < log.logEndOffset()) {
                flush();
            }
        } else if (log.highWatermark() < log.logEndOffset() && !markedForCommit) {
            commit(); // what came while forces were behind
        }
    }

    /** Moves the high watermark, answers the appends that it passed, and wakes the readers who wait for more. */
    private void advance(long offset) {
        long seenBefore = log.highWatermark();
        log.advanceHighWatermark(offset);
        long highWatermark = log.highWatermark();
        if (!ready.isDone()) {
            ready.complete(null);
        }
        while (!uncommitted.isEmpty() && uncommitted.peek().lastOffset() < highWatermark) {
            uncommitted.remove().committed();
        }
        if (highWatermark > seenBefore) {
            wakeWatchers();
        }
    }

    /** Nothing that was not acknowledged will be: after a failed force nobody knows what the disk has. */
    private void diskFailed(Throwable failure) {
        failUncommitted(ProduceOutcome.refused(ErrorCode.KAFKA_STORAGE_ERROR, failure.getMessage()));
        if (!ready.isDone()) {
            ready.completeExceptionally(failure);
        }
    }

    private void failUncommitted(ProduceOutcome outcome) {
        for (PartitionAppend append = uncommitted.poll(); append != null; append = uncommitted.poll()) {
            append.finish(outcome);
        }
    }

    /** Registers a reader, unless there is something for it already; then it is woken at once. */
    void watch(DataWait.Share reader, long seenOffset, boolean committedOnly) {
        long visible = committedOnly ? log.lastStableOffset() : log.highWatermark();
        if (retired || visible > seenOffset) {
            reader.wake();
        }
        watchers.add(reader);
    }

    void unwatch(DataWait.Share reader) {
        watchers.remove(reader);
    }

    private void wakeWatchers() {
        for (int i = 0; i < watchers.size(); i++) {
            watchers.get(i).wake();
        }
    }

    @Override
    public CompletionStage<List<ActiveProducer>> activeProducers() {
        return CompletableFuture.supplyAsync(() -> retired ? List.of() : log.activeProducers(), owner()::executeOrRun);
    }

    @Override
    public @Nullable OpenTransaction oldestOpenTransaction() {
        return log.oldestOpenTransaction();
    }

    @Override
    public CompletionStage<Long> deleteRecordsBefore(long offset) {
        return owner().ask(() -> {
            long first = offset == -1 ? log.highWatermark() : offset;
            return retired || first < 0 || first > log.highWatermark() ? CompletableFuture.completedFuture(-1L)
                    : moveStart(first);
        });
    }

    /** Moves the log's start once a checkpoint has it: no crash takes back what clients were told. The stage completes on the owner, with the start; -1 if retired. */
    private CompletionStage<Long> moveStart(long offset) {
        if (offset <= log.logStartOffset()) {
            return CompletableFuture.completedFuture(log.logStartOffset());
        }
        log.announceStart(offset);
        return checkpoints.next().thenApplyAsync(written -> {
            if (retired) {
                return -1L;
            }
            log.deleteRecordsBefore(offset);
            return log.logStartOffset();
        }, owner());
    }

    // compaction

    /** Whether the log is to be compacted and may be; any thread. */
    boolean compactable() {
        return usable() && log.config().compacts();
    }

    /** Whether there will be a use for what is done to the log; any thread. */
    boolean usable() {
        return !retired && log.failure() == null;
    }

    /** What there is to compact; any thread. */
    DirtySection dirtySection() {
        return log.compaction().dirtySection();
    }

    void rollIfOverdue() {
        if (compactable()) {
            try {
                log.compaction().rollIfOverdue();
            } catch (TidemarkException disk) {
                LOG.error("{} could not start a new segment", name, disk);
            }
        }
    }

    /** Begins a round, or null if there is nothing to compact after all. */
    @Nullable
    CompactionRound beginCompaction(int keyBytesMax, Compaction.Pace pace) {
        CompactionRound round = compactable() ? log.compaction().begin(keyBytesMax, pace) : null;
        compacting = round != null;
        return round;
    }

    void replace(Replaced done) {
        log.compaction().replace(done);
    }

    void compactionFailed(SwapInterrupted interrupted) {
        if (retired) {
            return; // its folder is about to go, with whatever state its files are in
        }
        log.compaction().failed(interrupted);
        diskFailed(interrupted.disk());
    }

    void endCompaction(long point) {
        compacting = false;
        try {
            log.compaction().end(point);
        } catch (TidemarkException disk) {
            LOG.error("segments of {} could not be dropped", name, disk);
        }
        for (Runnable next = afterCompaction.poll(); next != null; next = afterCompaction.poll()) {
            next.run();
        }
    }

    /** Runs a step once no round has files of the log in hand. */
    void whenNotCompacted(Runnable step) {
        if (compacting) {
            afterCompaction.add(step);
        } else {
            step.run();
        }
    }

    /** Periodic work: retention, and flushes by time. */
    void housekeep() {
        if (retired || log.failure() != null) {
            return;
        }
        try {
            moveStart(log.expiredBefore()).whenComplete((moved, failure) -> {
                if (failure != null) {
                    LOG.error("what retention no longer keeps of {} stays", name, failure);
                }
            });
        } catch (TidemarkException disk) {
            LOG.error("retention of {} failed", name, disk);
        }
        if (log.flushDue()) {
            flush();
        }
    }
}
