package dev.tidemark.broker.txn;

import org.jspecify.annotations.Nullable;

/**
 * Who speaks for a transactional id. Immutable; for people to read, never a basis for trust.
 *
 * @param clientId the client's name for itself, or null
 * @param clientHost the address it came from, for example {@code /127.0.0.1}
 */
public record Writer(@Nullable String clientId, String clientHost) {}
