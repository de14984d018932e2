package dev.tidemark.protocol.message;

import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.codec.Api;

/** Removes a broker from the cluster's metadata (API 64). */
@Api(key = ApiKey.UNREGISTER_BROKER, versions = "0", flexible = "0+")
public record UnregisterBrokerRequest(
        int brokerId) implements Request {}
