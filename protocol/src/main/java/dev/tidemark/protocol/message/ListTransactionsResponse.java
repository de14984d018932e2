package dev.tidemark.protocol.message;

import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.codec.Api;
import java.util.List;

/**
 * The transactional ids that pass the filters.
 *
 * <ul>
 * <li>1: as 0 (KIP-994)</li>
 * <li>2: as 1; INVALID_REGULAR_EXPRESSION is possible (KIP-1152)</li>
 * </ul>
 */
@Api(key = ApiKey.LIST_TRANSACTIONS, versions = "0-2", flexible = "0+")
public record ListTransactionsResponse(
        int throttleTimeMs,
        short errorCode,
        List<String> unknownStateFilters,
        List<TransactionState> transactionStates) implements Response {

    /**
     * One transactional id. {@code writerClientId} and {@code writerClientHost} say who spoke last for it, if this broker heard anybody since its start;
     * they are our own, behind the tags that Kafka uses, and stock clients skip them.
     */
    public record TransactionState(
            String transactionalId,
            long producerId,
            String transactionState) {}
}
