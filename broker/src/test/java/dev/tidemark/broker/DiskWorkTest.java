package dev.tidemark.broker;

import static dev.tidemark.broker.RunningBroker.done;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.broker.WatchedStorage.Call;
import dev.tidemark.client.net.Endpoint;
import dev.tidemark.client.net.TcpNetwork;
import dev.tidemark.core.id.KafkaUuid;
import dev.tidemark.core.loop.Clock;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.message.CreatePartitionsRequest;
import dev.tidemark.protocol.message.CreatePartitionsRequest.CreatePartitionsTopic;
import dev.tidemark.protocol.message.CreatePartitionsResponse;
import dev.tidemark.protocol.message.CreateTopicsRequest;
import dev.tidemark.protocol.message.CreateTopicsRequest.CreatableTopic;
import dev.tidemark.protocol.message.CreateTopicsResponse;
import dev.tidemark.protocol.message.DeleteTopicsRequest;
import dev.tidemark.protocol.message.DeleteTopicsRequest.DeleteTopicState;
import dev.tidemark.protocol.message.DeleteTopicsResponse;
import dev.tidemark.protocol.message.Request;
import dev.tidemark.protocol.message.Response;
import dev.tidemark.storage.DiskStorage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Disk work is done where nobody waits for it, and topic requests do not wait for it longer than they said. */
@Timeout(120)
class DiskWorkTest {

    @TempDir
    Path folder;

    private final Queue<Call> calls = new ConcurrentLinkedQueue<>();
    private volatile Predicate<Call> held = call -> false;
    private volatile CountDownLatch release = new CountDownLatch(1);

    private Broker start() {
        Map<String, String> settings = Map.of("listeners", "PLAINTEXT://127.0.0.1:0", "log.dirs", folder.toString(),
                "offsets.topic.num.partitions", "2", "group.initial.rebalance.delay.ms", "0");
        return Broker.start(BrokerSettings.of(settings), new BrokerSeams(Clock.system(), new SplittableRandom(1),
                WatchedStorage.over(new DiskStorage(), this::watch)));
    }

    private void watch(Call call) {
        calls.add(call);
        if (held.test(call)) {
            try {
                release.await();
            } catch (InterruptedException stopped) {
                throw new IllegalStateException(stopped);
            }
        }
    }

    private void hold(Predicate<Call> which) {
        release = new CountDownLatch(1);
        held = which;
    }

    private void release() {
        held = call -> false;
        release.countDown();
    }

