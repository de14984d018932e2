package dev.tidemark.broker.request;

import static dev.tidemark.broker.RunningBroker.done;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tidemark.broker.RunningBroker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ConfigEntry.ConfigSource;
import org.apache.kafka.clients.admin.CreatePartitionsOptions;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.CreateTopicsResult;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.DescribeConfigsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicCollection;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidPartitionsException;
import org.apache.kafka.common.errors.InvalidReplicaAssignmentException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicIdException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The topic APIs as a stock admin client sees them: one broker for all, a topic name of its own for each test. */
class TopicAdministrationTest {

    @TempDir
    static Path folder;
    private static RunningBroker running;
    private static Admin admin;

    @BeforeAll
    static void start() {
        running = new RunningBroker(folder, Map.of("num.partitions", "3", "log.retention.hours", "2"));
        admin = running.admin();
    }

    @AfterAll
    static void stop() {
        admin.close();
        running.close();
    }

    // CreateTopics

    @Test
    void a_created_topic_is_described_as_it_was_asked_for() throws Exception {
        CreateTopicsResult created = admin
                .createTopics(List.of(new NewTopic("made", 4, (short) 1).configs(Map.of("cleanup.policy", "compact"))));
        assertThat(done(created.numPartitions("made"))).isEqualTo(4);
        assertThat(done(created.replicationFactor("made"))).isEqualTo(1);
        assertThat(done(created.config("made")).get("cleanup.policy").value()).isEqualTo("compact");
        assertThat(done(created.config("made")).get("retention.ms").value()).isEqualTo("7200000");
        TopicDescription description = describe("made");
        assertThat(description.topicId()).isEqualTo(done(created.topicId("made")));
        assertThat(description.isInternal()).isFalse();
        assertThat(description.partitions()).hasSize(4).allSatisfy(partition -> {
            assertThat(partition.leader().id()).isEqualTo(1);
            assertThat(partition.replicas()).extracting(node -> node.id()).containsExactly(1);
            assertThat(partition.isr()).extracting(node -> node.id()).containsExactly(1);
        });
        for (int partition = 0; partition < 4; partition++) {
            assertThat(folder.resolve("made-" + partition)).isDirectory();
        }
    }

    @Test
    void a_topic_without_numbers_gets_the_broker_s() throws Exception {
        create(new NewTopic("plain", Optional.empty(), Optional.empty()));
        assertThat(describe("plain").partitions()).hasSize(3);
    }

    @Test
    void a_topic_that_cannot_be_is_refused_with_kafka_s_error() throws Exception {
        create(new NewTopic("there", 1, (short) 1));
        refused(new NewTopic("there", 1, (short) 1), TopicExistsException.class);
        refused(new NewTopic("a/b", 1, (short) 1), InvalidTopicException.class);
        refused(new NewTopic("..", 1, (short) 1), InvalidTopicException.class);
        refused(new NewTopic("none", 0, (short) 1), InvalidPartitionsException.class);
        refused(new NewTopic("many", 1, (short) 2), InvalidReplicationFactorException.class);
        refused(new NewTopic("off", Map.of(0, List.of(7))), InvalidReplicaAssignmentException.class);
        refused(new NewTopic("odd", 1, (short) 1).configs(Map.of("retention.ms", "soon")),
                InvalidConfigurationException.class);
        refused(new NewTopic("odd", 1, (short) 1).configs(Map.of("no.such.key", "1")),
                InvalidConfigurationException.class);
        refused(new NewTopic("__consumer_offsets", 1, (short) 1), InvalidTopicException.class);
    }

    @Test
    void validating_only_creates_nothing() throws Exception {
        done(admin
                .createTopics(List.of(new NewTopic("maybe", 1, (short) 1)),
                        new CreateTopicsOptions().validateOnly(true))
                .all());
        assertThat(done(admin.listTopics().names())).doesNotContain("maybe");
        create(new NewTopic("maybe", 1, (short) 1));
    }

    // DeleteTopics

