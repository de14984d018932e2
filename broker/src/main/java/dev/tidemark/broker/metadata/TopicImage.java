package dev.tidemark.broker.metadata;

import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * One topic.
 *
 * @param id the same for its whole life; a topic created anew under the name has another
 * @param partitions by index
 * @param configs what was set for this topic, by key; defaults are not in it
 */
public record TopicImage(String name, UUID id, List<PartitionImage> partitions, Map<String, String> configs) {

    /** Holds committed offsets and group memberships. */
    public static final String CONSUMER_OFFSETS = "__consumer_offsets";
    /** Holds the states of transactional ids. */
    public static final String TRANSACTION_STATE = "__transaction_state";

    public TopicImage {
        partitions = List.copyOf(partitions);
        configs = Map.copyOf(configs);
    }

    /** Whether the broker itself writes it: clients are told so, and may not. */
    public boolean internal() {
        return internal(name);
    }

    /** Whether a topic of this name is written by the broker itself. */
    public static boolean internal(String name) {
        return name.equals(CONSUMER_OFFSETS) || name.equals(TRANSACTION_STATE);
    }
}
