package dev.tidemark.protocol.message;

import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.codec.Absent;
import dev.tidemark.protocol.codec.Api;
import dev.tidemark.protocol.codec.Ignorable;
import dev.tidemark.protocol.codec.Versions;

/**
 * The decision was taken; under the second transaction protocol also the epoch of the next transaction.
 *
 * <ul>
 * <li>1: sent before the throttle (KIP-219)</li>
 * <li>2: PRODUCER_FENCED (KIP-588)</li>
 * <li>3: first flexible version (compact lengths, tagged fields)</li>
 * <li>4: TRANSACTION_ABORTABLE (KIP-890)</li>
 * <li>5: adds {@code producerId}, {@code producerEpoch}; the next transaction's epoch with the second
 *     transaction protocol (KIP-890)</li>
 * </ul>
 */
@Api(key = ApiKey.END_TXN, versions = "0-5", flexible = "3+")
public record EndTxnResponse(
        int throttleTimeMs,
        short errorCode,
        @Versions("5+") @Absent("-1") @Ignorable long producerId,
        @Versions("5+") @Absent("-1") @Ignorable short producerEpoch) implements Response {}
