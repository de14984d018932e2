package dev.tidemark.broker;

import static dev.tidemark.broker.RunningBroker.done;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.core.loop.Clock;
import dev.tidemark.storage.MemoryStorage;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerTest {

    @TempDir
    Path folder;

    @Test
    void a_started_broker_answers_metadata_produce_and_fetch() throws Exception {
        try (RunningBroker running = new RunningBroker(folder, Map.of()); Admin admin = running.admin()) {
            assertThat(running.broker().bootstrapServers()).isEqualTo("127.0.0.1:" + running.broker().port());
            assertThat(done(admin.describeCluster().clusterId())).isEqualTo(running.broker().clusterId());
            running.produce("auto", 0, "hello");
            assertThat(running.consume("auto", 0, 1)).containsExactly("hello");
            assertThat(Files.isDirectory(folder.resolve("auto-0"))).isTrue();
            assertThat(Files.readString(folder.resolve("meta.properties")))
                    .contains("cluster.id=" + running.broker().clusterId());
        }
    }

    @Test
    void a_clean_restart_keeps_everything() throws Exception {
        try (RunningBroker running = new RunningBroker(folder, Map.of())) {
            String clusterId = running.broker().clusterId();
            TopicDescription before;
            try (Admin admin = running.admin()) {
                done(admin
                        .createTopics(
                                List.of(new NewTopic("t", 2, (short) 1).configs(Map.of("retention.ms", "86400000"))))
                        .all());
                running.produce("t", 1, "kept");
                before = done(admin.describeTopics(List.of("t")).allTopicNames()).get("t");
            }
            running.restart();
            try (Admin admin = running.admin()) {
                TopicDescription after = done(admin.describeTopics(List.of("t")).allTopicNames()).get("t");
                assertThat(after.topicId()).isEqualTo(before.topicId());
                assertThat(after.partitions()).hasSize(2);
                ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, "t");
                assertThat(done(admin.describeConfigs(List.of(topic)).all()).get(topic).get("retention.ms").value())
                        .isEqualTo("86400000");
            }
            assertThat(running.broker().clusterId()).isEqualTo(clusterId);
            assertThat(running.consume("t", 1, 1)).containsExactly("kept");
            running.produce("t", 1, "new");
            assertThat(running.consume("t", 1, 2)).containsExactly("kept", "new");
        }
    }

    @Test
    void a_killed_process_keeps_what_was_acknowledged() throws Exception {
        MemoryStorage disk = new MemoryStorage();
        BrokerSeams seams = new BrokerSeams(Clock.system(), new SplittableRandom(3), disk);
        Map<String, String> settings = Map.of("listeners", "PLAINTEXT://127.0.0.1:0", "log.dirs", "/data");
        Broker first = Broker.start(BrokerSettings.of(settings), seams);
        String clusterId = first.clusterId();
        Uuid topicId;
        try (Admin admin = admin(first)) {
            topicId = done(admin
                    .createTopics(List.of(new NewTopic("t", 3, (short) 1).configs(Map.of("retention.ms", "86400000"))))
                    .topicId("t"));
        }
        disk.losePower(new SplittableRandom(4));
        first.close(); // its files are gone: nothing that it still writes reaches the disk
        try (Broker second = Broker.start(BrokerSettings.of(settings), seams); Admin admin = admin(second)) {
            TopicDescription topic = done(admin.describeTopics(List.of("t")).allTopicNames()).get("t");
            assertThat(topic.topicId()).isEqualTo(topicId);
            assertThat(topic.partitions()).hasSize(3);
            assertThat(second.clusterId()).isEqualTo(clusterId);
            assertThat(second.images().current().topic("t").configs()).containsEntry("retention.ms", "86400000");
        }
    }

    private static Admin admin(Broker broker) {
        return Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers(), "default.api.timeout.ms", "20000",
                "request.timeout.ms",
                "10000"));
    }

    @Test
    void several_brokers_live_in_one_jvm() {
        try (RunningBroker one = new RunningBroker(folder.resolve("1"), Map.of());
                RunningBroker two = new RunningBroker(folder.resolve("2"), Map.of())) {
            one.produce("t", 0, "one");
            two.produce("t", 0, "two");
            assertThat(one.consume("t", 0, 1)).containsExactly("one");
            assertThat(two.consume("t", 0, 1)).containsExactly("two");
            assertThat(one.broker().clusterId()).isNotEqualTo(two.broker().clusterId());
        }
    }

    @Test
    void a_data_folder_in_use_is_refused_and_the_first_broker_serves_on() {
        try (RunningBroker running = new RunningBroker(folder, Map.of())) {
            assertFails(Map.of("listeners", "PLAINTEXT://127.0.0.1:0"), folder, FailureCode.DATA_DIR_IN_USE);
            running.produce("t", 0, "still here");
            assertThat(running.consume("t", 0, 1)).containsExactly("still here");
        }
    }

    @Test
    void a_taken_port_is_refused_and_leaves_the_folder_free() throws Exception {
        try (ServerSocket taken = new ServerSocket()) {
            taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            assertFails(Map.of("listeners", "PLAINTEXT://127.0.0.1:" + taken.getLocalPort()), folder,
                    FailureCode.PORT_TAKEN);
        }
        new RunningBroker(folder, Map.of()).close();
    }

    @Test
    void an_address_beyond_loopback_needs_a_word() {
        assertFails(Map.of("listeners", "PLAINTEXT://0.0.0.0:0"), folder, FailureCode.LISTENER_NOT_LOOPBACK);
    }

    @Test
    void what_one_node_cannot_be_is_refused_before_anything_is_opened() {
        assertFails(Map.of("process.roles", "broker"), folder, FailureCode.UNSUPPORTED);
        assertFails(Map.of("controller.quorum.voters", "1@a:1,2@b:1"), folder, FailureCode.UNSUPPORTED);
        assertFails(Map.of("listeners", "SSL://127.0.0.1:0"), folder, FailureCode.UNSUPPORTED);
        assertFails(Map.of("listeners", "HOME://127.0.0.1:0"), folder, FailureCode.CONFIG_INVALID_VALUE);
        assertFails(Map.of("listeners", "127.0.0.1:9092"), folder, FailureCode.CONFIG_INVALID_VALUE);
        assertFails(Map.of("listeners", "PLAINTEXT://127.0.0.1:99999"), folder, FailureCode.CONFIG_INVALID_VALUE);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void each_listener_tells_its_own_addresses_and_controllers_get_none() throws Exception {
        Map<String, String> settings = Map.of("listeners",
                "IN://127.0.0.1:0,OUT://127.0.0.1:0,CONTROLLER://127.0.0.1:0",
                "advertised.listeners", "OUT://outside.example:1234", "listener.security.protocol.map",
                "IN:PLAINTEXT,OUT:PLAINTEXT,CONTROLLER:PLAINTEXT", "controller.listener.names", "CONTROLLER");
        try (RunningBroker running = new RunningBroker(folder, settings); Admin admin = running.admin()) {
            var node = done(admin.describeCluster().nodes()).iterator().next();
            assertThat(node.host() + ":" + node.port()).isEqualTo(running.broker().bootstrapServers());
            var endpoints = running.broker().images().current().brokers().get(1).endpoints();
            assertThat(endpoints).hasSize(2);
            assertThat(endpoints.get(1).host() + ":" + endpoints.get(1).port()).isEqualTo("outside.example:1234");
        }
    }

    @Test
    void stock_clients_see_the_second_transaction_protocol() throws Exception {
        try (RunningBroker running = new RunningBroker(folder, Map.of()); Admin admin = running.admin()) {
            var features = done(admin.describeFeatures().featureMetadata());
            assertThat(features.finalizedFeatures().get("transaction.version").maxVersionLevel()).isEqualTo((short) 2);
            assertThat(features.finalizedFeaturesEpoch()).isNotEqualTo(Optional.empty());
        }
    }

    private static void assertFails(Map<String, String> settings, Path folder, FailureCode code) {
        assertThatThrownBy(() -> new RunningBroker(folder, settings).close()).isInstanceOfSatisfying(
                TidemarkException.class,
                failure -> assertThat(failure.code()).as(failure.getMessage()).isEqualTo(code));
    }
}
