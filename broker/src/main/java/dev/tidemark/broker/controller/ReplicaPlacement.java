package dev.tidemark.broker.controller;

import dev.tidemark.broker.metadata.ClusterImage;
import dev.tidemark.broker.metadata.PartitionImage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where new partitions live: the brokers in turn, each partition's leader one further than the one before. */
final class ReplicaPlacement {

    private ReplicaPlacement() {}

    /** Replicas for partitions {@code first} to {@code first + count - 1}; {@code start} shifts the turn, so that not all topics begin at one broker. */
    static List<PartitionImage> spread(ClusterImage image, int first, int count, int replicationFactor, int start) {
        List<Integer> brokers = new ArrayList<>(image.brokers().keySet());
        brokers.sort(null);
        List<PartitionImage> partitions = new ArrayList<>(count);
        for (int partition = first; partition < first + count; partition++) {
            List<Integer> replicas = new ArrayList<>(replicationFactor);
            for (int replica = 0; replica < replicationFactor; replica++) {
                replicas.add(brokers.get(Math.floorMod(start + partition + replica, brokers.size())));
            }
            partitions.add(PartitionImage.of(replicas));
        }
        return partitions;
    }

    /** What is wrong with the replicas that somebody chose for a partition, or null. */
    static @Nullable String problem(ClusterImage image, int partition, List<Integer> replicas, int replicationFactor) {
        if (replicas.isEmpty()) {
            return "partition " + partition + " has no replica";
        }
        Set<Integer> seen = new HashSet<>();
        for (int broker : replicas) {
            if (!seen.add(broker)) {
                return "partition " + partition + " names broker " + broker + " twice";
            }
            if (!image.brokers().containsKey(broker)) {
                return "partition " + partition + " names broker " + broker + ", which does not exist";
            }
        }
        if (replicas.size() != replicationFactor) {
            return "partition " + partition + " has " + replicas.size() + " replicas, the others have "
                    + replicationFactor;
        }
        return null;
    }
}
