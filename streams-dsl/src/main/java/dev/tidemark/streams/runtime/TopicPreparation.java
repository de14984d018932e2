package dev.tidemark.streams.runtime;

import dev.tidemark.client.admin.Admin;
import dev.tidemark.client.admin.AdminOutcome;
import dev.tidemark.client.admin.NewTopic;
import dev.tidemark.client.net.MetadataImage;
import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.streams.topology.InternalTopic;
import dev.tidemark.streams.topology.PartitionCounts;
import dev.tidemark.streams.topology.PhysicalTopology;
import dev.tidemark.streams.topology.TaskMap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Sees to it that an application's topics are there before its tasks are: sources must exist, internal topics are created
 * with the partitions that the sources ask for, outputs are created as the broker's defaults say where they are missing.
 * Runs on the admin client's loop.
 */
final class TopicPreparation {

    private final Admin admin;
    private final PhysicalTopology topology;

    TopicPreparation(Admin admin, PhysicalTopology topology) {
        this.admin = admin;
        this.topology = topology;
    }

    /** Fails with {@code TOPIC_UNKNOWN} or {@code TOPOLOGY_INVALID} where people must act. Of an application that ran before it asks one question. */
    CompletionStage<AppTopics> prepare() {
        TreeSet<String> names = new TreeSet<>(topology.sourceTopics());
        names.addAll(topology.outputTopics());
        topology.internalTopics().forEach(topic -> names.add(topic.name()));
        return admin.describeTopics(names).thenCompose(found -> {
            Map<String, Integer> there = existing(found);
            PartitionCounts counts = PartitionCounts.resolve(topology, there);
            List<NewTopic> missing = missing(counts, there.keySet());
            if (missing.isEmpty()) {
                return CompletableFuture.completedFuture(topics(counts, found));
            }
            return admin.createTopics(missing)
                    .thenAccept(outcomes -> outcomes.forEach(TopicPreparation::created))
                    .thenCompose(_ -> admin.awaitTopics(names))
                    .thenApply(all -> topics(counts, all));
        });
    }

    private List<NewTopic> missing(PartitionCounts counts, Set<String> there) {
        List<NewTopic> missing = new ArrayList<>();
        for (InternalTopic topic : topology.internalTopics()) {
            missing.add(new NewTopic(topic.name(), counts.partitions(topic), -1, topic.settings()));
        }
        for (String output : topology.outputTopics()) {
            missing.add(new NewTopic(output, -1, -1, Map.of()));
        }
        missing.removeIf(topic -> there.contains(topic.name()));
        return missing;
    }

    private static void created(String topic, AdminOutcome outcome) {
        if (outcome.error() != ErrorCode.TOPIC_ALREADY_EXISTS) {
            outcome.orThrow("A topic of the application cannot be created", "topic " + topic);
        }
    }

    private AppTopics topics(PartitionCounts counts, Map<String, MetadataImage.Topic> found) {
        Map<String, Integer> partitions = existing(found);
        for (InternalTopic topic : topology.internalTopics()) {
            Integer there = partitions.get(topic.name());
            int needed = counts.partitions(topic);
            if (there == null || there != needed) {
                throw new TidemarkException(FailureCode.TOPOLOGY_INVALID,
                        "An internal topic does not fit the application", "topic " + topic.name(),
                        "it has " + there + " partitions, the sources ask for " + needed,
                        "sources have grown: replay into a new application.id, or delete the internal topics"
                                + " together with the application's state");
            }
        }
        Map<String, UUID> ids = new HashMap<>();
        found.forEach((name, topic) -> ids.put(name, topic.id()));
        return new AppTopics(new TaskMap(topology, counts), partitions, ids);
    }

    private static Map<String, Integer> existing(Map<String, MetadataImage.Topic> found) {
        Map<String, Integer> partitions = new TreeMap<>();
        found.forEach((name, topic) -> {
            if (topic.error() == ErrorCode.NONE && !topic.partitions().isEmpty()) {
                partitions.put(name, topic.partitions().size());
            }
        });
        return partitions;
    }
}
