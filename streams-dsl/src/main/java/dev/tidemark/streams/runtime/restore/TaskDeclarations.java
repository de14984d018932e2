package dev.tidemark.streams.runtime.restore;

import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.state.Access;
import dev.tidemark.state.StoreDeclaration;
import dev.tidemark.streams.topology.StoreSpec;
import dev.tidemark.streams.topology.SubTopology;
import dev.tidemark.streams.topology.TaskId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a sub-topology's stores are, in the words of the state module. Pure. */
final class TaskDeclarations {

    private TaskDeclarations() {}

    /** All stores of a task, its system store among them if it has one. */
    static List<StoreDeclaration<?, ?>> of(SubTopology subTopology) {
        List<StoreDeclaration<?, ?>> declarations = new ArrayList<>();
        for (StoreSpec store : subTopology.stores()) {
            declarations.add(switch (store.layout()) {
                case StoreSpec.Layout.KeyValue _ -> StoreDeclaration.keyValue(store.name(), Access.POINT,
                        store.keySerde(), store.valueSerde());
                case StoreSpec.Layout.Windowed(var windows) -> StoreDeclaration.windowed(store.name(),
                        windows.advanceMs(), store.keySerde(), store.valueSerde());
            });
        }
        if (subTopology.systemChangelog() != null) {
            declarations.add(StoreDeclaration.system());
        }
        return declarations;
    }

    /** The changelog partitions of a task, by the store's name. */
    static Map<String, TopicPartition> changelogs(SubTopology subTopology, TaskId task) {
        Map<String, TopicPartition> changelogs = new LinkedHashMap<>();
        for (StoreSpec store : subTopology.stores()) {
            changelogs.put(store.name(), new TopicPartition(store.changelogTopic(), task.partition()));
        }
        if (subTopology.systemChangelog() != null) {
            changelogs.put(StoreDeclaration.SYSTEM,
                    new TopicPartition(subTopology.systemChangelog(), task.partition()));
        }
        return changelogs;
    }
}
