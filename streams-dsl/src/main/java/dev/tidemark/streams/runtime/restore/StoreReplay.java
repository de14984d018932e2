package dev.tidemark.streams.runtime.restore;

import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.core.loop.Clock;
import dev.tidemark.record.RecordBatches;
import dev.tidemark.record.RecordBytes;
import dev.tidemark.record.RecordCursor;
import dev.tidemark.state.StorePosition;
import dev.tidemark.state.StoreRestore;
import dev.tidemark.streams.runtime.read.PartitionSink;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Fills one store from its changelog up to an end that was fixed before; run by the worker's loop. */
final class StoreReplay implements PartitionSink {

    private static final Logger LOG = LoggerFactory.getLogger(StoreReplay.class);

    private final String task;
    private final String store;
    private final TopicPartition changelog;
    private final UUID topicId;
    private final StoreRestore restore;
    private final long fromOffset;
    private final long endOffset;
    private final Clock clock;
    private final long startedMs;
    private final RecordBatches walk = new RecordBatches();
    private final RecordCursor cursor = new RecordCursor();
    private final CompletableFuture<Boolean> done = new CompletableFuture<>();
    private long movedMs;
    private long readUpTo;
    private int leaderEpoch = -1;

    StoreReplay(String task, String store, TopicPartition changelog, UUID topicId, StoreRestore restore,
            long fromOffset,
            long endOffset, Clock clock) {
        this.task = task;
        this.store = store;
        this.readUpTo = fromOffset;
        this.changelog = changelog;
        this.topicId = topicId;
        this.restore = restore;
        this.fromOffset = fromOffset;
        this.endOffset = endOffset;
        this.clock = clock;
        this.startedMs = clock.monotonicMs();
        this.movedMs = startedMs;
    }

    /** Completes once the store holds all that was committed before the end; with false if the changelog was trimmed under it, so that it never will. */
    CompletableFuture<Boolean> done() {
        return done;
    }

    /** The store is at the end already. */
    void nothingToRead() {
        restore.finish(position(fromOffset));
        done.complete(true);
    }

    @Override
    public void deliver(RecordBytes batches, long deliveredFrom) {
        try {
            walk.reset(batches.buffer());
            while (walk.next()) {
                leaderEpoch = walk.batch().leaderEpoch();
                cursor.reset(walk.batch());
                while (cursor.next()) {
                    if (cursor.offset() >= deliveredFrom && restore.apply(cursor)) {
                        restore.advance(position(cursor.offset() + 1));
                    }
                }
                cursor.check(changelog.toString());
            }
        } catch (RuntimeException e) {
            done.completeExceptionally(e);
        } finally {
            batches.release();
        }
    }

    @Override
    public void readUpTo(long offset) {
        if (done.isDone()) {
            return;
        }
        try {
            readUpTo = offset;
            movedMs = clock.monotonicMs();
            if (offset >= endOffset) {
                restore.finish(position(offset));
                LOG.info("task {}, store '{}': restored {} records of {} in {} ms", task, store,
                        restore.recordsApplied(), changelog,
                        clock.monotonicMs() - startedMs);
                done.complete(true);
            } else {
                restore.advance(position(offset));
            }
        } catch (RuntimeException e) {
            done.completeExceptionally(e);
        }
    }

    @Override
    public void outOfRange(long offset) {
        done.complete(false);
    }

    /** How far it is. */
    RestoreProgress progress() {
        long done = readUpTo - fromOffset;
        long nowMs = clock.monotonicMs();
        long perSecond = done * 1_000 / Math.max(1, nowMs - startedMs);
        return new RestoreProgress(task, store, done, endOffset - fromOffset, perSecond, nowMs - movedMs);
    }

    private StorePosition position(long offset) {
        return new StorePosition(topicId, changelog.partition(), offset, leaderEpoch, clock.wallMs());
    }
}
