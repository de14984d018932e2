package dev.tidemark.broker.coordinator;

import java.util.concurrent.CompletionStage;

/**
 * Finds and creates the logs of internal topics; what the coordinators need of the broker's partitions and controller.
 * Called on the coordinator's loop; its stages complete there.
 */
public interface CoordinatorLogs {

    /**
     * The log of one partition, after creating the topic if it does not exist (compacted; partitions and replication factor
     * by {@code offsets.topic.*} or {@code transaction.state.log.*}). Opening one twice gives the same log.
     */
    CompletionStage<CoordinatorLog> open(String internalTopic, int partition);

    /** The topic's number of partitions: as it is, or as it would be created. Never changes once asked. */
    int partitionCount(String internalTopic);

    /** Whether the topic exists already: then its coordinators load at start instead of on first use. */
    boolean exists(String internalTopic);
}
