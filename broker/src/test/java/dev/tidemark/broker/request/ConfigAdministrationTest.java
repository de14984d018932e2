package dev.tidemark.broker.request;

import static dev.tidemark.broker.RunningBroker.done;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.broker.RunningBroker;
import dev.tidemark.broker.net.WireClient;
import dev.tidemark.protocol.message.AlterConfigsRequest;
import dev.tidemark.protocol.message.AlterConfigsResponse;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.AlterConfigsOptions;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ConfigEntry.ConfigSource;
import org.apache.kafka.clients.admin.DescribeConfigsOptions;
import org.apache.kafka.clients.admin.ListConfigResourcesOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.ConfigResource.Type;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Settings as a stock admin client describes and changes them while the broker runs. */
class ConfigAdministrationTest {

    private static final ConfigResource BROKER = new ConfigResource(Type.BROKER, "1");
    private static final ConfigResource ALL_BROKERS = new ConfigResource(Type.BROKER, "");

    @TempDir
    static Path folder;
    private static RunningBroker running;
    private static Admin admin;

    @BeforeAll
    static void start() {
        running = new RunningBroker(folder, Map.of("num.partitions", "2", "log.retention.hours", "2"));
        admin = running.admin();
    }

    @AfterAll
    static void stop() {
        admin.close();
        running.close();
    }

    // IncrementalAlterConfigs

    @Test
    void settings_of_a_topic_are_set_appended_subtracted_and_deleted() throws Exception {
        ConfigResource topic = created("ops");
        alter(topic, set("retention.ms", "1000"), set("cleanup.policy", "compact"));
        assertThat(value(topic, "retention.ms")).isEqualTo("1000");
        assertThat(describe(topic).get("retention.ms").source()).isEqualTo(ConfigSource.DYNAMIC_TOPIC_CONFIG);
        alter(topic, op("cleanup.policy", "delete,compact", OpType.APPEND));
        assertThat(value(topic, "cleanup.policy")).isEqualTo("compact,delete");
        alter(topic, op("cleanup.policy", "compact", OpType.SUBTRACT), op("retention.ms", null, OpType.DELETE));
        assertThat(value(topic, "cleanup.policy")).isEqualTo("delete");
        assertThat(value(topic, "retention.ms")).isEqualTo("7200000");
    }

    @Test
    void appending_to_a_list_that_is_not_set_starts_from_its_default() throws Exception {
        ConfigResource topic = created("append");
        alter(topic, op("cleanup.policy", "compact", OpType.APPEND));
        assertThat(value(topic, "cleanup.policy")).isEqualTo("delete,compact");
    }

    @Test
    void a_change_of_a_topic_that_cannot_be_is_refused_whole_with_its_cause() throws Exception {
        ConfigResource topic = created("bad");
        refused(topic, InvalidConfigurationException.class, "'soon' cannot be the value of 'retention.ms'",
                set("segment.bytes", "2097152"), set("retention.ms", "soon"));
        assertThat(describe(topic).get("segment.bytes").isDefault()).as("nothing of it was done").isTrue();
        refused(topic, InvalidConfigurationException.class, "the nearest key is 'retention.ms'",
                set("retention.mss", "1"));
        refused(topic, InvalidConfigurationException.class, "not served", set("remote.storage.enable", "true"));
        refused(topic, InvalidConfigurationException.class, "not a list", op("retention.ms", "1", OpType.APPEND));
        refused(topic, InvalidConfigurationException.class, "min.compaction.lag.ms",
                set("min.compaction.lag.ms", "10"), set("max.compaction.lag.ms", "5"));
        refused(topic, InvalidRequestException.class, "more than once", set("retention.ms", "1"),
                op("retention.ms", null, OpType.DELETE));
        refused(new ConfigResource(Type.TOPIC, "nowhere"), UnknownTopicOrPartitionException.class, "'nowhere'",
                set("retention.ms", "1"));
    }

