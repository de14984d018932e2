package dev.tidemark.protocol.message;

import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.codec.Absent;
import dev.tidemark.protocol.codec.Api;
import dev.tidemark.protocol.codec.Versions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lists the transactional ids that the asked broker coordinates; empty filters let everything through (API 66, KIP-664).
 *
 * <ul>
 * <li>1: adds {@code durationFilter}; only what is open for longer, -1 for all (KIP-994)</li>
 * <li>2: adds {@code transactionalIdPattern}; a regular expression for the whole id (KIP-1152)</li>
 * </ul>
 */
@Api(key = ApiKey.LIST_TRANSACTIONS, versions = "0-2", flexible = "0+")
public record ListTransactionsRequest(
        List<String> stateFilters,
        List<Long> producerIdFilters,
        @Versions("1+") @Absent("-1") long durationFilter,
        @Versions("2+") @Absent("null") @Nullable String transactionalIdPattern) implements Request {}
