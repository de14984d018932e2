package dev.tidemark.broker.partition;

import dev.tidemark.broker.coordinator.CoordinatorLog;
import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.core.loop.EventLoop;
import dev.tidemark.log.AppendOrigin;
import dev.tidemark.log.LogSlice;
import dev.tidemark.log.LogView;
import dev.tidemark.protocol.ErrorCode;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** One coordinator's log over one partition of an internal topic. Confined to the coordinator's loop. */
final class PartitionCoordinatorLog implements CoordinatorLog {

    private static final int LOAD_BYTES = 1024 * 1024;

    private final LedPartition partition;
    private final EventLoop loop;

    PartitionCoordinatorLog(LedPartition partition, EventLoop loop) {
        this.partition = partition;
        this.loop = loop;
    }

    @Override
    public TopicPartition partition() {
        return partition.name();
    }

    @Override
    public int leaderEpoch() {
        return partition.leaderEpoch();
    }

    @Override
    public int batchBytesMax() {
        return partition.config().messageBytesMax();
    }

    @Override
    public CompletionStage<Long> append(ByteBuffer batches) {
        PartitionAppend append = new PartitionAppend(partition, batches, AppendOrigin.COORDINATOR, Acks.ALL, null);
        // no deadline: a failed append must mean that the records will never be acknowledged
        Submission submission = new Submission(loop, Submission.NO_TIMEOUT);
        submission.add(append);
        return submission.send().thenApply(sent -> {
            ProduceOutcome outcome = append.outcome();
            if (outcome.error() != ErrorCode.NONE) {
                throw refused(outcome);
            }
            return outcome.baseOffset();
        });
    }

    private TidemarkException refused(ProduceOutcome outcome) {
        String why = outcome.message() == null ? outcome.error().message() : outcome.message();
        return new TidemarkException(FailureCode.DISK_FAILED, "A coordinator's records were not written",
                partition.name().toString(), outcome.error() + ": " + why,
                "look for the disk's failure above in the log; clients try again");
    }

    @Override
    public CompletionStage<Long> load(Consumer<ByteBuffer> visitor) {
        CompletableFuture<Long> loaded = new CompletableFuture<>();
        partition.whenReady().whenComplete((ready, failure) -> loop.executeOrRun(() -> {
            if (failure != null) {
                loaded.completeExceptionally(failure);
            } else {
                LogView view = partition.view();
                loadFrom(view.logStartOffset(), view.highWatermark(), visitor, loaded);
            }
        }));
        return loaded;
    }

    /** One piece per turn of the loop, so that a long log delays nobody's session. */
    private void loadFrom(long offset, long end, Consumer<ByteBuffer> visitor, CompletableFuture<Long> loaded) {
        long next;
        try {
            next = loadPiece(offset, end, visitor);
        } catch (RuntimeException failure) {
            loaded.completeExceptionally(failure);
            return;
        }
        if (next >= end || next == offset) {
            loaded.complete(end);
        } else {
            loop.execute(() -> loadFrom(next, end, visitor, loaded));
        }
    }

    /** Reads from the log as it is now: it may have been compacted since the piece before. */
    private long loadPiece(long offset, long end, Consumer<ByteBuffer> visitor) {
        if (offset >= end) {
            return offset;
        }
        LogView view = partition.view();
        LogSlice slice = view.read(offset, LOAD_BYTES, end, true);
        if (slice == null && partition.view() != view) {
            return loadPiece(offset, end, visitor);
        }
        if (slice == null) {
            throw new TidemarkException(FailureCode.LOG_CORRUPT, "A coordinator's log cannot be read",
                    partition.name() + "@" + offset, "the offset is inside the log and yet not there",
                    "start the broker again; if it stays so, report it with the partition's folder");
        }
        try {
            visitor.accept(slice.buffer());
            return slice.sizeInBytes() == 0 ? offset : slice.nextOffset();
        } finally {
            slice.release();
        }
    }
}
