package dev.tidemark.streams.runtime.testing;

import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.record.RecordBytes;
import dev.tidemark.state.TaskStores;
import dev.tidemark.streams.runtime.commit.CommitParticipant;
import dev.tidemark.streams.runtime.commit.SealedTask;
import dev.tidemark.streams.runtime.task.StreamTask;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A task on a worker of the model: fetches for it, and begins again at its last commit when an interval falls. */
final class HostedTask implements CommitParticipant {

    private final StreamTask task;
    private final TaskStores stores;
    private final ModelCluster cluster;
    private final Map<TopicPartition, Long> fetchPositions = new HashMap<>();
    private final List<TopicPartition> inputs;

    HostedTask(StreamTask task, TaskStores stores, ModelCluster cluster) {
        this.task = task;
        this.stores = stores;
        this.cluster = cluster;
        this.inputs = new ArrayList<>(task.inputs());
        fetchPositions.putAll(task.positions());
    }

    StreamTask task() {
        return task;
    }

    TaskStores stores() {
        return stores;
    }

    List<TopicPartition> inputs() {
        return inputs;
    }

    /** Delivers what is there of one input, no more than so many batches; answers whether there was anything. */
    boolean fetch(TopicPartition input, int batchesMax) {
        long from = fetchPositions.getOrDefault(input, 0L);
        ModelPartition.Fetched fetched = cluster.partition(input).fetch(from, batchesMax);
        if (fetched.nextOffset() == from) {
            return false;
        }
        if (fetched.batches() != null) {
            task.deliver(input, RecordBytes.of(fetched.batches()), from);
        }
        task.readUpTo(input, fetched.nextOffset());
        fetchPositions.put(input, fetched.nextOffset());
        return true;
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
    public void committed() {
        task.committed();
        task.checkpointIfDue();
    }

    @Override
    public void aborted() {
        task.aborted();
        fetchPositions.putAll(task.positions());
    }
}