    @Test
    void deleting_what_is_not_set_does_nothing_even_if_the_key_is_not_served() throws Exception {
        ConfigResource topic = created("delete");
        alter(topic, op("remote.storage.enable", null, OpType.DELETE), op("retention.ms", null, OpType.DELETE));
        assertThat(describe(topic).get("retention.ms").source()).isEqualTo(ConfigSource.STATIC_BROKER_CONFIG);
    }

    @Test
    void validating_only_refuses_and_changes_nothing() throws Exception {
        ConfigResource topic = created("maybe");
        var only = new AlterConfigsOptions().validateOnly(true);
        done(admin.incrementalAlterConfigs(Map.of(topic, List.of(set("retention.ms", "5"))), only).all());
        assertThat(value(topic, "retention.ms")).isEqualTo("7200000");
        assertThatThrownBy(() -> done(
                admin.incrementalAlterConfigs(Map.of(topic, List.of(set("retention.ms", "soon"))), only).all()))
                .hasCauseInstanceOf(InvalidConfigurationException.class);
    }

    @Test
    void of_several_resources_those_that_can_be_are_changed() throws Exception {
        ConfigResource good = created("good");
        ConfigResource missing = new ConfigResource(Type.TOPIC, "missing");
        var result = admin.incrementalAlterConfigs(Map.of(good, List.of(set("retention.ms", "7")), missing,
                List.of(set("retention.ms", "7"))));
        done(result.values().get(good));
        assertThatThrownBy(() -> done(result.values().get(missing)))
                .hasCauseInstanceOf(UnknownTopicOrPartitionException.class);
        assertThat(value(good, "retention.ms")).isEqualTo("7");
    }

    // AlterConfigs

    @Test
    void altering_all_settings_takes_back_what_is_not_named() throws Exception {
        ConfigResource topic = created("whole");
        alter(topic, set("retention.ms", "1000"), set("segment.bytes", "2097152"));
        replace(topic, Map.of("segment.bytes", "3145728"));
        assertThat(value(topic, "segment.bytes")).isEqualTo("3145728");
        assertThat(describe(topic).get("retention.ms").source()).isEqualTo(ConfigSource.STATIC_BROKER_CONFIG);
    }

    // settings of brokers

    @Test
    void a_broker_s_setting_goes_over_that_of_all_brokers_and_that_over_the_file_and_topics_see_it() throws Exception {
        ConfigResource topic = created("under");
        alter(ALL_BROKERS, set("log.retention.ms", "111"));
        assertThat(value(topic, "retention.ms")).isEqualTo("111");
        assertThat(describe(topic).get("retention.ms").source())
                .isEqualTo(ConfigSource.DYNAMIC_DEFAULT_BROKER_CONFIG);
        alter(BROKER, set("log.retention.ms", "222"));
        assertThat(value(topic, "retention.ms")).isEqualTo("222");
        ConfigEntry entry = describe(BROKER).get("log.retention.ms");
        assertThat(entry.source()).isEqualTo(ConfigSource.DYNAMIC_BROKER_CONFIG);
        assertThat(entry.isReadOnly()).isFalse();
        assertThat(describe(topic).get("retention.ms").synonyms())
                .extracting(synonym -> synonym.name() + "=" + synonym.value() + " " + synonym.source())
                .containsExactly("log.retention.ms=222 DYNAMIC_BROKER_CONFIG",
                        "log.retention.ms=111 DYNAMIC_DEFAULT_BROKER_CONFIG",
                        "log.retention.hours=2 STATIC_BROKER_CONFIG",
                        "log.retention.ms=604800000 DEFAULT_CONFIG");
        assertThat(describe(ALL_BROKERS).entries()).extracting(ConfigEntry::name).containsExactly("log.retention.ms");
        alter(BROKER, op("log.retention.ms", null, OpType.DELETE));
        alter(ALL_BROKERS, op("log.retention.ms", null, OpType.DELETE));
        assertThat(value(topic, "retention.ms")).isEqualTo("7200000");
    }

