package dev.tidemark.cli.app;

import dev.tidemark.cli.cluster.ClusterClient;
import dev.tidemark.cli.demo.Demo;
import dev.tidemark.client.admin.AdminOutcome;
import dev.tidemark.client.admin.NewTopic;
import dev.tidemark.client.consumer.BatchConsumer;
import dev.tidemark.client.net.MetadataImage;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The topics that a demo reads and writes. Used by the thread that runs the command. */
public final class DemoTopics {

    /** The records are years old: retention by time would take them away at once. */
    private static final Map<String, String> CONFIGS = Map.of("retention.ms", "-1");

    private final Demo demo;
    private final ClusterClient client;

    public DemoTopics(Demo demo, ClusterClient client) {
        this.demo = demo;
        this.client = client;
    }

    /** Creates those that are missing. */
    public void create(int partitions) {
        List<NewTopic> topics = new ArrayList<>();
        topics.add(new NewTopic(demo.inputTopic(), partitions, -1, CONFIGS));
        topics.add(new NewTopic(demo.resultTopic(), partitions, -1, CONFIGS));
        String late = demo.lateTopic();
        if (late != null) {
            topics.add(new NewTopic(late, partitions, -1, CONFIGS));
        }
        Map<String, AdminOutcome> outcomes = ClusterClient.await(client.admin().createTopics(topics));
        outcomes.forEach((name, outcome) -> {
            if (outcome.error() != ErrorCode.TOPIC_ALREADY_EXISTS) {
                outcome.orThrow("The demo's topic '" + name + "' cannot be created", "topic " + name);
            }
        });
    }

    /** Per partition of the input topic, how many records have been written to it. */
    public long[] written() {
        Map<TopicPartition, Long> ends = ends(demo.inputTopic());
        long[] written = new long[ends.size()];
        ends.forEach((partition, end) -> written[partition.partition()] = end);
        return written;
    }

    /** The ends of a topic's partitions. */
    Map<TopicPartition, Long> ends(String name) {
        MetadataImage.Topic topic = client.topic(name);
        Map<TopicPartition, Long> questions = new HashMap<>();
        for (int i = 0; i < topic.partitions().size(); i++) {
            questions.put(new TopicPartition(name, i), BatchConsumer.LATEST);
        }
        return ClusterClient.await(client.admin().listOffsets(questions, false));
    }
}