    @Test
    void a_deleted_topic_is_gone_from_the_cluster_and_the_disk() throws Exception {
        create(new NewTopic("gone", 2, (short) 1));
        running.produce("gone", 0, "x");
        done(admin.deleteTopics(List.of("gone")).all());
        assertThat(done(admin.listTopics().names())).doesNotContain("gone");
        fails(admin.deleteTopics(List.of("gone")).all(), UnknownTopicOrPartitionException.class);
        await().untilAsserted(() -> assertThat(names(folder)).noneMatch(name -> name.startsWith("gone")));
        create(new NewTopic("gone", 1, (short) 1));
        running.produce("gone", 0, "y");
        assertThat(running.consume("gone", 0, 1)).containsExactly("y");
    }

    @Test
    void a_topic_is_deleted_by_its_id() throws Exception {
        create(new NewTopic("byid", 1, (short) 1));
        Uuid id = describe("byid").topicId();
        done(admin.deleteTopics(TopicCollection.ofTopicIds(List.of(id))).all());
        assertThat(done(admin.listTopics().names())).doesNotContain("byid");
        fails(admin.deleteTopics(TopicCollection.ofTopicIds(List.of(id))).all(), UnknownTopicIdException.class);
    }

    // CreatePartitions

    @Test
    void a_topic_grows_and_a_decrease_is_refused() throws Exception {
        create(new NewTopic("grows", 2, (short) 1));
        done(admin.createPartitions(Map.of("grows", NewPartitions.increaseTo(3))).all());
        assertThat(describe("grows").partitions()).hasSize(3);
        running.produce("grows", 2, "in the new one");
        assertThat(running.consume("grows", 2, 1)).containsExactly("in the new one");
        fails(admin.createPartitions(Map.of("grows", NewPartitions.increaseTo(2))).all(),
                InvalidPartitionsException.class);
        fails(admin.createPartitions(Map.of("nowhere", NewPartitions.increaseTo(2))).all(),
                UnknownTopicOrPartitionException.class);
        done(admin
                .createPartitions(Map.of("grows", NewPartitions.increaseTo(9)),
                        new CreatePartitionsOptions().validateOnly(true))
                .all());
        assertThat(describe("grows").partitions()).hasSize(3);
    }

    // DescribeConfigs