    @Test
    void a_broker_s_setting_that_is_read_at_start_alone_is_refused() throws Exception {
        refused(BROKER, InvalidRequestException.class, "cannot be changed while the broker runs",
                set("num.partitions", "5"));
        refused(BROKER, InvalidRequestException.class, "cannot be changed", set("log.retention.hours", "5"));
        refused(BROKER, InvalidRequestException.class, "not served", set("log.preallocate", "true"));
        refused(ALL_BROKERS, InvalidRequestException.class, "'-7'", set("log.segment.bytes", "-7"));
        assertThat(describe(BROKER).get("num.partitions").isReadOnly()).isTrue();
    }

    @Test
    void what_is_set_for_a_topic_or_for_all_brokers_reaches_the_logs_that_are_written_to() throws Exception {
        ConfigResource topic = created("live");
        running.produce("live", 0, "x".repeat(5_000));
        alter(topic, set("max.message.bytes", "1000"));
        tooLarge("live");
        alter(topic, op("max.message.bytes", null, OpType.DELETE));
        running.produce("live", 0, "x".repeat(5_000));
        alter(ALL_BROKERS, set("message.max.bytes", "1000"));
        tooLarge("live");
        alter(ALL_BROKERS, op("message.max.bytes", null, OpType.DELETE));
        running.produce("live", 0, "x".repeat(5_000));
    }

    @Test
    void threads_of_the_cleaner_are_halved_or_doubled_at_most_in_one_step() throws Exception {
        refused(ALL_BROKERS, InvalidRequestException.class, "the 1 threads of now become 1 to 2",
                set("log.cleaner.threads", "3"));
        alter(ALL_BROKERS, set("log.cleaner.threads", "2"));
        alter(BROKER, set("log.cleaner.threads", "4"));
        refused(BROKER, InvalidRequestException.class, "the 4 threads of now become 2 to 8",
                set("log.cleaner.threads", "1"));
        alter(ALL_BROKERS, set("log.cleaner.threads", "8")); // nothing for this broker, which has its own
        refused(BROKER, InvalidRequestException.class, "'17'", set("log.cleaner.threads", "17"));
        alter(BROKER, op("log.cleaner.threads", null, OpType.DELETE));
        assertThat(value(BROKER, "log.cleaner.threads")).isEqualTo("8");
        for (String fewer : List.of("4", "2", "1")) {
            alter(ALL_BROKERS, set("log.cleaner.threads", fewer));
        }
        alter(ALL_BROKERS, op("log.cleaner.threads", null, OpType.DELETE));
    }

    private static void tooLarge(String topic) {
        assertThatThrownBy(() -> running.produce(topic, 0, "x".repeat(5_000)))
                .hasRootCauseInstanceOf(RecordTooLargeException.class);
    }

    // groups, loggers, metrics

    @Test
    void a_group_has_settings_whether_it_exists_or_not() throws Exception {
        ConfigResource group = new ConfigResource(Type.GROUP, "slow");
        assertThat(value(group, "consumer.session.timeout.ms")).isEqualTo("45000");
        alter(group, set("consumer.session.timeout.ms", "60000"));
        assertThat(value(group, "consumer.session.timeout.ms")).isEqualTo("60000");
        assertThat(describe(group).get("consumer.session.timeout.ms").source())
                .isEqualTo(ConfigSource.DYNAMIC_GROUP_CONFIG);
        refused(group, InvalidConfigurationException.class, "allow 5000 to 15000",
                set("consumer.heartbeat.interval.ms", "60000"));
        refused(group, InvalidConfigurationException.class, "allow 45000 to 60000",
                set("consumer.session.timeout.ms", "44999"));
        assertThat(done(admin.listConfigResources(Set.of(Type.GROUP), new ListConfigResourcesOptions()).all()))
                .containsExactly(group);
    }

