package dev.tidemark.client.net;

import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.message.Request;
import dev.tidemark.protocol.message.Response;

/**
 * A request that waits for its version, which is known once the broker told what it serves. A value.
 *
 * @param minVersion below which the request cannot say what it must
 * @param maxVersion above which we do not speak the API
 * @param request builds the request for the version agreed on
 */
public record Call<R extends Response>(ApiKey key, Class<R> responseType, int minVersion, int maxVersion,
        VersionedRequest request) {

    /** The request at a version. */
    @FunctionalInterface
    public interface VersionedRequest {
        Request at(short version);
    }

    /** A request that is the same record at all its versions. */
    public static <R extends Response> Call<R> of(ApiKey key, Class<R> responseType, int minVersion, int maxVersion,
            Request request) {
        return new Call<>(key, responseType, minVersion, maxVersion, version -> request);
    }
}
