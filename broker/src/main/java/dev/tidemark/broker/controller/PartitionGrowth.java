package dev.tidemark.broker.controller;

import dev.tidemark.broker.metadata.ClusterImage;
import dev.tidemark.broker.metadata.MetadataRecord.PartitionsAdded;
import dev.tidemark.broker.metadata.PartitionImage;
import dev.tidemark.broker.metadata.TopicImage;
import dev.tidemark.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.List;

/** Decides the growth of topics. A topic never shrinks: records would be lost, and keys would move. */
final class PartitionGrowth {

    private static final int PARTITIONS_MAX = 10_000;

    private PartitionGrowth() {}

    static Decision<TopicOutcome> decide(ClusterImage image, GrownTopic wanted) {
        TopicImage topic = image.topic(wanted.name());
        if (topic == null) {
            return refused(wanted, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, "there is no topic '" + wanted.name() + "'");
        }
        if (topic.internal()) {
            return refused(wanted, ErrorCode.INVALID_REQUEST,
                    "keys of " + topic.name() + " belong to partitions by their count; it never changes");
        }
        int present = topic.partitions().size();
        if (wanted.partitions() <= present || wanted.partitions() > PARTITIONS_MAX) {
            return refused(wanted, ErrorCode.INVALID_PARTITIONS,
                    "topic '" + topic.name() + "' has " + present + " partitions and can get " + (present + 1) + " to "
                            + PARTITIONS_MAX + ", not "
                            + wanted.partitions());
        }
        int added = wanted.partitions() - present;
        int replicationFactor = topic.partitions().get(0).replicas().size();
        List<List<Integer>> assignments = wanted.assignments();
        List<PartitionImage> partitions = new ArrayList<>(topic.partitions());
        if (assignments == null) {
            if (replicationFactor > image.brokers().size()) {
                return refused(wanted, ErrorCode.INVALID_REPLICATION_FACTOR,
                        "there are " + image.brokers().size() + " brokers for "
                                + replicationFactor + " replicas");
            }
            partitions.addAll(ReplicaPlacement.spread(image, present, added, replicationFactor, 0));
        } else {
            if (assignments.size() != added) {
                return refused(wanted, ErrorCode.INVALID_REPLICA_ASSIGNMENT,
                        added + " partitions are to be added, but replicas are given for " + assignments.size());
            }
            for (List<Integer> replicas : assignments) {
                String problem = ReplicaPlacement.problem(image, partitions.size(), replicas, replicationFactor);
                if (problem != null) {
                    return refused(wanted, ErrorCode.INVALID_REPLICA_ASSIGNMENT, problem);
                }
                partitions.add(PartitionImage.of(replicas));
            }
        }
        TopicImage grown = new TopicImage(topic.name(), topic.id(), partitions, topic.configs());
        return new Decision<>(
                List.of(new PartitionsAdded(topic.id(), present, partitions.subList(present, partitions.size()))),
                TopicOutcome.done(grown));
    }

    private static Decision<TopicOutcome> refused(GrownTopic wanted, ErrorCode error, String message) {
        return new Decision<>(List.of(), TopicOutcome.refused(wanted.name(), error, message));
    }
}
