package dev.tidemark.broker.txn;

import dev.tidemark.protocol.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * What a transactional id is doing.
 *
 * @param error NONE, or why the rest is null: TRANSACTIONAL_ID_NOT_FOUND, COORDINATOR_LOAD_IN_PROGRESS, ...
 * @param transaction its state; an ending one has all its partitions, since which of them have their marker is not kept
 * @param writer who spoke for it, or null if nobody did since this broker started
 */
public record DescribedTransaction(String transactionalId, ErrorCode error, @Nullable Transaction transaction,
        @Nullable Writer writer) {}
