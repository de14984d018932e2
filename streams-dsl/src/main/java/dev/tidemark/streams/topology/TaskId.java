package dev.tidemark.streams.topology;

/**
 * A logical task: one partition's worth of a sub-topology. Instances and workers come and go, tasks do not; as a writer of
 * an edge a task is known by its partition.
 *
 * @param subTopology number of the sub-topology
 * @param partition of all its input topics
 */
public record TaskId(int subTopology, int partition) implements Comparable<TaskId> {

    @Override
    public int compareTo(TaskId other) {
        int bySubTopology = Integer.compare(subTopology, other.subTopology);
        return bySubTopology != 0 ? bySubTopology : Integer.compare(partition, other.partition);
    }

    /** {@code 0_3}: as in logs, errors and the names of state folders. */
    @Override
    public String toString() {
        return subTopology + "_" + partition;
    }
}
