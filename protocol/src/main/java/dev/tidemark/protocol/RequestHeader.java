package dev.tidemark.protocol;

import org.jspecify.annotations.Nullable;

/**
 * What comes in front of every request: which API, at which version, and the number that its answer will carry. Version 1 is
 * the classic form; version 2 ends with tagged fields and goes with the flexible versions of the APIs. The client id keeps
 * its two-byte length in both, so that a broker can read the header of any ApiVersions request.
 *
 * @param apiKey the API's number, which may be unknown here: see {@link #api()}
 * @param apiVersion the version of the body
 * @param correlationId comes back in the response header
 * @param clientId the client's name for itself
 */
public record RequestHeader(short apiKey, short apiVersion, int correlationId, @Nullable String clientId) {

    /** The API, or null if the number is unknown. */
    public @Nullable ApiKey api() {
        return ApiKey.of(apiKey);
    }
}
