package dev.tidemark.client.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.client.net.ClientFixture;
import dev.tidemark.client.net.MetadataImage;
import dev.tidemark.core.failure.TidemarkException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Topics of which the broker that is asked learns later than the one that has created them. */
class AwaitedTopicsTest {

    private final ClientFixture client = new ClientFixture();
    private final Admin admin = new Admin(client.cluster(Map.of()), 10_000);

    @Test
    void are_asked_for_until_all_of_them_are_known() {
        client.broker.topic("here", 2);
        CompletableFuture<Map<String, MetadataImage.Topic>> awaited = admin.awaitTopics(List.of("here", "later"));
        client.run();
        client.advanceMs(1_000);
        assertThat(awaited).isNotDone();
        client.broker.topic("later", 3);
        client.advanceMs(1_000);
        client.advanceMs(1_000);
        assertThat(awaited).isCompleted();
        assertThat(awaited.join()).containsOnlyKeys("here", "later");
        assertThat(awaited.join().get("later").partitions()).hasSize(3);
    }

    @Test
    void that_stay_unknown_are_named_when_the_time_is_over() {
        CompletableFuture<Map<String, MetadataImage.Topic>> awaited = admin.awaitTopics(List.of("never"));
        for (int i = 0; i < 12; i++) {
            client.advanceMs(1_000);
        }
        assertThatThrownBy(awaited::join).hasRootCauseInstanceOf(TidemarkException.class)
                .hasMessageContaining("the broker does not know never yet");
    }
}