    @Test
    void a_topic_s_settings_come_with_their_sources() throws Exception {
        create(new NewTopic("set", 1, (short) 1).configs(Map.of("segment.bytes", "2097152")));
        ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, "set");
        var configs = done(admin.describeConfigs(List.of(topic),
                new DescribeConfigsOptions().includeSynonyms(true).includeDocumentation(true)).all())
                .get(topic);
        assertThat(configs.get("segment.bytes").source()).isEqualTo(ConfigSource.DYNAMIC_TOPIC_CONFIG);
        ConfigEntry retention = configs.get("retention.ms");
        assertThat(retention.value()).isEqualTo("7200000");
        assertThat(retention.source()).isEqualTo(ConfigSource.STATIC_BROKER_CONFIG);
        assertThat(retention.synonyms()).extracting(ConfigEntry.ConfigSynonym::name)
                .containsExactly("log.retention.hours", "log.retention.ms");
        assertThat(retention.documentation()).contains("kept");
        assertThat(retention.type()).isEqualTo(ConfigEntry.ConfigType.LONG);
        assertThat(configs.get("cleanup.policy").isDefault()).isTrue();
        assertThat(configs.get("tidemark.flush").value()).isEqualTo("group");
    }

    @Test
    void what_this_broker_was_started_with_is_described_and_a_missing_topic_is_refused() throws Exception {
        ConfigResource broker = new ConfigResource(ConfigResource.Type.BROKER, "1");
        var configs = done(admin.describeConfigs(List.of(broker)).all()).get(broker);
        assertThat(configs.get("num.partitions").value()).isEqualTo("3");
        assertThat(configs.get("num.partitions").isReadOnly()).isTrue();
        assertThat(configs.get("log.retention.hours").value()).isEqualTo("2");
        ConfigResource missing = new ConfigResource(ConfigResource.Type.TOPIC, "not-there");
        fails(admin.describeConfigs(List.of(missing)).all(), UnknownTopicOrPartitionException.class);
    }

    // DescribeCluster, Metadata, DescribeTopicPartitions

    @Test
    void the_cluster_is_this_broker_and_everything_is_allowed() throws Exception {
        var cluster = admin.describeCluster(new DescribeClusterOptions().includeAuthorizedOperations(true));
        assertThat(done(cluster.nodes())).hasSize(1)
                .allMatch(node -> node.id() == 1 && node.port() == running.broker().port());
        assertThat(done(cluster.controller()).id()).isEqualTo(1);
        assertThat(done(cluster.authorizedOperations())).contains(AclOperation.CREATE, AclOperation.IDEMPOTENT_WRITE);
    }

    @Test
    void topics_are_listed_and_internal_ones_only_when_asked_for() throws Exception {
        create(new NewTopic("listed", 1, (short) 1));
        running.consumeInGroup("listed", "some-group");
        assertThat(done(admin.listTopics().names())).contains("listed").doesNotContain("__consumer_offsets");
        assertThat(done(admin.listTopics(new ListTopicsOptions().listInternal(true)).names())).contains("listed",
                "__consumer_offsets");
        ConfigResource offsets = new ConfigResource(ConfigResource.Type.TOPIC, "__consumer_offsets");
        assertThat(done(admin.describeConfigs(List.of(offsets)).all()).get(offsets).get("cleanup.policy").value())
                .isEqualTo("compact");
        assertThat(describe("__consumer_offsets").partitions()).hasSize(2);
    }

    @Test
    void a_topic_is_described_by_name_or_id_and_a_missing_one_is_an_error() throws Exception {
        create(new NewTopic("seen", 1, (short) 1));
        Uuid id = describe("seen").topicId();
        assertThat(done(admin.describeTopics(TopicCollection.ofTopicIds(List.of(id))).allTopicIds()).get(id).name())
                .isEqualTo("seen");
        fails(admin.describeTopics(List.of("unseen")).allTopicNames(), UnknownTopicOrPartitionException.class);
        fails(admin.describeTopics(TopicCollection.ofTopicIds(List.of(Uuid.randomUuid()))).allTopicIds(),
                UnknownTopicIdException.class);
        assertThat(done(admin.listTopics().names())).as("describing creates nothing").doesNotContain("unseen");
        Set<AclOperation> allowed = done(
                admin.describeTopics(List.of("seen"), new DescribeTopicsOptions().includeAuthorizedOperations(true))
                        .allTopicNames())
                .get("seen")
                .authorizedOperations();
        assertThat(allowed).contains(AclOperation.READ, AclOperation.WRITE, AclOperation.DELETE);
    }

    @Test
    void many_partitions_are_described_page_by_page() throws Exception {
        create(new NewTopic("wide", 7, (short) 1));
        TopicDescription paged = done(
                admin.describeTopics(List.of("wide"), new DescribeTopicsOptions().partitionSizeLimitPerResponse(3))
                        .allTopicNames())
                .get("wide");
        List<Integer> partitions = new ArrayList<>();
        paged.partitions().forEach(partition -> partitions.add(partition.partition()));
        assertThat(partitions).containsExactly(0, 1, 2, 3, 4, 5, 6);
    }

    private static void create(NewTopic topic) throws Exception {
        done(admin.createTopics(List.of(topic)).all());
    }

    private static void refused(NewTopic topic, Class<? extends Exception> error) {
        fails(admin.createTopics(List.of(topic)).all(), error);
    }

    private static void fails(KafkaFuture<?> future, Class<? extends Exception> error) {
        assertThatThrownBy(() -> done(future)).hasCauseInstanceOf(error);
    }

    private static TopicDescription describe(String topic) throws Exception {
        return done(admin.describeTopics(List.of(topic)).allTopicNames()).get(topic);
    }

    private static List<String> names(Path folder) throws Exception {
        try (var entries = Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString()).toList();
        }
    }
}