    private static Admin admin(Broker broker) {
        return Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers(), "default.api.timeout.ms", "20000",
                "request.timeout.ms", "10000"));
    }

    @Test
    void the_control_loop_touches_no_file_while_it_serves() throws Exception {
        try (Broker broker = start(); Admin admin = admin(broker)) {
            calls.clear();
            done(admin.createTopics(List.of(new NewTopic("made", 3, (short) 1))).all());
            done(admin.createPartitions(Map.of("made", NewPartitions.increaseTo(5))).all());
            done(admin.listConsumerGroupOffsets("a-group").all()); // makes an internal topic
            Awaitility.await()
                    .atMost(Duration.ofSeconds(40))
                    .until(() -> calls.stream()
                            .anyMatch(call -> call.method().equals("replace") && call.below("recovery-point-offset")));
            done(admin.deleteTopics(List.of("made")).all());
            done(admin.createTopics(List.of(new NewTopic("made", 1, (short) 1))).all());
            Awaitility.await()
                    .atMost(Duration.ofSeconds(40))
                    .until(() -> calls.stream().filter(call -> call.method().equals("totalBytes")).count() > 1);

            assertThat(calls).anyMatch(call -> call.method().equals("createFolders") && call.below("made-4"))
                    .anyMatch(call -> call.method().equals("createFolders") && call.below("__consumer_offsets-1"))
                    .anyMatch(call -> call.method().equals("rename") && call.below("made-4"));
            assertThat(calls).filteredOn(call -> call.thread().startsWith("tidemark-control")).isEmpty();
            assertThat(calls).as("logs are made by the pool")
                    .filteredOn(call -> call.method().equals("createFolders"))
                    .allMatch(call -> call.thread().startsWith("tidemark-background"));
        }
    }

    @Test
    void while_a_log_is_being_made_others_are_served_and_the_request_times_out_but_the_topic_comes() throws Exception {
        try (Broker broker = start(); Admin admin = admin(broker); TcpNetwork network = TcpNetwork.start()) {
            done(admin.createTopics(List.of(new NewTopic("quick", 1, (short) 1))).all());
            hold(call -> call.below("slow-0"));
            CreateTopicsResponse created = (CreateTopicsResponse) ask(network, broker, 7, new CreateTopicsRequest(
                    List.of(new CreatableTopic("slow", 1, (short) 1, List.of(), List.of())), 300, false));
            assertThat(created.topics()).singleElement().satisfies(topic -> {
                assertThat(topic.errorCode()).isEqualTo(ErrorCode.REQUEST_TIMED_OUT.code());
                assertThat(topic.errorMessage()).contains("timeoutMs");
            });
            assertThat(end(admin, "quick")).as("served meanwhile").isZero();
            assertThat(done(admin.listGroups().all())).as("the control loop answers").isEmpty();
            release();
            assertThat(end(admin, "slow")).isZero();

            hold(call -> call.below("slow-1"));
            CreatePartitionsResponse grown = (CreatePartitionsResponse) ask(network, broker, 3,
                    new CreatePartitionsRequest(List.of(new CreatePartitionsTopic("slow", 2, null)), 300, false));
            assertThat(grown.results()).singleElement()
                    .satisfies(topic -> assertThat(topic.errorCode())
                            .isEqualTo(ErrorCode.REQUEST_TIMED_OUT.code()));
            release();
            assertThat(done(admin.describeTopics(List.of("slow")).allTopicNames()).get("slow").partitions()).hasSize(2);
        }
    }

    @Test
    void a_deletion_that_is_not_durable_in_time_times_out_and_happens() throws Exception {
        try (Broker broker = start(); Admin admin = admin(broker); TcpNetwork network = TcpNetwork.start()) {
            done(admin.createTopics(List.of(new NewTopic("doomed", 1, (short) 1))).all());
            hold(call -> call.method().equals("force") && call.thread().startsWith("tidemark-flusher"));
            DeleteTopicsResponse deleted = (DeleteTopicsResponse) ask(network, broker, 6, new DeleteTopicsRequest(
                    List.of(new DeleteTopicState("doomed", KafkaUuid.ZERO)), List.of(), 300));
            assertThat(deleted.responses()).singleElement()
                    .satisfies(topic -> assertThat(topic.errorCode())
                            .isEqualTo(ErrorCode.REQUEST_TIMED_OUT.code()));
            assertThat(done(admin.listTopics().names())).contains("doomed");
            release();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> !done(admin.listTopics().names()).contains("doomed"));
            done(admin.createTopics(List.of(new NewTopic("doomed", 1, (short) 1))).all());
        }
    }

    /** Where a partition ends, once it is served. */
    private static long end(Admin admin, String topic) throws Exception {
        TopicPartition partition = new TopicPartition(topic, 0);
        return done(admin.listOffsets(Map.of(partition, OffsetSpec.latest())).all()).get(partition).offset();
    }

    private static Response ask(TcpNetwork network, Broker broker, int version, Request request) throws Exception {
        return network.connect(Endpoint.parse(broker.bootstrapServers()), "raw", network.loop())
                .thenComposeAsync(connection -> connection.send(request, (short) version), network.loop())
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
    }

    @Test
    void work_is_done_one_after_another_in_the_order_it_came() throws Exception {
        try (var threads = Executors.newFixedThreadPool(4)) {
            Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
            DiskWork work = new DiskWork(threads, failures::add);
            StringBuilder unsafe = new StringBuilder();
            StringBuilder wanted = new StringBuilder();
            for (int i = 0; i < 2_000; i++) {
                int number = i;
                wanted.append(number).append(' ');
                work.execute(() -> unsafe.append(number).append(' '));
                if (i == 500) {
                    work.execute(() -> {
                        throw new IllegalStateException("one piece fails");
                    });
                }
            }
            work.done().toCompletableFuture().get(20, TimeUnit.SECONDS);
            assertThat(unsafe.toString()).isEqualTo(wanted.toString());
            assertThat(failures).hasSize(1);
        }
    }
}
