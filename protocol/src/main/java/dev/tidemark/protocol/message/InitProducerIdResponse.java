package dev.tidemark.protocol.message;

import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.codec.Absent;
import dev.tidemark.protocol.codec.Api;

/**
 * The producer's id and epoch.
 *
 * <ul>
 * <li>1: sent before the throttle (KIP-219)</li>
 * <li>2: first flexible version (compact lengths, tagged fields)</li>
 * <li>4: PRODUCER_FENCED (KIP-588)</li>
 * <li>5: TRANSACTION_ABORTABLE (KIP-890)</li>
 * </ul>
 */
@Api(key = ApiKey.INIT_PRODUCER_ID, versions = "0-5", flexible = "2+")
public record InitProducerIdResponse(
        int throttleTimeMs,
        short errorCode,
        @Absent("-1") long producerId,
        short producerEpoch) implements Response {}
