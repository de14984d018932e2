package dev.tidemark.broker.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.broker.RunningBroker;
import dev.tidemark.broker.net.WireClient;
import dev.tidemark.core.failure.Invariants;
import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.VersionException;
import dev.tidemark.protocol.VersionRange;
import dev.tidemark.protocol.message.ApiVersionsRequest;
import dev.tidemark.protocol.message.ApiVersionsResponse;
import dev.tidemark.protocol.message.MessageCatalog;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is wired, what is announced and what is compared with Kafka's own messages are one and the same set of APIs. */
class ServedApisTest {

    @TempDir
    Path folder;

    @Test
    void every_wired_api_is_in_the_catalogue_that_is_compared_with_kafka_and_the_other_way_round() {
        try (RunningBroker running = new RunningBroker(folder, Map.of())) {
            Map<ApiKey, String> wired = new TreeMap<>();
            for (Route<?> route : running.broker().handlers().routes()) {
                wired.put(route.key(), route.request().getSimpleName() + " " + route.response().getSimpleName() + " "
                        + new VersionRange(route.minVersion(), route.maxVersion()));
            }
            Map<ApiKey, String> compared = new TreeMap<>();
            for (ApiKey key : MessageCatalog.keys()) {
                MessageCatalog.Messages messages = Invariants.present(MessageCatalog.find(key), key.toString());
                compared.put(key, messages.request().getSimpleName() + " " + messages.response().getSimpleName() + " "
                        + served(key, messages.versions()));
            }
            assertThat(wired).isEqualTo(compared);
        }
    }

    @Test
    void api_versions_announces_what_is_wired() throws Exception {
        try (RunningBroker running = new RunningBroker(folder, Map.of());
                WireClient client = new WireClient(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), running.broker().port()))) {
            ApiVersionsResponse answer = client.call(new ApiVersionsRequest("test", "1", null, -1),
                    ApiVersionsResponse.class, 3);
            Map<Short, VersionRange> announced = new TreeMap<>();
            answer.apiKeys()
                    .forEach(api -> announced.put(api.apiKey(), new VersionRange(api.minVersion(), api.maxVersion())));
            Map<Short, VersionRange> wired = new TreeMap<>();
            for (Route<?> route : running.broker().handlers().routes()) {
                wired.put(route.key().id(),
                        VersionException.advertised(route.key(),
                                new VersionRange(route.minVersion(), route.maxVersion())));
            }
            assertThat(announced).isEqualTo(wired).hasSizeGreaterThan(20);
        }
    }

    private static VersionRange served(ApiKey key, VersionRange declared) {
        VersionException exception = VersionException.of(key);
        return exception == null ? declared : exception.served();
    }
}
