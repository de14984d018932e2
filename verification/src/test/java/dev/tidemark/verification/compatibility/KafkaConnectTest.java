package dev.tidemark.verification.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.verification.client.BrokerChild;
import dev.tidemark.verification.streams.StockReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * A distributed worker of Kafka Connect with exactly-once sources, on a broker that is killed as the worker is; and MirrorMaker's
 * connectors in the same worker, from a second broker.
 */
@CompatibilitySuite
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class KafkaConnectTest {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int LINES = 1_000;
    /** So many that a kill comes while transactions are open and lines are under way to the sink. */
    private static final int LINES_UNDER_A_KILL = 10_000;

    @TempDir
    static Path folder;

    private static BrokerChild broker;
    private static ConnectWorker worker;

    @BeforeAll
    static void start() throws Exception {
        broker = SuiteBroker.tidemark(folder);
        broker.start();
        worker = new ConnectWorker(folder, broker.bootstrap());
        worker.start();
    }

    @AfterAll
    static void stop() {
        SuiteBroker.close(worker);
        SuiteBroker.close(broker);
    }

    @Test
    @Order(1)
    @ForPeer("kafka-connect")
    void files_pass_through_a_topic_over_kills_of_worker_and_broker(PeerRow row) throws Exception {
        row.version(worker.version());
        Path source = Files.createFile(folder.resolve("source.txt"));
        Path sink = folder.resolve("sink.txt");
        worker.run("from-file", Map.of("connector.class", "org.apache.kafka.connect.file.FileStreamSourceConnector",
                "file", source.toString(), "topic", "lines", "tasks.max", "1", "batch.size", "50"));
        worker.run("to-file", Map.of("connector.class", "org.apache.kafka.connect.file.FileStreamSinkConnector", "file",
                sink.toString(), "topics", "lines", "tasks.max", "1"));
        List<String> lines = new ArrayList<>();
        append(source, lines, "calm", LINES);
        awaitSome(sink, "calm");

        append(source, lines, "worker-killed", LINES_UNDER_A_KILL);
        awaitSome(sink, "worker-killed");
        worker.kill();
        append(source, lines, "no-worker", LINES);
        worker.start();
        awaitSome(sink, "no-worker");

        append(source, lines, "broker-killed", LINES_UNDER_A_KILL);
        awaitSome(sink, "broker-killed");
        broker.kill();
        append(source, lines, "no-broker", LINES);
        broker.start();
        Set<String> expected = new HashSet<>(lines);
        Awaitility.await()
                .alias("the sink file has every line")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(300))
                .untilAsserted(() -> assertThat(new HashSet<>(Files.readAllLines(sink)).size())
                        .as("lines in the sink; the worker said:\n%s", worker.output())
                        .isEqualTo(expected.size()));

        assertThat(new HashSet<>(Files.readAllLines(sink))).isEqualTo(expected);
        assertThat(StockReader.readAll(broker.bootstrap(), "lines")
                .stream()
                .map(record -> new String(record.value(), StandardCharsets.UTF_8)))
                .as("committed lines, each once, in order")
                .containsExactlyElementsOf(lines);
    }

    private static void append(Path file, List<String> lines, String word, int count) throws IOException {
        List<String> more = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            more.add(word + "-" + i);
        }
        lines.addAll(more);
        Files.write(file, more, StandardOpenOption.APPEND);
    }

    private static void awaitSome(Path sink, String word) {
        Awaitility.await()
                .alias("lines of " + word + " in the sink")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(() -> assertThat(Files.exists(sink) && Files.readString(sink).contains(word)).as("%s",
                        worker.output()).isTrue());
    }

    @Test
    @Order(2)
    @ForPeer("kafka-mirror-maker")
    void mirror_maker_copies_topics_offsets_and_heartbeats(PeerRow row) throws Exception {
        row.version(worker.version());
        try (BrokerChild origin = SuiteBroker.tidemark(folder.resolve("origin"))) {
            origin.start();
            List<String> sent = fill(origin.bootstrap());
            worker.run("mirror-source", mirror("MirrorSourceConnector", origin.bootstrap(),
                    Map.of("topics", "mirrored", "refresh.topics.interval.seconds", "1",
                            "offset-syncs.topic.replication.factor",
                            "1", "replication.factor", "1", "offset.lag.max", "0")));
            worker.run("mirror-checkpoint", mirror("MirrorCheckpointConnector", origin.bootstrap(),
                    Map.of("groups", "mirrored-group", "refresh.groups.interval.seconds", "1",
                            "emit.checkpoints.interval.seconds", "1", "sync.group.offsets.enabled", "true",
                            "sync.group.offsets.interval.seconds", "1", "checkpoints.topic.replication.factor", "1",
                            "offset-syncs.topic.replication.factor", "1")));
            worker.run("mirror-heartbeat", mirror("MirrorHeartbeatConnector", origin.bootstrap(),
                    Map.of("emit.heartbeats.interval.seconds", "1", "heartbeats.topic.replication.factor", "1")));

            awaitRecords("origin.mirrored", sent.size());
            assertThat(StockReader.readAll(broker.bootstrap(), "origin.mirrored")
                    .stream()
                    .map(record -> new String(record.value(), StandardCharsets.UTF_8)))
                    .containsExactlyElementsOf(sent);
            awaitRecords("heartbeats", 2);
            awaitRecords("origin.checkpoints.internal", 1);
            awaitSyncedOffset();
        }
    }

    private static Map<String, String> mirror(String connector, String origin, Map<String, String> more) {
        Map<String, String> settings = new TreeMap<>(Map.of("connector.class",
                "org.apache.kafka.connect.mirror." + connector, "tasks.max", "1", "source.cluster.alias", "origin",
                "target.cluster.alias", "here", "source.cluster.bootstrap.servers", origin,
                "target.cluster.bootstrap.servers", broker.bootstrap(), "key.converter",
                "org.apache.kafka.connect.converters.ByteArrayConverter", "value.converter",
                "org.apache.kafka.connect.converters.ByteArrayConverter"));
        settings.putAll(more);
        return settings;
    }

    /** A topic with records, and a group that has read half of them. */
    private static List<String> fill(String origin) throws Exception {
        List<String> sent = new ArrayList<>();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", origin));
                KafkaProducer<String, String> producer = new KafkaProducer<>(Map.of("bootstrap.servers", origin),
                        new StringSerializer(), new StringSerializer());
                KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                        Map.of("bootstrap.servers", origin, "group.id", "mirrored-group"), new StringDeserializer(),
                        new StringDeserializer())) {
            admin.createTopics(List.of(new NewTopic("mirrored", 1, (short) 1).configs(Map.of("retention.ms", "-1"))))
                    .all()
                    .get(30, TimeUnit.SECONDS);
            for (int i = 0; i < LINES; i++) {
                sent.add("value-" + i);
                producer.send(new ProducerRecord<>("mirrored", 0, null, sent.getLast()));
            }
            producer.flush();
            consumer.commitSync(Map.of(new TopicPartition("mirrored", 0), new OffsetAndMetadata(LINES)));
        }
        return sent;
    }

    private static void awaitRecords(String topic, int count) {
        Awaitility.await()
                .alias(count + " records of " + topic)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(300))
                .ignoreExceptions()
                .untilAsserted(
                        () -> assertThat(StockReader.readAll(broker.bootstrap(), topic)).as("%s", worker.output())
                                .hasSizeGreaterThanOrEqualTo(count));
    }

    private static void awaitSyncedOffset() {
        TopicPartition copy = new TopicPartition("origin.mirrored", 0);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
            Awaitility.await()
                    .alias("the group's offset, translated")
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(300))
                    .untilAsserted(() -> assertThat(admin.listConsumerGroupOffsets("mirrored-group")
                            .partitionsToOffsetAndMetadata()
                            .get(30, TimeUnit.SECONDS)).containsKey(copy));
        }
    }
}
