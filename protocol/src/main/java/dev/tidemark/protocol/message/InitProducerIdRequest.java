package dev.tidemark.protocol.message;

import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.codec.Absent;
import dev.tidemark.protocol.codec.Api;
import dev.tidemark.protocol.codec.Versions;
import org.jspecify.annotations.Nullable;

/**
 * Obtains a producer id and epoch; with a transactional id also fences and aborts what its former owner left
 * (API 22). The unstable version 6 (two-phase commit, KIP-939) is not served.
 *
 * <ul>
 * <li>2: first flexible version (compact lengths, tagged fields)</li>
 * <li>3: adds {@code producerId}, {@code producerEpoch}; a producer can raise its own epoch (KIP-360)</li>
 * <li>4: PRODUCER_FENCED instead of INVALID_PRODUCER_EPOCH (KIP-588)</li>
 * <li>5: TRANSACTION_ABORTABLE may be answered (KIP-890)</li>
 * </ul>
 */
@Api(key = ApiKey.INIT_PRODUCER_ID, versions = "0-5", flexible = "2+")
public record InitProducerIdRequest(
        @Nullable String transactionalId,
        int transactionTimeoutMs,
        @Versions("3+") @Absent("-1") long producerId,
        @Versions("3+") @Absent("-1") short producerEpoch) implements Request {}
