package dev.tidemark.broker.request;

import static dev.tidemark.broker.RunningBroker.done;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.broker.RunningBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterClientQuotasOptions;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.FeatureUpdate;
import org.apache.kafka.clients.admin.FeatureUpdate.UpgradeType;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.UpdateFeaturesOptions;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.errors.InvalidUpdateVersionException;
import org.apache.kafka.common.errors.ThrottlingQuotaExceededException;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.apache.kafka.common.quota.ClientQuotaFilter;
import org.apache.kafka.common.quota.ClientQuotaFilterComponent;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Quotas and features as stock clients set them, meet them and find them again after a restart. */
class QuotaApisTest {

    @TempDir
    static Path folder;
    private static RunningBroker running;
    private static Admin admin;

    @BeforeAll
    static void start() {
        running = new RunningBroker(folder, Map.of("quota.window.num", "2"));
        admin = running.admin();
    }

    @AfterAll
    static void stop() {
        admin.close();
        running.close();
    }

    // AlterClientQuotas and DescribeClientQuotas

    @Test
    void quotas_are_set_found_by_filter_and_taken_back() throws Exception {
        ClientQuotaEntity pair = entity("user", "alice", "client-id", "app");
        ClientQuotaEntity anyUser = entity("user", null);
        set(pair, "producer_byte_rate", 1024.0);
        set(pair, "request_percentage", 12.5);
        set(anyUser, "consumer_byte_rate", 99.0);
        assertThat(found(ClientQuotaFilter.contains(List.of(ClientQuotaFilterComponent.ofEntity("user", "alice")))))
                .isEqualTo(Map.of(pair, Map.of("producer_byte_rate", 1024.0, "request_percentage", 12.5)));
        assertThat(found(ClientQuotaFilter.contains(List.of(ClientQuotaFilterComponent.ofDefaultEntity("user")))))
                .containsOnlyKeys(anyUser);
        assertThat(found(ClientQuotaFilter.contains(List.of(ClientQuotaFilterComponent.ofEntityType("user")))))
                .containsKeys(pair, anyUser);
        assertThat(found(ClientQuotaFilter.containsOnly(List.of(ClientQuotaFilterComponent.ofEntityType("user")))))
                .containsKey(anyUser)
                .doesNotContainKey(pair);
        set(pair, "producer_byte_rate", null);
        set(pair, "request_percentage", null);
        set(anyUser, "consumer_byte_rate", null);
        assertThat(found(ClientQuotaFilter.all())).doesNotContainKeys(pair, anyUser);
    }

    @Test
    void quotas_that_cannot_be_are_refused_with_their_cause() {
        refused("greater than 0", entity("user", "bob"), "producer_byte_rate", -1.0);
        refused("whole number", entity("user", "bob"), "producer_byte_rate", 1.5);
        refused("no quota", entity("user", "bob"), "speed", 1.0);
        refused("no quota", entity("ip", "10.0.0.1"), "producer_byte_rate", 1.0);
        refused("no quota", entity("user", "bob"), "connection_creation_rate", 1.0);
        refused("no IP address", entity("ip", "somewhere.example"), "connection_creation_rate", 1.0);
        refused("by itself", entity("ip", "10.0.0.1", "user", "bob"), "connection_creation_rate", 1.0);
        refused("an entity has no 'group'", entity("group", "g"), "producer_byte_rate", 1.0);
    }

    @Test
    void validating_only_sets_no_quota() throws Exception {
        ClientQuotaEntity entity = entity("client-id", "maybe");
        done(admin.alterClientQuotas(List.of(new ClientQuotaAlteration(entity,
                List.of(new ClientQuotaAlteration.Op("producer_byte_rate", 5.0)))),
                new AlterClientQuotasOptions().validateOnly(true)).all());
        assertThat(found(ClientQuotaFilter.all())).doesNotContainKey(entity);
    }

    // enforced

