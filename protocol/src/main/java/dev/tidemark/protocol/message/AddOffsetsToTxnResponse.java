package dev.tidemark.protocol.message;

import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.codec.Api;

/**
 * Whether the group's offsets partition was added.
 *
 * <ul>
 * <li>1: sent before the throttle (KIP-219)</li>
 * <li>2: PRODUCER_FENCED (KIP-588)</li>
 * <li>3: first flexible version (compact lengths, tagged fields)</li>
 * <li>4: TRANSACTION_ABORTABLE (KIP-890)</li>
 * </ul>
 */
@Api(key = ApiKey.ADD_OFFSETS_TO_TXN, versions = "0-4", flexible = "3+")
public record AddOffsetsToTxnResponse(int throttleTimeMs, short errorCode) implements Response {}
