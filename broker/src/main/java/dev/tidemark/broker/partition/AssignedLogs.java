package dev.tidemark.broker.partition;

import dev.tidemark.broker.metadata.ClusterImage;
import dev.tidemark.broker.metadata.PartitionImage;
import dev.tidemark.broker.metadata.TopicImage;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.log.HostedLogs;
import java.util.UUID;

/** The logs that the metadata of one moment gives to a broker. Immutable. */
public record AssignedLogs(int nodeId, ClusterImage image) implements HostedLogs {

    @Override
    public boolean hosts(TopicPartition partition) {
        TopicImage topic = image.topic(partition.topic());
        return topic != null && hosts(topic, partition);
    }

    @Override
    public boolean hosts(TopicPartition partition, UUID topicId) {
        TopicImage topic = image.topic(topicId);
        return topic != null && topic.name().equals(partition.topic()) && hosts(topic, partition);
    }

    private boolean hosts(TopicImage topic, TopicPartition partition) {
        if (partition.partition() >= topic.partitions().size()) {
            return false;
        }
        PartitionImage assigned = topic.partitions().get(partition.partition());
        return assigned.replicas().contains(nodeId);
    }
}