    @Test
    void a_producer_and_a_consumer_over_their_byte_rates_are_told_to_rest_and_get_everything_in_the_end()
            throws Exception {
        done(admin.createTopics(List.of(new NewTopic("slow", 1, (short) 1))).all());
        set(entity("client-id", "slow-producer"), "producer_byte_rate", 20_000.0);
        set(entity("client-id", "slow-consumer"), "consumer_byte_rate", 20_000.0);
        try (var producer = new KafkaProducer<>(properties("slow-producer"), new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (int i = 0; i < 3; i++) {
                producer.send(new ProducerRecord<>("slow", 0, null, new byte[15_000])).get(20, TimeUnit.SECONDS);
            }
            assertThat(metric(producer.metrics(), "produce-throttle-time-max")).isPositive();
        }
        Properties reading = properties("slow-consumer");
        reading.put("max.partition.fetch.bytes", "15000");
        try (var consumer = new KafkaConsumer<>(reading, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            TopicPartition partition = new TopicPartition("slow", 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            int read = 0;
            for (int polls = 0; polls < 100 && read < 3; polls++) {
                read += consumer.poll(Duration.ofMillis(200)).count();
            }
            assertThat(read).isEqualTo(3);
            assertThat(metric(consumer.metrics(), "fetch-throttle-time-max")).isPositive();
        }
    }

    @Test
    void changes_of_topics_beyond_the_rate_are_refused_to_clients_that_know_the_error() throws Exception {
        try (Admin hasty = Admin.create(Map.of("bootstrap.servers", running.broker().bootstrapServers(), "client.id",
                "hasty"))) {
            set(entity("client-id", "hasty"), "controller_mutation_rate", 1.0);
            CreateTopicsOptions once = new CreateTopicsOptions().retryOnQuotaViolation(false);
            done(hasty.createTopics(List.of(new NewTopic("many-a", 15, (short) 1)), once).all());
            assertThatThrownBy(
                    () -> done(hasty.createTopics(List.of(new NewTopic("many-b", 1, (short) 1)), once).all()))
                    .cause()
                    .isInstanceOfSatisfying(ThrottlingQuotaExceededException.class,
                            error -> assertThat(error.throttleTimeMs()).isPositive());
            assertThat(done(admin.listTopics().names())).contains("many-a").doesNotContain("many-b");
            done(hasty.createTopics(List.of(new NewTopic("many-b", 1, (short) 1))).all());
        }
    }

    // UpdateFeatures

    @Test
    void a_feature_is_lowered_by_a_downgrade_raised_by_an_upgrade_and_not_otherwise() throws Exception {
        assertThat(level("transaction.version")).isEqualTo((short) 2);
        refusedUpdate("ask for a downgrade", "transaction.version", 1, UpgradeType.UPGRADE);
        update("transaction.version", 1, UpgradeType.SAFE_DOWNGRADE, false);
        assertThat(level("transaction.version")).isEqualTo((short) 1);
        refusedUpdate("cannot raise", "transaction.version", 2, UpgradeType.UNSAFE_DOWNGRADE);
        refusedUpdate("no such feature", "share.version", 1, UpgradeType.UPGRADE);
        refusedUpdate("25 to 33", "metadata.version", 34, UpgradeType.UPGRADE);
        update("transaction.version", 2, UpgradeType.UPGRADE, true);
        assertThat(level("transaction.version")).as("only validated").isEqualTo((short) 1);
        update("transaction.version", 2, UpgradeType.UPGRADE, false);
        assertThat(level("transaction.version")).isEqualTo((short) 2);
    }

    // restart

    @Test
    void settings_quotas_and_features_survive_a_restart(@TempDir Path own) throws Exception {
        try (RunningBroker broker = new RunningBroker(own, Map.of())) {
            ClientQuotaEntity entity = entity("user", "carol");
            try (Admin before = broker.admin()) {
                done(before.alterClientQuotas(List.of(new ClientQuotaAlteration(entity,
                        List.of(new ClientQuotaAlteration.Op("producer_byte_rate", 7.0))))).all());
                done(before.updateFeatures(Map.of("transaction.version",
                        new FeatureUpdate((short) 1, UpgradeType.SAFE_DOWNGRADE)), new UpdateFeaturesOptions()).all());
                ConfigAdministrationTest.setForAllBrokers(before, "log.retention.ms", "123456");
            }
            broker.restart();
            try (Admin after = broker.admin()) {
                assertThat(done(after.describeClientQuotas(ClientQuotaFilter.all()).entities()))
                        .isEqualTo(Map.of(entity, Map.of("producer_byte_rate", 7.0)));
                assertThat(done(after.describeFeatures().featureMetadata()).finalizedFeatures()
                        .get("transaction.version")
                        .maxVersionLevel()).isEqualTo((short) 1);
                assertThat(ConfigAdministrationTest.ofBroker(after, "log.retention.ms")).isEqualTo("123456");
            }
        }
    }

    private static ClientQuotaEntity entity(String type, @Nullable String name) {
        Map<String, @Nullable String> parts = new HashMap<>();
        parts.put(type, name);
        return new ClientQuotaEntity(parts);
    }

    private static ClientQuotaEntity entity(String type, String name, String otherType, String otherName) {
        return new ClientQuotaEntity(Map.of(type, name, otherType, otherName));
    }

    private static void set(ClientQuotaEntity entity, String key, @Nullable Double value) throws Exception {
        done(admin.alterClientQuotas(
                List.of(new ClientQuotaAlteration(entity, List.of(new ClientQuotaAlteration.Op(key, value))))).all());
    }

    private static void refused(String cause, ClientQuotaEntity entity, String key, double value) {
        assertThatThrownBy(() -> set(entity, key, value)).hasCauseInstanceOf(InvalidRequestException.class)
                .hasMessageContaining(cause);
    }

    private static Map<ClientQuotaEntity, Map<String, Double>> found(ClientQuotaFilter filter) throws Exception {
        return done(admin.describeClientQuotas(filter).entities());
    }

    private static short level(String feature) throws Exception {
        return done(admin.describeFeatures().featureMetadata()).finalizedFeatures().get(feature).maxVersionLevel();
    }

    private static void update(String feature, int level, UpgradeType type, boolean validateOnly) throws Exception {
        done(admin.updateFeatures(Map.of(feature, new FeatureUpdate((short) level, type)),
                new UpdateFeaturesOptions().validateOnly(validateOnly)).all());
    }

    private static void refusedUpdate(String cause, String feature, int level, UpgradeType type) {
        assertThatThrownBy(() -> update(feature, level, type, false))
                .hasCauseInstanceOf(InvalidUpdateVersionException.class)
                .hasMessageContaining(cause);
    }

    private static double metric(Map<?, ? extends Metric> metrics, String name) {
        List<Double> values = new ArrayList<>();
        metrics.values().forEach(metric -> {
            if (metric.metricName().name().equals(name) && metric.metricValue() instanceof Double value
                    && !value.isNaN()) {
                values.add(value);
            }
        });
        return values.stream().mapToDouble(Double::doubleValue).max().orElse(-1);
    }

    private static Properties properties(String clientId) {
        Properties properties = new Properties();
        properties.put("bootstrap.servers", running.broker().bootstrapServers());
        properties.put("client.id", clientId);
        properties.put("linger.ms", "0");
        return properties;
    }
}
