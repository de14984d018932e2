package dev.tidemark.verification.simulation.workload.plan;

/** One change that an operator makes. */
public sealed interface AdminStep {

    String topic();

    record CreateTopic(String topic, int partitions, boolean compacted) implements AdminStep {}

    record DeleteTopic(String topic) implements AdminStep {}

    /** Sets one key of the topic's configuration. */
    record AlterConfig(String topic, String key, String value) implements AdminStep {}

    /** @param partitions how many there are to be */
    record AddPartitions(String topic, int partitions) implements AdminStep {}

    /** @param share how much of what the partition holds by then is to go, from 0 to 1 */
    record DeleteRecords(String topic, int partition, double share) implements AdminStep {}
}
