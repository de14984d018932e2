package dev.tidemark.client.admin;

import dev.tidemark.core.id.TopicPartition;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A transactional id as its coordinator knows it.
 *
 * @param state {@code Ongoing}, {@code PrepareCommit}, {@code CompleteAbort}, ...
 * @param timeoutMs after which its coordinator aborts an open transaction
 * @param startMs when the latest transaction began, or -1
 * @param partitions of the transaction that is open or ending
 * @param clientId who spoke for the id, by its own name; null if the broker did not hear it or does not tell
 * @param clientHost from which address, or null
 */
public record TransactionDescription(String transactionalId, String state, int timeoutMs, long startMs, long producerId,
        short producerEpoch, Set<TopicPartition> partitions, @Nullable String clientId, @Nullable String clientHost) {

    public TransactionDescription {
        partitions = Set.copyOf(partitions);
    }

    /** Whether its markers are on their way. */
    public boolean ending() {
        return state.equals("PrepareCommit") || state.equals("PrepareAbort");
    }
}
