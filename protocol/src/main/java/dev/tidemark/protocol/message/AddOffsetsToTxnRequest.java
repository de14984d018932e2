package dev.tidemark.protocol.message;

import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.codec.Api;

/**
 * Announces that a transaction will commit offsets of a group (API 25).
 *
 * <ul>
 * <li>2: PRODUCER_FENCED may be answered (KIP-588)</li>
 * <li>3: first flexible version (compact lengths, tagged fields)</li>
 * <li>4: TRANSACTION_ABORTABLE may be answered (KIP-890)</li>
 * </ul>
 */
@Api(key = ApiKey.ADD_OFFSETS_TO_TXN, versions = "0-4", flexible = "3+")
public record AddOffsetsToTxnRequest(
        String transactionalId,
        long producerId,
        short producerEpoch,
        String groupId) implements Request {}
