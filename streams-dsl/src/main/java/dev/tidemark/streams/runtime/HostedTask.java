package dev.tidemark.streams.runtime;

import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.record.RecordBytes;
import dev.tidemark.streams.runtime.commit.CommitParticipant;
import dev.tidemark.streams.runtime.commit.SealedTask;
import dev.tidemark.streams.runtime.read.PartitionReads;
import dev.tidemark.streams.runtime.read.PartitionSink;
import dev.tidemark.streams.runtime.task.Progress;
import dev.tidemark.streams.runtime.task.StreamTask;
import dev.tidemark.streams.topology.TaskId;
import java.util.Map;

/**
 * A running task with the reading of its inputs; run by its worker's loop. Reading stops at an input that has enough
 * waiting, and starts anew at the last commit when an interval falls.
 */
final class HostedTask implements CommitParticipant {

    /** Delivered and unprocessed bytes at which an input is paused, and at half of which it goes on. */
    private static final long BUFFERED_BYTES_MAX = 4L << 20;

    private final StreamTask task;
    private final PartitionReads reads;
    private final Trouble trouble;

    /** Hears of what a task cannot get past by itself. */
    interface Trouble {

        /** The log does not have an input any more where the task is to read on. */
        void outOfRange(HostedTask task, TopicPartition input, long offset);

        /**
         * The task could not be sealed; the interval is given up if this returns.
         *
         * @throws TidemarkException the same, if nothing helps
         */
        void unsealed(HostedTask task, TidemarkException why);
    }

    HostedTask(StreamTask task, PartitionReads reads, Trouble trouble) {
        this.task = task;
        this.reads = reads;
        this.trouble = trouble;
    }

    TaskId id() {
        return task.id();
    }

    StreamTask task() {
        return task;
    }

    /** Begins to read the inputs at the task's positions. */
    void start(Map<TopicPartition, Long> declaredEnds) {
        task.positions().forEach((input, offset) -> reads.start(input, offset, new Input(input)));
        declareEnds(declaredEnds);
    }

    /** The inputs among these end there. */
    void declareEnds(Map<TopicPartition, Long> ends) {
        for (TopicPartition input : task.inputs()) {
            Long end = ends.get(input);
            if (end != null) {
                task.endAt(input, end);
            }
        }
    }

    Progress call(long nanosMax) {
        Progress progress = task.call(nanosMax);
        for (TopicPartition input : task.inputs()) {
            if (task.bufferedBytes(input) < BUFFERED_BYTES_MAX / 2) {
                reads.resume(input);
            }
        }
        return progress;
    }

    @Override
    public boolean dirty() {
        return task.dirty();
    }

    @Override
    public SealedTask seal() {
        return task.seal();
    }

    @Override
    public void unsealed(TidemarkException why) {
        trouble.unsealed(this, why);
    }

    @Override
    public void committed() {
        task.committed();
    }

    @Override
    public void aborted() {
        task.aborted();
        task.positions().forEach((input, offset) -> {
            reads.seek(input, offset);
            reads.resume(input);
        });
    }

    /** Lets go of inputs and stores. */
    void close(boolean clean) {
        task.inputs().forEach(reads::stop);
        task.close(clean);
    }

    private final class Input implements PartitionSink {

        private final TopicPartition partition;

        Input(TopicPartition partition) {
            this.partition = partition;
        }

        @Override
        public void deliver(RecordBytes batches, long fromOffset) {
            task.deliver(partition, batches, fromOffset);
            if (task.bufferedBytes(partition) >= BUFFERED_BYTES_MAX) {
                reads.pause(partition);
            }
        }

        @Override
        public void readUpTo(long offset) {
            task.readUpTo(partition, offset);
        }

        @Override
        public void outOfRange(long offset) {
            trouble.outOfRange(HostedTask.this, partition, offset);
        }
    }
}
