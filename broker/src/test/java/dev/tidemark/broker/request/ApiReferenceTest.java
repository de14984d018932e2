package dev.tidemark.broker.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.broker.RunningBroker;
import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.VersionRange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.common.protocol.ApiKeys;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code docs/reference/apis.md} says what is served. */
class ApiReferenceTest {

    private static final Path PAGE = Path.of(System.getProperty("tidemark.project.root"), "docs/reference/apis.md");

    @TempDir
    Path folder;

    @Test
    void the_page_is_what_the_table_of_handlers_says() throws IOException {
        try (RunningBroker running = new RunningBroker(folder, Map.of())) {
            String expected = ApiReference.markdown(running.broker().handlers(), ApiReferenceTest::versionsOfKafka);
            if (Boolean.getBoolean("regenerate")) {
                Files.writeString(PAGE, expected);
            }
            assertThat(Files.readString(PAGE)).as("stale: run this test with -Dregenerate=true").isEqualTo(expected);
        }
    }

    @Test
    void nothing_that_is_served_has_a_reason_not_to_be() {
        try (RunningBroker running = new RunningBroker(folder, Map.of())) {
            for (Route<?> route : running.broker().handlers().routes()) {
                assertThat(UnservedApis.reason(route.key())).as(route.key().title()).isNull();
            }
        }
    }

    @Test
    void what_is_never_to_be_served_is_absent() {
        try (RunningBroker running = new RunningBroker(folder, Map.of())) {
            for (ApiKey key : ApiKey.values()) {
                if (key.title().contains("Share") || key.title().contains("StreamsGroup")
                        || key.title().contains("DelegationToken") || key.title().contains("Acls")
                        || key.title().contains("Scram") || key.title().contains("RaftVoter")) {
                    assertThat(running.broker().handlers().route(key)).as(key.title()).isNull();
                }
            }
        }
    }

    private static @Nullable VersionRange versionsOfKafka(ApiKey key) {
        if (!ApiKeys.hasId(key.id())) {
            return null;
        }
        ApiKeys theirs = ApiKeys.forId(key.id());
        short latest = theirs.latestVersion(false);
        return theirs.hasValidVersion() && latest >= theirs.oldestVersion()
                ? new VersionRange(theirs.oldestVersion(), latest)
                : null;
    }
}
