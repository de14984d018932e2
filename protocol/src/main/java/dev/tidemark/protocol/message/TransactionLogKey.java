package dev.tidemark.protocol.message;

import dev.tidemark.protocol.codec.Payload;

/**
 * Key of a transactional id in {@code __transaction_state}.
 */
@Payload(versions = "0", flexible = "none")
public record TransactionLogKey(String transactionalId) {}
