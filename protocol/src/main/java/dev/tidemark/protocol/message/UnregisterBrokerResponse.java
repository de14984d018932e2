package dev.tidemark.protocol.message;

import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.codec.Api;
import org.jspecify.annotations.Nullable;

/** Whether the broker was removed. */
@Api(key = ApiKey.UNREGISTER_BROKER, versions = "0", flexible = "0+")
public record UnregisterBrokerResponse(
        int throttleTimeMs,
        short errorCode,
        @Nullable String errorMessage) implements Response {}
