package dev.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.broker.Broker;
import dev.tidemark.broker.BrokerSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The client verbs against a broker in this process. Each test has topics of its own. */
class VerbsTest {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    @TempDir
    static Path folder;

    private static Broker broker;

    @BeforeAll
    static void start() {
        broker = Broker.start(BrokerSettings.of(Map.of("listeners", "PLAINTEXT://127.0.0.1:0", "log.dirs",
                folder.resolve("broker").toString(), "tidemark.flush", "os")));
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    void a_topic_is_created_listed_described_and_deleted() {
        assertThat(run("topic", "create", "lived", "--partitions", "3", "--config", "retention.ms=1000").status())
                .isZero();

        assertThat(json(run("topic", "list"))).anySatisfy(topic -> {
            assertThat(topic.get("name").stringValue()).isEqualTo("lived");
            assertThat(topic.get("partitions").intValue()).isEqualTo(3);
        });
        assertThat(json(run("topic", "describe", "lived"))).hasSize(3)
                .allSatisfy(partition -> assertThat(partition.get("end").longValue()).isZero());
        assertThat(json(run("topic", "describe", "lived", "--configs"))).anySatisfy(setting -> {
            assertThat(setting.get("name").stringValue()).isEqualTo("retention.ms");
            assertThat(setting.get("value").stringValue()).isEqualTo("1000");
            assertThat(setting.get("set").booleanValue()).isTrue();
        });

        Ran twice = run("topic", "create", "lived");
        assertThat(twice.status()).isEqualTo(1);
        assertThat(twice.err()).contains("TOPIC_ALREADY_EXISTS");

        assertThat(run("topic", "delete", "lived").status()).isZero();
        assertThat(json(run("topic", "list"))).noneSatisfy(
                topic -> assertThat(topic.get("name").stringValue()).isEqualTo("lived"));
    }

    @Test
    void what_does_not_exist_ends_with_3() {
        for (String verb : List.of("describe", "consume", "produce", "delete")) {
            Ran ran = run("topic", verb, "nowhere");
            assertThat(ran.status()).as(verb + ": " + ran.err()).isEqualTo(3);
            assertThat(ran.err()).as(verb).startsWith("TM-5003").contains("tidemark topic list");
            assertThat(ran.out()).isEmpty();
        }
        Ran group = run("group", "describe", "nobody");
        assertThat(group.status()).isEqualTo(3);
        assertThat(group.err()).startsWith("TM-5004");
    }

    @Test
    void lines_become_records_and_come_back() {
        run("topic", "create", "lines", "--partitions", "1");
        String in = """
                {"id":"a","at":1767225600000,"n":1}
                {"id":7,"at":"2026-01-01T00:00:01Z","n":2}
                {"id":null,"at":1767225602000,"n":"ü"}
                """;
        Ran produced = Ran.withInput(in, with("topic", "produce", "lines", "--key", ".id", "--timestamp", ".at"));
        assertThat(produced.status()).as(produced.err()).isZero();
        assertThat(produced.err()).contains("Acknowledged: 3 records.");

        List<JsonNode> records = json(run("topic", "consume", "lines", "--until", "end"));
        assertThat(records).hasSize(3);
        assertThat(records.get(0).toString())
                .isEqualTo("{\"topic\":\"lines\",\"partition\":0,\"offset\":0,\"timestamp\":"
                        + "1767225600000,\"key\":\"a\",\"value\":\"{\\\"id\\\":\\\"a\\\",\\\"at\\\":1767225600000,\\\"n\\\":1}\",\"headers\":{}}");
        assertThat(records.get(1).get("key").stringValue()).isEqualTo("7");
        assertThat(records.get(1).get("timestamp").longValue()).isEqualTo(1767225601000L);
        assertThat(records.get(2).get("key").isNull()).isTrue();
        assertThat(records.get(2).get("value").stringValue()).contains("ü");
    }

    @Test
    void reading_starts_and_stops_where_it_is_told() {
        run("topic", "create", "places", "--partitions", "1");
        String in = IntStream.range(0, 100)
                .mapToObj(i -> "{\"at\":" + (1_000_000 + i * 1000) + "}\n")
                .collect(Collectors.joining());
        assertThat(Ran.withInput(in, with("topic", "produce", "places", "--timestamp", ".at")).status()).isZero();

        assertThat(offsets("--from", "@97")).containsExactly(97L, 98L, 99L);
        assertThat(offsets("--from", "-2")).containsExactly(98L, 99L);
        assertThat(offsets("--from", "-1000")).hasSize(100);
        assertThat(offsets("--from", "latest")).isEmpty();
        assertThat(offsets("--from", "1096500")).containsExactly(97L, 98L, 99L);
        assertThat(offsets("--from", "9999999")).isEmpty();
        assertThat(offsets("--from", "earliest", "-n", "4")).containsExactly(0L, 1L, 2L, 3L);
        assertThat(offsets("--isolation", "read_committed")).hasSize(100);
    }

    @Test
    void records_go_to_the_partition_that_is_named() {
        run("topic", "create", "parts", "--partitions", "3");
        assertThat(Ran.withInput("x\ny\n", with("topic", "produce", "parts", "--partition", "2", "-q")).err())
                .isEmpty();
        assertThat(json(run("topic", "consume", "parts", "--until", "end"))).hasSize(2)
                .allSatisfy(record -> assertThat(record.get("partition").intValue()).isEqualTo(2));

        Ran beyond = Ran.withInput("x\n", with("topic", "produce", "parts", "--partition", "3"));
        assertThat(beyond.status()).isEqualTo(2);
        assertThat(beyond.err()).contains("it has the partitions 0 to 2");
    }

    @Test
    void a_line_that_cannot_be_a_record_is_named_and_ends_with_1() {
        run("topic", "create", "broken");
        Ran ran = Ran.withInput("{\"id\":1}\noops\n", with("topic", "produce", "broken", "--key", ".id"));
        assertThat(ran.status()).isEqualTo(1);
        assertThat(ran.err()).startsWith("TM-2003").contains("stdin, line 2");
    }

    @Test
    void many_lines_are_all_there() {
        run("topic", "create", "many", "--partitions", "4");
        String in = IntStream.range(0, 20_000).mapToObj(i -> "{\"k\":" + i + "}\n").collect(Collectors.joining());
        assertThat(Ran.withInput(in, with("topic", "produce", "many", "--key", ".k")).status()).isZero();
        List<Integer> keys = new ArrayList<>();
        json(run("topic", "consume", "many", "--until", "end"))
                .forEach(record -> keys.add(Integer.parseInt(record.get("key").stringValue())));
        assertThat(keys).hasSize(20_000).doesNotHaveDuplicates();
    }

    @Test
    void read_committed_leaves_out_what_was_aborted_or_is_open() {
        run("topic", "create", "ledger", "--partitions", "1");
        Map<String, Object> config = Map.of("bootstrap.servers", broker.bootstrapServers(), "transactional.id",
                "ledger", "key.serializer", StringSerializer.class, "value.serializer", StringSerializer.class);
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(config)) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>("ledger", "committed"));
            producer.commitTransaction();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>("ledger", "aborted"));
            producer.flush();
            producer.abortTransaction();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>("ledger", "open"));
            producer.flush();

            assertThat(values("ledger", "--isolation", "read_committed")).containsExactly("committed");
            assertThat(values("ledger")).containsExactly("committed", "aborted", "open");
            assertThat(values("ledger", "--isolation", "read_committed", "--from", "@1")).isEmpty();
            producer.abortTransaction();
        }
    }

    @Test
    void a_record_that_is_not_acknowledged_ends_with_1() {
        run("topic", "create", "small", "--partitions", "1", "--config", "max.message.bytes=200");
        Ran ran = Ran.withInput("fits\n" + "x".repeat(500) + "\n", with("topic", "produce", "small", "--set",
                "batch.size=1"));
        assertThat(ran.status()).as(ran.err()).isEqualTo(1);
        assertThat(ran.err()).contains("not all").contains("TM-");
        assertThat(values("small")).containsExactly("fits");
    }

    @ParameterizedTest
    @ValueSource(strings = {"classic", "consumer"})
    void a_group_is_listed_and_described_with_its_lag(String protocol) {
        String topic = "read-" + protocol;
        String name = "readers-" + protocol;
        run("topic", "create", topic, "--partitions", "2");
        assertThat(Ran.withInput("a\nb\nc\n", with("topic", "produce", topic, "--partition", "1")).status()).isZero();
        Map<String, Object> config = Map.of("bootstrap.servers", broker.bootstrapServers(), "group.id", name,
                "group.protocol", protocol, "client.id", "reader-1", "key.deserializer", StringDeserializer.class,
                "value.deserializer", StringDeserializer.class);
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(config)) {
            consumer.subscribe(List.of(topic));
            Awaitility.await().until(() -> {
                consumer.poll(Duration.ofMillis(50));
                return consumer.assignment().size() == 2;
            });
            consumer.commitSync(Map.of(new TopicPartition(topic, 1), new OffsetAndMetadata(1)));

            assertThat(json(run("group", "list"))).anySatisfy(group -> {
                assertThat(group.get("group").stringValue()).isEqualTo(name);
                assertThat(group.get("type").stringValue()).isEqualTo("consumer");
                assertThat(group.get("state").stringValue()).isEqualTo("Stable");
            });
            List<JsonNode> rows = json(run("group", "describe", name));
            assertThat(rows).hasSize(2).allSatisfy(row -> {
                assertThat(row.get("state").stringValue()).isEqualTo("Stable");
                assertThat(row.get("topic").stringValue()).isEqualTo(topic);
                assertThat(row.get("client").stringValue()).isEqualTo("reader-1");
                assertThat(row.get("member").stringValue()).isEqualTo(consumer.groupMetadata().memberId());
            });
            assertThat(rows.get(0).get("committed").isNull()).as("nothing is committed for partition 0").isTrue();
            assertThat(rows.get(0).get("lag").isNull()).isTrue();
            assertThat(rows.get(1).get("committed").longValue()).isEqualTo(1);
            assertThat(rows.get(1).get("end").longValue()).isEqualTo(3);
            assertThat(rows.get(1).get("lag").longValue()).isEqualTo(2);
        }
        assertThat(run("group", "describe", name, "-o", "table").lines().getFirst())
                .matches("GROUP +STATE +TOPIC +PARTITION +COMMITTED +END +LAG +MEMBER +CLIENT +HOST");
    }

    private static List<String> values(String topic, String... flags) {
        List<String> args = new ArrayList<>(List.of("topic", "consume", topic, "--until", "end"));
        args.addAll(List.of(flags));
        return json(run(args.toArray(String[]::new))).stream()
                .map(record -> record.get("value").stringValue())
                .toList();
    }

    private static List<Long> offsets(String... flags) {
        List<String> args = new ArrayList<>(List.of("topic", "consume", "places", "--until", "end"));
        args.addAll(List.of(flags));
        Ran ran = run(args.toArray(String[]::new));
        assertThat(ran.status()).as(ran.err()).isZero();
        return json(ran).stream().map(record -> record.get("offset").longValue()).toList();
    }

    private static List<JsonNode> json(Ran ran) {
        assertThat(ran.status()).as(ran.err()).isZero();
        return ran.lines().stream().map(MAPPER::readTree).toList();
    }

    private static Ran run(String... args) {
        return Ran.tidemark(with(args));
    }

    private static String[] with(String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.add("--bootstrap-server");
        all.add(broker.bootstrapServers());
        return all.toArray(String[]::new);
    }
}
