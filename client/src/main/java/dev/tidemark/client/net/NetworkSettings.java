package dev.tidemark.client.net;

import dev.tidemark.core.config.ClientKeys;
import dev.tidemark.core.config.Config;
import java.util.List;

/**
 * What every client needs to reach a cluster; names and defaults are Kafka's.
 *
 * @param bootstrap {@code bootstrap.servers}
 * @param clientId {@code client.id}
 * @param requestTimeoutMs {@code request.timeout.ms}
 * @param metadataMaxAgeMs {@code metadata.max.age.ms}
 * @param retry {@code retry.backoff.ms}, {@code retry.backoff.max.ms}
 * @param reconnect {@code reconnect.backoff.ms}, {@code reconnect.backoff.max.ms}
 */
public record NetworkSettings(List<Endpoint> bootstrap, String clientId, int requestTimeoutMs, long metadataMaxAgeMs,
        Backoff retry, Backoff reconnect) {

    public static NetworkSettings of(Config config) {
        return new NetworkSettings(config.get(ClientKeys.BOOTSTRAP_SERVERS).stream().map(Endpoint::parse).toList(),
                config.get(ClientKeys.CLIENT_ID), config.get(ClientKeys.REQUEST_TIMEOUT_MS),
                config.get(ClientKeys.METADATA_MAX_AGE_MS),
                new Backoff(config.get(ClientKeys.RETRY_BACKOFF_MS), config.get(ClientKeys.RETRY_BACKOFF_MAX_MS)),
                new Backoff(config.get(ClientKeys.RECONNECT_BACKOFF_MS),
                        config.get(ClientKeys.RECONNECT_BACKOFF_MAX_MS)));
    }
}
