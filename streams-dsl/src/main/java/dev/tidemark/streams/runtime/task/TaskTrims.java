package dev.tidemark.streams.runtime.task;

import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.state.TaskStores;
import dev.tidemark.streams.topology.StoreSpec;
import dev.tidemark.streams.topology.SubTopology;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a task's internal topics hold that nobody will read again; run by the task. Neither kind has time retention, since
 * event times may be old: a repartition topic is purged behind its reader's commits, a changelog of windows, sessions or a side
 * of a join below the oldest live one (KAFKA-6150 is the first half).
 */
final class TaskTrims {

    private final TaskStores stores;
    private final Map<String, TopicPartition> timedChangelogs = new TreeMap<>();
    private final Map<TopicPartition, Long> taken = new HashMap<>();

    TaskTrims(SubTopology subTopology, int taskPartition, TaskStores stores) {
        this.stores = stores;
        for (StoreSpec store : subTopology.stores()) {
            if (!(store.layout() instanceof StoreSpec.Layout.KeyValue)) {
                timedChangelogs.put(store.name(), new TopicPartition(store.changelogTopic(), taskPartition));
            }
        }
    }

    /**
     * The offsets before which records can go, for logs where that has grown since the last call.
     *
     * <p>A store records durably that its changelog is cut before anybody cuts it, since an opening that finds its position
     * below the log's start has to know that nothing was lost.
     *
     * @param readBefore committed positions of the inputs that are internal
     */
    Map<TopicPartition, Long> take(Map<TopicPartition, Long> readBefore) {
        Map<TopicPartition, Long> grown = new TreeMap<>();
        readBefore.forEach((input, offset) -> note(input, offset, grown));
        timedChangelogs.forEach((store, changelog) -> {
            long before = stores.trimmableBefore(store);
            if (note(changelog, before, grown)) {
                stores.trimmed(store, before);
            }
        });
        return grown;
    }

    private boolean note(TopicPartition log, long before, Map<TopicPartition, Long> grown) {
        if (before <= taken.getOrDefault(log, 0L)) {
            return false;
        }
        taken.put(log, before);
        grown.put(log, before);
        return true;
    }
}
