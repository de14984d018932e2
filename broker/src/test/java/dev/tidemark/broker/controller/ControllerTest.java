package dev.tidemark.broker.controller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.broker.metadata.BrokerConfigs;
import dev.tidemark.broker.metadata.ClusterDelta;
import dev.tidemark.broker.metadata.ClusterImage;
import dev.tidemark.broker.metadata.ClusterImages;
import dev.tidemark.broker.metadata.Endpoint;
import dev.tidemark.broker.metadata.PartitionImage;
import dev.tidemark.broker.metadata.TopicImage;
import dev.tidemark.broker.quorum.SingleNodeQuorum;
import dev.tidemark.broker.txn.ProducerIdBlocks.Block;
import dev.tidemark.core.config.Config;
import dev.tidemark.core.config.ConfigScope;
import dev.tidemark.core.loop.ManualClock;
import dev.tidemark.core.loop.ManualLoop;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.storage.CountingStorage;
import dev.tidemark.storage.MemoryStorage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ControllerTest {

    private static final Config CONFIG = Config.of(ConfigScope.BROKER,
            Map.of("num.partitions", "3", "offsets.topic.num.partitions", "5"));

    private final MemoryStorage disk = new MemoryStorage();
    private final CountingStorage storage = new CountingStorage(disk);
    private final ManualClock clock = new ManualClock(0);
    private final ManualLoop control = new ManualLoop(clock);
    private final ManualLoop flusher = new ManualLoop(clock);
    private final List<Throwable> failures = new ArrayList<>();
    private ClusterImages images = new ClusterImages();
    private Controller controller = newController();

    @BeforeEach
    void start() {
        startNode();
    }

    @Test
    void a_new_cluster_has_its_broker_and_the_features_that_stock_clients_look_for() {
        ClusterImage image = images.current();
        assertThat(image.brokers().keySet()).containsExactly(1);
        assertThat(image.controllerId()).isEqualTo(1);
        assertThat(image.features()).containsEntry("transaction.version", (short) 2).containsKey("metadata.version");
        assertThat(Features.levels(image).finalizedEpoch()).isPositive();
        assertThat(Features.levels(ClusterImage.EMPTY).finalizedEpoch()).isEqualTo(-1);
    }

    @Test
    void a_created_topic_is_there_for_listeners_before_the_reply() {
        List<String> heard = new ArrayList<>();
        images.subscribe(delta -> delta.created().forEach(topic -> heard.add("created " + topic.name())));
        controller.createTopics(List.of(NewTopic.of("t", 2, 1)), false).thenRun(() -> heard.add("reply"));
        settle();
        assertThat(heard).containsExactly("created t", "reply");
        TopicImage topic = topic("t");
        assertThat(topic.partitions()).hasSize(2)
                .allMatch(partition -> partition.leader() == 1 && partition.leaderEpoch() == 0);
        assertThat(topic.id().version()).isEqualTo(4);
    }

    @Test
    void numbers_not_given_are_the_broker_s() {
        create(NewTopic.of("t", NewTopic.DEFAULT, NewTopic.DEFAULT));
        assertThat(topic("t").partitions()).hasSize(3);
    }

    @Test
    void names_that_could_not_be_folders_are_refused() {
        for (String name : List.of("", ".", "..", "a/b", "a b", "ü", "a\u0000", "x".repeat(250))) {
            assertThat(create(NewTopic.of(name, 1, 1)).error()).as(name).isEqualTo(ErrorCode.INVALID_TOPIC_EXCEPTION);
        }
        assertThat(create(NewTopic.of("x".repeat(249), 1, 1)).error()).isEqualTo(ErrorCode.NONE);
        assertThat(create(NewTopic.of("aZ09._-", 1, 1)).error()).isEqualTo(ErrorCode.NONE);
        assertThat(create(NewTopic.of("aZ09__-", 1, 1)).message()).contains("dots and underscores");
    }

    @Test
    void a_full_disk_refuses_changes_with_the_reason_until_there_is_room() {
        create(NewTopic.of("before", 1, 1));
        disk.capacityBytes(disk.usedBytes());
        TopicOutcome refused = create(NewTopic.of("t", 1, 1));
        assertThat(refused.error()).isEqualTo(ErrorCode.KAFKA_STORAGE_ERROR);
        assertThat(refused.message()).contains("full", "nothing was changed");
        assertThat(delete(new TopicRef.ByName("before")).error()).isEqualTo(ErrorCode.KAFKA_STORAGE_ERROR);
        assertThat(images.current().topicsByName().keySet()).containsExactly("before");
        disk.capacityBytes(Long.MAX_VALUE);
        assertThat(create(NewTopic.of("t", 1, 1)).error()).isEqualTo(ErrorCode.NONE);
        assertThat(failures).isEmpty();
        crashAndRestart();
        assertThat(images.current().topicsByName().keySet()).containsExactlyInAnyOrder("before", "t");
    }

    @Test
    void what_cannot_be_is_refused_with_its_code() {
        create(NewTopic.of("t", 1, 1));
        assertThat(create(NewTopic.of("t", 1, 1)).error()).isEqualTo(ErrorCode.TOPIC_ALREADY_EXISTS);
        assertThat(create(NewTopic.of("u", 0, 1)).error()).isEqualTo(ErrorCode.INVALID_PARTITIONS);
        assertThat(create(NewTopic.of("u", 10_001, 1)).error()).isEqualTo(ErrorCode.INVALID_PARTITIONS);
        assertThat(create(NewTopic.of("u", 1, 2)).error()).isEqualTo(ErrorCode.INVALID_REPLICATION_FACTOR);
        assertThat(create(NewTopic.of("u", 1, 0)).error()).isEqualTo(ErrorCode.INVALID_REPLICATION_FACTOR);
        assertThat(create(NewTopic.of("__consumer_offsets", 1, 1)).error())
                .isEqualTo(ErrorCode.INVALID_TOPIC_EXCEPTION);
        assertThat(create(with("retention.ms", "soon")).message()).contains("'soon'", "retention.ms", "at least -1");
        assertThat(create(with("retention.ms", "soon")).error()).isEqualTo(ErrorCode.INVALID_CONFIG);
        assertThat(create(with("retention", "1")).message()).contains("nearest", "retention.ms");
        assertThat(create(with("remote.storage.enable", "true")).error()).isEqualTo(ErrorCode.INVALID_CONFIG);
        assertThat(create(with("retention.ms", null)).error()).isEqualTo(ErrorCode.INVALID_CONFIG);
        assertThat(images.current().topicsByName().keySet()).containsExactly("t");
    }

    @Test
    void replicas_chosen_by_the_client_are_taken_or_refused() {
        assertThat(create(assigned(Map.of(0, List.of(1), 1, List.of(1)))).error()).isEqualTo(ErrorCode.NONE);
        assertThat(topic("a").partitions()).hasSize(2);
        delete(new TopicRef.ByName("a"));
        assertThat(create(assigned(Map.of(0, List.of(2)))).error()).isEqualTo(ErrorCode.INVALID_REPLICA_ASSIGNMENT);
        assertThat(create(assigned(Map.of(0, List.of(1, 1)))).error()).isEqualTo(ErrorCode.INVALID_REPLICA_ASSIGNMENT);
        assertThat(create(assigned(Map.of(1, List.of(1)))).error()).isEqualTo(ErrorCode.INVALID_REPLICA_ASSIGNMENT);
        assertThat(create(assigned(Map.of(0, List.of()))).error()).isEqualTo(ErrorCode.INVALID_REPLICA_ASSIGNMENT);
        assertThat(create(new NewTopic("a", 1, 1, Map.of(0, List.of(1)), Map.of())).error())
                .isEqualTo(ErrorCode.INVALID_REQUEST);
    }

    @Test
    void validating_changes_nothing() {
        TopicOutcome outcome = done(controller.createTopics(List.of(NewTopic.of("t", 2, 1)), true)).get(0);
        assertThat(outcome.error()).isEqualTo(ErrorCode.NONE);
        assertThat(outcome.topic()).isNotNull();
        assertThat(images.current().topic("t")).isNull();
        create(NewTopic.of("t", 1, 1));
        assertThat(done(controller.createPartitions(List.of(new GrownTopic("t", 3, null)), true)).get(0).error())
                .isEqualTo(ErrorCode.NONE);
        assertThat(topic("t").partitions()).hasSize(1);
    }

    @Test
    void a_topic_grows_and_never_shrinks() {
        create(NewTopic.of("t", 2, 1));
        assertThat(grow("t", 4, null).error()).isEqualTo(ErrorCode.NONE);
        assertThat(topic("t").partitions()).hasSize(4);
        assertThat(grow("t", 4, null).error()).isEqualTo(ErrorCode.INVALID_PARTITIONS);
        assertThat(grow("t", 3, null).error()).isEqualTo(ErrorCode.INVALID_PARTITIONS);
        assertThat(grow("none", 3, null).error()).isEqualTo(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
        assertThat(grow("t", 6, List.of(List.of(1))).error()).isEqualTo(ErrorCode.INVALID_REPLICA_ASSIGNMENT);
        assertThat(grow("t", 5, List.of(List.of(9))).error()).isEqualTo(ErrorCode.INVALID_REPLICA_ASSIGNMENT);
        assertThat(grow("t", 5, List.of(List.of(1))).error()).isEqualTo(ErrorCode.NONE);
        assertThat(topic("t").partitions()).hasSize(5);
    }

    @Test
    void a_topic_is_deleted_by_name_or_by_id_and_a_new_one_has_another_id() {
        create(NewTopic.of("t", 1, 1));
        TopicImage first = topic("t");
        assertThat(delete(new TopicRef.ByName("t")).error()).isEqualTo(ErrorCode.NONE);
        assertThat(images.current().topic("t")).isNull();
        create(NewTopic.of("t", 1, 1));
        assertThat(topic("t").id()).isNotEqualTo(first.id());
        assertThat(delete(new TopicRef.ById(first.id())).error()).isEqualTo(ErrorCode.UNKNOWN_TOPIC_ID);
        assertThat(delete(new TopicRef.ById(topic("t").id())).error()).isEqualTo(ErrorCode.NONE);
        assertThat(delete(new TopicRef.ByName("t")).error()).isEqualTo(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
    }

    @Test
    void internal_topics_are_created_once_and_kept_from_clients() {
        TopicOutcome created = done(controller.internalTopic("__consumer_offsets"));
        assertThat(created.error()).isEqualTo(ErrorCode.NONE);
        TopicImage offsets = topic("__consumer_offsets");
        assertThat(offsets.partitions()).hasSize(5).allMatch(partition -> partition.replicas().equals(List.of(1)));
        assertThat(offsets.configs()).containsEntry("cleanup.policy", "compact").doesNotContainKey("tidemark.flush");
        assertThat(done(controller.internalTopic("__consumer_offsets")).topicId()).isEqualTo(offsets.id());
        assertThat(done(controller.internalTopic("__transaction_state")).error()).isEqualTo(ErrorCode.NONE);
        assertThat(topic("__transaction_state").partitions()).hasSize(50);
        assertThat(delete(new TopicRef.ByName("__consumer_offsets")).error()).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(grow("__consumer_offsets", 60, null).error()).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(controller.internalPartitions("__consumer_offsets")).isEqualTo(5);
    }

    @Test
    void producer_id_blocks_never_overlap_also_over_a_restart() {
        Block first = (Block) done(controller.next());
        Block second = (Block) done(controller.next());
        assertThat(second.first()).isEqualTo(first.first() + first.count());
        crashAndRestart();
        assertThat(((Block) done(controller.next())).first()).isGreaterThanOrEqualTo(second.first() + second.count());
    }

    @Test
    void commands_that_wait_share_one_force() {
        long before = storage.forces();
        List<CompletionStage<List<TopicOutcome>>> replies = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            replies.add(controller.createTopics(List.of(NewTopic.of("t" + i, 1, 1)), false));
        }
        replies.add(controller.createTopics(List.of(NewTopic.of("t7", 1, 1)), false));
        settle();
        assertThat(storage.forces() - before).isLessThanOrEqualTo(2);
        assertThat(replies.subList(0, 100)).allMatch(reply -> done(reply).get(0).error() == ErrorCode.NONE);
        assertThat(done(replies.get(100)).get(0).error()).as("decided after the one before it")
                .isEqualTo(ErrorCode.TOPIC_ALREADY_EXISTS);
    }

    @Test
    void a_restart_keeps_everything_and_leads_in_new_epochs() {
        create(new NewTopic("t", 2, 1, Map.of(), Map.of("retention.ms", "5", "cleanup.policy", "compact")));
        create(NewTopic.of("gone", 1, 1));
        delete(new TopicRef.ByName("gone"));
        grow("t", 3, null);
        ClusterImage before = images.current();
        crashAndRestart();
        ClusterImage after = images.current();
        assertThat(after.topicsByName().keySet()).containsExactly("t");
        assertThat(topic("t").id()).isEqualTo(Map.copyOf(before.topicsByName()).get("t").id());
        assertThat(topic("t").configs()).isEqualTo(Map.of("retention.ms", "5", "cleanup.policy", "compact"));
        assertThat(topic("t").partitions()).extracting(PartitionImage::leaderEpoch).containsExactly(1, 1, 1);
        assertThat(after.controllerEpoch()).isGreaterThan(before.controllerEpoch());
        assertThat(broker(after)).isGreaterThan(broker(before));
        assertThat(after.features()).isEqualTo(before.features());
        assertThat(after.featuresEpoch()).isEqualTo(before.featuresEpoch());
        assertThat(after.offset()).isEqualTo(before.offset() + 1);
    }

    @Test
    void a_restart_after_snapshots_gives_the_same_image_as_the_history_would() {
        for (int i = 0; i < 2_500; i++) {
            create(new NewTopic("t" + i % 7, 1 + i % 3, 1, Map.of(), Map.of("retention.ms", Integer.toString(i))));
            if (i % 2 == 0) {
                delete(new TopicRef.ByName("t" + i % 7));
            }
        }
        ClusterImage before = images.current();
        assertThat(disk.list(Path.of("/data/metadata"))).anyMatch(name -> name.endsWith(".snapshot"));
        crashAndRestart();
        assertThat(images.current().offset()).isEqualTo(before.offset() + 1);
        Map<String, TopicImage> unled = new HashMap<>();
        images.current()
                .topicsByName()
                .forEach((name, topic) -> unled.put(name, new TopicImage(name, topic.id(),
                        topic.partitions()
                                .stream()
                                .map(p -> new PartitionImage(p.replicas(), p.inSync(), p.leader(), p.leaderEpoch() - 1))
                                .toList(),
                        topic.configs())));
        assertThat(unled).isEqualTo(before.topicsByName());
        assertThat(images.current().featuresEpoch()).isEqualTo(before.featuresEpoch());
    }

    @Test
    void after_close_commands_are_refused() {
        controller.close();
        assertThat(create(NewTopic.of("t", 1, 1)).error()).isEqualTo(ErrorCode.NOT_CONTROLLER);
        assertThat(done(controller.internalTopic("__consumer_offsets")).error()).isEqualTo(ErrorCode.NOT_CONTROLLER);
        assertThat(delete(new TopicRef.ByName("t")).error()).isEqualTo(ErrorCode.NOT_CONTROLLER);
    }

    private static long broker(ClusterImage image) {
        return image.brokers().values().iterator().next().brokerEpoch();
    }

    private TopicImage topic(String name) {
        TopicImage topic = images.current().topic(name);
        assertThat(topic).as(name).isNotNull();
        return topic;
    }

    private static NewTopic with(String key, @Nullable String value) {
        Map<String, @Nullable String> configs = new HashMap<>();
        configs.put(key, value);
        return new NewTopic("c", 1, 1, Map.of(), configs);
    }

    private static NewTopic assigned(Map<Integer, List<Integer>> assignments) {
        return new NewTopic("a", NewTopic.DEFAULT, NewTopic.DEFAULT, assignments, Map.of());
    }

    private TopicOutcome create(NewTopic topic) {
        return done(controller.createTopics(List.of(topic), false)).get(0);
    }

    private TopicOutcome delete(TopicRef topic) {
        return done(controller.deleteTopics(List.of(topic))).get(0);
    }

    private TopicOutcome grow(String name, int partitions, @Nullable List<List<Integer>> assignments) {
        return done(controller.createPartitions(List.of(new GrownTopic(name, partitions, assignments)), false)).get(0);
    }

    private <T> T done(CompletionStage<T> stage) {
        settle();
        assertThat(stage.toCompletableFuture()).isDone();
        return stage.toCompletableFuture().join();
    }

    private void settle() {
        while (control.runReady() + flusher.runReady() > 0) {
            assertThat(control.isIdle() || flusher.isIdle()).isTrue();
        }
    }

    private Controller newController() {
        SingleNodeQuorum quorum = new SingleNodeQuorum(storage, Path.of("/data/metadata"), control, flusher,
                failures::add);
        return new Controller(control, quorum, images, new BrokerConfigs(images, CONFIG, 1), new SplittableRandom(1));
    }

    private void startNode() {
        List<ClusterDelta> published = new ArrayList<>();
        done(controller.load());
        done(controller.register(1, List.of(new Endpoint("PLAINTEXT", "127.0.0.1", 9092, (short) 0)), null));
        images.subscribe(published::add);
        assertThat(published).hasSize(1);
    }

    private void crashAndRestart() {
        disk.losePower(new SplittableRandom(7));
        images = new ClusterImages();
        controller = newController();
        startNode();
    }
}
