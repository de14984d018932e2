package dev.tidemark.protocol.message;

import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.codec.Api;

/**
 * Commits or aborts a transaction (API 26).
 *
 * <ul>
 * <li>2: PRODUCER_FENCED may be answered (KIP-588)</li>
 * <li>3: first flexible version (compact lengths, tagged fields)</li>
 * <li>4: TRANSACTION_ABORTABLE may be answered (KIP-890)</li>
 * <li>5: asks for the epoch to be raised with the second transaction protocol (KIP-890)</li>
 * </ul>
 */
@Api(key = ApiKey.END_TXN, versions = "0-5", flexible = "3+")
public record EndTxnRequest(
        String transactionalId,
        long producerId,
        short producerEpoch,
        boolean committed) implements Request {}
