package dev.tidemark.broker.coordinator;

import dev.tidemark.core.failure.Invariants;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.core.loop.EventLoop;
import dev.tidemark.record.RecordBatch;
import dev.tidemark.record.RecordBatches;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * Coordinator logs in memory, on a loop that a test drives. Appends commit at the loop's next turn, unless they are held or
 * told to fail; loads finish at the next turn, unless they are held.
 */
public final class MemoryCoordinatorLogs implements CoordinatorLogs {

    private final EventLoop loop;
    private final int partitions;
    private final Map<TopicPartition, Log> logs = new HashMap<>();
    private final ArrayDeque<Runnable> held = new ArrayDeque<>();
    private boolean holding;
    private int batchBytesMax = 1_048_588;
    private int failures;
    private int appends;

    public MemoryCoordinatorLogs(EventLoop loop, int partitions) {
        this.loop = loop;
        this.partitions = partitions;
    }

    /** From now on appends and loads wait for {@link #release}. */
    public void hold() {
        holding = true;
    }

    /** What waits goes on, at the loop's next turn. */
    public void release() {
        holding = false;
        held.forEach(loop::execute);
        held.clear();
    }

    /** The next appends fail, and leave nothing in the log. */
    public void failNext(int count) {
        failures = count;
    }

    /** How many appends were asked for. */
    public int appends() {
        return appends;
    }

    /** The largest batch that the topics take from now on. */
    public void batchBytesMax(int bytes) {
        batchBytesMax = bytes;
    }

    /** What a crash leaves: the committed batches. Nobody appends to this one any more. */
    public MemoryCoordinatorLogs afterCrash() {
        return afterCrashLosing(0);
    }

    /** The same, of a crash that came when the last batches of each log were not written yet. */
    public MemoryCoordinatorLogs afterCrashLosing(int batchesLost) {
        MemoryCoordinatorLogs survivors = new MemoryCoordinatorLogs(loop, partitions);
        survivors.batchBytesMax = batchBytesMax;
        logs.forEach((partition, log) -> {
            Log copy = survivors.log(partition);
            copy.batches.addAll(log.batches.subList(0, log.batches.size() - batchesLost));
            copy.nextOffset = log.nextOffset;
            copy.epoch = log.epoch + 1;
        });
        held.clear();
        return survivors;
    }

    /** The batches of a partition, in order. */
    public List<RecordBatch> batches(TopicPartition partition) {
        List<RecordBatch> views = new ArrayList<>();
        log(partition).batches.forEach(bytes -> views.add(new RecordBatch().wrap(bytes, 0)));
        return views;
    }

    /** Puts damaged bytes at the end of a partition. */
    public void corrupt(TopicPartition partition) {
        log(partition).batches.add(ByteBuffer.allocate(100));
    }

    @Override
    public CompletionStage<CoordinatorLog> open(String internalTopic, int partition) {
        return CompletableFuture.completedFuture(log(new TopicPartition(internalTopic, partition)));
    }

    @Override
    public int partitionCount(String internalTopic) {
        return partitions;
    }

    @Override
    public boolean exists(String internalTopic) {
        return logs.keySet().stream().anyMatch(partition -> partition.topic().equals(internalTopic));
    }

    private Log log(TopicPartition partition) {
        return logs.computeIfAbsent(partition, Log::new);
    }

    private void run(Runnable task) {
        if (holding) {
            held.add(task);
        } else {
            loop.execute(task);
        }
    }

    private final class Log implements CoordinatorLog {

        private final TopicPartition partition;
        private final List<ByteBuffer> batches = new ArrayList<>();
        private long nextOffset;
        private int epoch;
        private boolean appending;

        Log(TopicPartition partition) {
            this.partition = partition;
        }

        @Override
        public TopicPartition partition() {
            return partition;
        }

        @Override
        public int leaderEpoch() {
            return epoch;
        }

        @Override
        public int batchBytesMax() {
            return batchBytesMax;
        }

        @Override
        public CompletionStage<Long> append(ByteBuffer bytes) {
            Invariants.check(!appending, "one append at a time");
            appending = true;
            appends++;
            CompletableFuture<Long> result = new CompletableFuture<>();
            boolean fails = failures > 0;
            failures = Math.max(0, failures - 1);
            run(() -> {
                appending = false;
                if (fails) {
                    result.completeExceptionally(new IOException("the disk said no"));
                } else {
                    result.complete(store(bytes));
                }
            });
            return result;
        }

        private long store(ByteBuffer bytes) {
            long first = nextOffset;
            RecordBatches walk = new RecordBatches().reset(bytes);
            while (walk.next()) {
                ByteBuffer copy = ByteBuffer.allocate(walk.batch().sizeInBytes()).put(walk.batch().slice()).flip();
                RecordBatch batch = new RecordBatch().wrap(copy, 0);
                batch.stamp(nextOffset, epoch);
                Invariants.check(batch.validate() == null, "a whole batch");
                Invariants.check(batch.sizeInBytes() <= batchBytesMax, "a batch that the topic takes");
                nextOffset = batch.nextOffset();
                batches.add(copy);
            }
            Invariants.check(walk.problem() == null, "whole batches");
            return first;
        }

        @Override
        public CompletionStage<Long> load(Consumer<ByteBuffer> visitor) {
            CompletableFuture<Long> result = new CompletableFuture<>();
            run(() -> {
                try {
                    batches.forEach(batch -> visitor.accept(batch.duplicate()));
                    result.complete(nextOffset);
                } catch (RuntimeException unreadable) {
                    result.completeExceptionally(unreadable);
                }
            });
            return result;
        }
    }
}