    @Test
    void loggers_and_client_metrics_are_answered_with_the_reason() throws Exception {
        ConfigResource loggers = new ConfigResource(Type.BROKER_LOGGER, "1");
        assertThat(describe(loggers).entries()).isEmpty();
        refused(loggers, InvalidRequestException.class, "log backend", set("root", "DEBUG"));
        refused(new ConfigResource(Type.CLIENT_METRICS, "m"), InvalidRequestException.class, "not collected",
                set("interval.ms", "1000"));
    }

    // DescribeConfigs and ListConfigResources

    @Test
    void what_is_described_can_be_narrowed_to_some_keys_of_several_resources() throws Exception {
        ConfigResource topic = created("narrow");
        var configs = done(admin.describeConfigs(List.of(topic, BROKER)).all());
        assertThat(configs.get(topic).entries()).extracting(ConfigEntry::documentation).containsOnlyNulls();
        assertThat(configs.get(BROKER).entries()).hasSizeGreaterThan(configs.get(topic).entries().size());
    }

    @Test
    void what_has_settings_is_listed_by_type() throws Exception {
        ConfigResource topic = created("listed");
        Collection<ConfigResource> all = done(admin.listConfigResources().all());
        assertThat(all).contains(topic, BROKER, new ConfigResource(Type.BROKER_LOGGER, "1"));
        assertThat(all).noneMatch(resource -> resource.type() == Type.CLIENT_METRICS);
    }

    static void setForAllBrokers(Admin client, String name, String value) throws Exception {
        done(client.incrementalAlterConfigs(Map.of(ALL_BROKERS, List.of(set(name, value)))).all());
    }

    static String ofBroker(Admin client, String name) throws Exception {
        return done(client.describeConfigs(List.of(BROKER)).all()).get(BROKER).get(name).value();
    }

    private static ConfigResource created(String name) throws Exception {
        done(admin.createTopics(List.of(new NewTopic(name, 1, (short) 1))).all());
        return new ConfigResource(Type.TOPIC, name);
    }

    private static AlterConfigOp set(String name, String value) {
        return op(name, value, OpType.SET);
    }

    private static AlterConfigOp op(String name, String value, OpType type) {
        return new AlterConfigOp(new ConfigEntry(name, value), type);
    }

    private static void alter(ConfigResource resource, AlterConfigOp... ops) throws Exception {
        done(altering(resource, ops));
    }

    private static KafkaFuture<Void> altering(ConfigResource resource, AlterConfigOp... ops) {
        return admin.incrementalAlterConfigs(Map.of(resource, List.of(ops))).all();
    }

    private static void refused(ConfigResource resource, Class<? extends Exception> error, String cause,
            AlterConfigOp... ops) {
        assertThatThrownBy(() -> done(altering(resource, ops))).hasCauseInstanceOf(error)
                .hasMessageContaining(cause);
    }

    /** No released admin client of this version speaks AlterConfigs any more: the message itself is sent. */
    private static void replace(ConfigResource resource, Map<String, String> values) throws Exception {
        List<AlterConfigsRequest.AlterableConfig> settings = new ArrayList<>();
        values.forEach((name, value) -> settings.add(new AlterConfigsRequest.AlterableConfig(name, value)));
        try (WireClient client = new WireClient(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), running.broker().port()))) {
            AlterConfigsResponse answer = client.call(
                    new AlterConfigsRequest(List.of(new AlterConfigsRequest.AlterConfigsResource(resource.type().id(),
                            resource.name(), settings)), false),
                    AlterConfigsResponse.class, 2);
            assertThat(answer.responses()).singleElement().satisfies(one -> assertThat(one.errorCode()).isZero());
        }
    }

    private static String value(ConfigResource resource, String name) throws Exception {
        return describe(resource).get(name).value();
    }

    private static Config describe(ConfigResource resource) throws Exception {
        return done(admin.describeConfigs(List.of(resource), new DescribeConfigsOptions().includeSynonyms(true)).all())
                .get(resource);
    }
}
