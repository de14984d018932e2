package dev.tidemark.broker.metadata;

import java.util.List;

/**
 * One partition.
 *
 * @param replicas the brokers that hold it, the preferred leader first
 * @param inSync the replicas that have everything committed
 * @param leader its leader, or {@link #NO_LEADER}
 * @param leaderEpoch grows with every leadership, also when the same broker starts anew
 */
public record PartitionImage(List<Integer> replicas, List<Integer> inSync, int leader, int leaderEpoch) {

    /** Nobody leads. */
    public static final int NO_LEADER = -1;

    public PartitionImage {
        replicas = List.copyOf(replicas);
        inSync = List.copyOf(inSync);
    }

    /** A partition that has just come to be: led by its first replica, all in sync. */
    public static PartitionImage of(List<Integer> replicas) {
        return new PartitionImage(replicas, replicas, replicas.get(0), 0);
    }

    /** The same leader, leading anew. */
    PartitionImage ledAnew() {
        return new PartitionImage(replicas, inSync, leader, leaderEpoch + 1);
    }
}
