package dev.tidemark.client.admin;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which transactional ids are asked for; what is empty lets everything through.
 *
 * @param states by their names, as in {@link TransactionListing#state}
 * @param producerIds of those who may act
 * @param longerThanMs only transactions that are open for longer, milliseconds; -1 for all (KIP-994: Kafka 3.8 or newer)
 * @param idPattern a regular expression (RE2) for the whole id, or null (KIP-1152: Kafka 4.1 or newer)
 */
public record TransactionFilter(Set<String> states, Set<Long> producerIds, long longerThanMs,
        @Nullable String idPattern) {

    public TransactionFilter {
        states = Set.copyOf(states);
        producerIds = Set.copyOf(producerIds);
    }

    /** All ids. */
    public static TransactionFilter all() {
        return new TransactionFilter(Set.of(), Set.of(), -1, null);
    }

    /** The ids of some producers. */
    static TransactionFilter of(Set<Long> producerIds) {
        return new TransactionFilter(Set.of(), producerIds, -1, null);
    }

    /** The lowest version of ListTransactions that can say it. */
    int minVersion() {
        if (idPattern != null) {
            return 2;
        }
        return longerThanMs >= 0 ? 1 : 0;
    }
}
