package dev.tidemark.broker.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.broker.metadata.ClusterDelta;
import dev.tidemark.broker.metadata.ClusterImage;
import dev.tidemark.broker.metadata.ImageBuilder;
import dev.tidemark.broker.metadata.MetadataRecord;
import dev.tidemark.broker.metadata.QuotaEntity;
import dev.tidemark.broker.metadata.QuotaEntity.Part;
import dev.tidemark.core.config.Config;
import dev.tidemark.core.config.ConfigScope;
import dev.tidemark.core.loop.ManualClock;
import dev.tidemark.protocol.message.FetchRequest;
import dev.tidemark.protocol.message.MetadataRequest;
import dev.tidemark.protocol.message.MetadataResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Who is held to which quota, in virtual time. */
class ClientQuotasTest {

    private static final Part ANONYMOUS = new Part(ClientQuotas.USER);
    private static final Part DEFAULT = Part.DEFAULT;

    private final ManualClock clock = new ManualClock(0);
    private final ClientQuotas quotas = new ClientQuotas(Config.of(ConfigScope.BROKER, Map.of()), clock);
    private ClusterImage image = ClusterImage.EMPTY;

    @Test
    void without_quotas_nothing_is_active_and_taking_the_last_one_back_ends_it() {
        assertThat(quotas.active()).isFalse();
        set(entity(ANONYMOUS, null), "request_percentage", 1.0);
        assertThat(quotas.active()).isTrue();
        set(entity(ANONYMOUS, null), "request_percentage", null);
        assertThat(quotas.active()).isFalse();
    }

    @Test
    void the_most_specific_quota_holds() {
        List<QuotaEntity> fromLeastToMost = List.of(entity(null, DEFAULT), entity(null, new Part("c")),
                entity(DEFAULT, null), entity(DEFAULT, DEFAULT), entity(DEFAULT, new Part("c")),
                entity(ANONYMOUS, null), entity(ANONYMOUS, DEFAULT), entity(ANONYMOUS, new Part("c")));
        double limit = 100;
        for (QuotaEntity entity : fromLeastToMost) {
            set(entity, "consumer_byte_rate", limit);
            assertThat(fetchBytesMax("c")).as("under %s", entity).isEqualTo((int) (limit * 10));
            limit += 100;
        }
    }

    @Test
    void a_quota_of_another_client_or_user_does_not_hold() {
        set(entity(new Part("alice"), null), "consumer_byte_rate", 1.0);
        set(entity(null, new Part("other")), "consumer_byte_rate", 1.0);
        assertThat(fetchBytesMax("c")).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void clients_of_a_default_have_a_share_each_and_clients_of_a_user_share_one() {
        set(entity(null, DEFAULT), "request_percentage", 10.0);
        assertThat(restAfter("a", 2_000)).isPositive();
        assertThat(restAfter("b", 500)).as("b used nothing yet").isZero();
        set(entity(ANONYMOUS, null), "request_percentage", 10.0);
        assertThat(restAfter("d", 900)).isZero();
        assertThat(restAfter("e", 900)).as("the same user").isPositive();
    }

    @Test
    void a_slow_request_rests_no_longer_than_a_window_and_the_answer_says_so() {
        set(entity(ANONYMOUS, null), "request_percentage", 1.0);
        ClientQuotas.Verdict verdict = answered("c", 60_000);
        assertThat(verdict.restMs()).isEqualTo(1_000);
        assertThat(verdict.response()).isInstanceOfSatisfying(MetadataResponse.class,
                answer -> assertThat(answer.throttleTimeMs()).isEqualTo(1_000));
    }

    @Test
    void connections_from_an_address_are_counted_and_those_refused_are_not() {
        set(new QuotaEntity(null, null, DEFAULT), "connection_creation_rate", 1.0);
        set(new QuotaEntity(null, null, new Part("10.0.0.9")), "connection_creation_rate", 2.0);
        for (int i = 0; i < 10; i++) {
            assertThat(quotas.connected("10.0.0.1")).isZero();
        }
        assertThat(quotas.connected("10.0.0.1")).isEqualTo(1_000);
        for (int i = 0; i < 20; i++) {
            assertThat(quotas.connected("10.0.0.9")).isZero();
        }
        assertThat(quotas.connected("10.0.0.9")).isPositive();
        clock.advanceMs(12_000);
        assertThat(quotas.connected("10.0.0.1")).isZero();
    }

    @Test
    void quotas_survive_a_snapshot() {
        set(entity(ANONYMOUS, new Part("c")), "producer_byte_rate", 5.0);
        set(new QuotaEntity(null, null, DEFAULT), "connection_creation_rate", 7.0);
        ImageBuilder loaded = new ImageBuilder(ClusterImage.EMPTY);
        loaded.load(image.offset(), dev.tidemark.broker.metadata.ImageRecords.of(image));
        assertThat(loaded.build().after().quotas()).isEqualTo(image.quotas()).hasSize(2);
    }

    private int fetchBytesMax(String clientId) {
        FetchRequest request = FetchRequest.builder().maxBytes(Integer.MAX_VALUE).build();
        return ((FetchRequest) quotas.admitted(clientId, request)).maxBytes();
    }

    private int restAfter(String clientId, long handlerMs) {
        return answered(clientId, handlerMs).restMs();
    }

    private ClientQuotas.Verdict answered(String clientId, long handlerMs) {
        return quotas.answered(clientId, new MetadataRequest(null, true, false, false),
                MetadataResponse.builder().build(), handlerMs * 1_000_000);
    }

    private static QuotaEntity entity(@Nullable Part user, @Nullable Part clientId) {
        return new QuotaEntity(user, clientId, null);
    }

    private void set(QuotaEntity entity, String key, @Nullable Double value) {
        Map<String, @Nullable Double> values = new HashMap<>();
        values.put(key, value);
        ImageBuilder builder = new ImageBuilder(image);
        builder.apply(image.controllerEpoch(), List.of(new MetadataRecord.QuotaChanged(entity, values)));
        ClusterDelta delta = builder.build();
        image = delta.after();
        quotas.changed(delta);
    }
}
