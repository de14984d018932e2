package dev.tidemark.protocol.message;

import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.codec.Api;
import dev.tidemark.protocol.codec.Ignorable;
import dev.tidemark.protocol.codec.Versions;

/**
 * Whether the member still belongs, or must rejoin.
 *
 * <ul>
 * <li>1: adds {@code throttleTimeMs}</li>
 * <li>2: sent before the throttle (KIP-219)</li>
 * <li>3: FENCED_INSTANCE_ID may be answered (KIP-345)</li>
 * <li>4: first flexible version (compact lengths, tagged fields)</li>
 * </ul>
 */
@Api(key = ApiKey.HEARTBEAT, versions = "0-4", flexible = "4+")
public record HeartbeatResponse(@Versions("1+") @Ignorable int throttleTimeMs, short errorCode) implements Response {}
