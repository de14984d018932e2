package dev.tidemark.cli.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.broker.Broker;
import dev.tidemark.broker.BrokerMetric;
import dev.tidemark.broker.BrokerSettings;
import dev.tidemark.core.failure.TidemarkException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The console port of a broker that stock clients use: its health, its numbers, and that the reference page has all of them. */
class ConsoleTest {

    private static final Path PAGE = Path.of(System.getProperty("tidemark.project.root"), "docs", "reference",
            "metrics.md");
    private static final String BEGIN = "<!-- the metrics: written by ConsoleTest -->\n";

    @TempDir
    Path folder;

    /** A line of the text format: name, labels, value. */
    private record Sample(String name, Map<String, String> labels, double value) {}

    private static final Pattern LINE = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)\\})? (\\S+)");
    private static final Pattern LABEL = Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\]|\\\\.)*)\"(?:,|$)");

    /** Reads the format as its description says, and refuses what it does not allow. */
    private static final class Parsed {
        private final List<Sample> samples = new ArrayList<>();
        private final Map<String, String> types = new TreeMap<>();

        Parsed(String text) {
            assertThat(text).endsWith("\n");
            String family = "";
            Set<String> closed = new TreeSet<>();
            for (String line : text.split("\n")) {
                String[] words = line.split(" ", 4);
                if (words[0].equals("#") && words[1].equals("TYPE")) {
                    assertThat(closed.add(words[2])).as("one group of lines for %s", words[2]).isTrue();
                    family = words[2];
                    types.put(family, words[3]);
                } else if (words[0].equals("#")) {
                    assertThat(words[1]).isEqualTo("HELP");
                    assertThat(words[3]).isNotBlank();
                } else {
                    Sample sample = sample(line);
                    String base = types.get(family).equals("histogram")
                            ? sample.name().replaceAll("_(bucket|sum|count)$", "")
                            : sample.name();
                    assertThat(base).as(line).isEqualTo(family);
                    samples.add(sample);
                }
            }
        }

        private static Sample sample(String line) {
            Matcher parts = LINE.matcher(line);
            assertThat(parts.matches()).as(line).isTrue();
            Map<String, String> labels = new TreeMap<>();
            if (parts.group(2) != null) {
                Matcher label = LABEL.matcher(parts.group(2));
                int end = 0;
                while (label.find()) {
                    assertThat(label.start()).as(line).isEqualTo(end);
                    labels.put(label.group(1), label.group(2));
                    end = label.end();
                }
                assertThat(end).as(line).isEqualTo(parts.group(2).length());
            }
            return new Sample(parts.group(1), labels, Double.parseDouble(parts.group(3).replace("+Inf", "Infinity")));
        }

        /** The one sample of this name that has these labels among its own. */
        double value(String name, String... labels) {
            List<Sample> found = samples.stream().filter(sample -> sample.name().equals(name)).filter(sample -> {
                boolean fits = true;
                for (int i = 0; i < labels.length; i += 2) {
                    fits &= labels[i + 1].equals(sample.labels().get(labels[i]));
                }
                return fits;
            }).toList();
            assertThat(found).as("%s %s", name, List.of(labels)).hasSize(1);
            return found.get(0).value();
        }
    }

    private Broker broker() {
        return Broker.start(BrokerSettings.of(Map.of("listeners", "PLAINTEXT://127.0.0.1:0", "log.dirs",
                folder.resolve("broker").toString(), "offsets.topic.num.partitions", "2",
                "transaction.state.log.num.partitions", "2",
                "transaction.abort.timed.out.transaction.cleanup.interval.ms",
                "200")));
    }

    private static HttpResponse<String> get(HttpClient client, String url) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void health_says_what_is_missing() throws Exception {
        Console console = new Console();
        try (ConsoleServer server = ConsoleServer.start(0, console); HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> starting = get(client, server.url() + "/health/ready");
            assertThat(starting.statusCode()).isEqualTo(503);
            assertThat(starting.body()).isEqualTo("{\"status\":\"starting\",\"waiting_for\":[\"broker\"]}\n");
            assertThat(get(client, server.url() + "/health/started").statusCode()).isEqualTo(503);
            assertThat(get(client, server.url() + "/health/live").statusCode()).isEqualTo(200);
            assertThat(get(client, server.url() + "/metrics").body()).isEmpty();
            try (Broker broker = broker()) {
                console.started(broker);
                assertThat(get(client, server.url() + "/health/started").body()).contains("\"status\":\"started\"");
                assertThat(get(client, server.url() + "/health/ready").body()).contains("process");
                console.ready();
                HttpResponse<String> ready = get(client, server.url() + "/health/ready");
                assertThat(ready.statusCode()).isEqualTo(200);
                assertThat(ready.body()).isEqualTo("{\"status\":\"ready\"}\n");
                assertThat(ready.headers().firstValue("Content-Type")).hasValue("application/json");
            }
            HttpResponse<String> gone = get(client, server.url() + "/health/live");
            assertThat(gone.statusCode()).isEqualTo(503);
            assertThat(gone.body()).contains("\"status\":\"failed\"").contains("it is stopping");
            assertThat(get(client, server.url() + "/health/ready").statusCode()).isEqualTo(503);
            assertThat(get(client, server.url() + "/nothing").statusCode()).isEqualTo(404);

            int port = URI.create(server.url()).getPort();
            assertThatThrownBy(() -> ConsoleServer.start(port, console)).isInstanceOf(TidemarkException.class)
                    .hasMessageStartingWith("TM-1001")
                    .hasMessageContaining("127.0.0.1:" + port);
        }
    }

    private static long position(KafkaConsumer<String, String> consumer) {
        TopicPartition first = new TopicPartition("counted", 0);
        return consumer.assignment().contains(first) ? consumer.position(first) : 0;
    }

    @Test
    void numbers_are_those_of_what_stock_clients_did() throws Exception {
        Console console = new Console();
        try (Broker broker = broker();
                ConsoleServer server = ConsoleServer.start(0, console);
                HttpClient client = HttpClient.newHttpClient()) {
            console.started(broker);
            console.ready();
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
                    KafkaProducer<String, String> producer = new KafkaProducer<>(
                            Map.of("bootstrap.servers", broker.bootstrapServers(), "linger.ms", "0"),
                            new StringSerializer(), new StringSerializer());
                    KafkaProducer<String, String> open = new KafkaProducer<>(
                            Map.of("bootstrap.servers", broker.bootstrapServers(), "transactional.id", "left-open"),
                            new StringSerializer(), new StringSerializer());
                    KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                            Map.of("bootstrap.servers", broker.bootstrapServers(), "group.id", "readers",
                                    "auto.offset.reset", "earliest"),
                            new StringDeserializer(), new StringDeserializer())) {
                admin.createTopics(List.of(new NewTopic("counted", 2, (short) 1))).all().get();
                for (int i = 0; i < 5; i++) {
                    producer.send(new ProducerRecord<>("counted", 0, null, "x".repeat(1_000))).get();
                }
                open.initTransactions();
                open.beginTransaction();
                open.send(new ProducerRecord<>("counted", 1, null, "unsure")).get();
                consumer.subscribe(List.of("counted"));
                for (int polls = 0; polls < 200 && position(consumer) < 5; polls++) {
                    consumer.poll(Duration.ofMillis(50));
                }
                consumer.commitSync();

                HttpResponse<String> answer = get(client, server.url() + "/metrics");
                assertThat(answer.headers().firstValue("Content-Type")).hasValue(PrometheusText.CONTENT_TYPE);
                Parsed metrics = new Parsed(answer.body());

                assertThat(metrics.value("tidemark_requests_total", "api", "Produce")).isEqualTo(6);
                assertThat(metrics.value("tidemark_request_bytes_total", "api", "Produce")).isBetween(5_000.0, 7_000.0);
                assertThat(metrics.value("tidemark_response_bytes_total", "api", "Fetch")).isGreaterThan(5_000);
                assertThat(metrics.value("tidemark_request_total_seconds_count", "api", "Produce")).isEqualTo(6);
                assertThat(metrics.value("tidemark_request_total_seconds_sum", "api", "Produce")).isBetween(0.0, 60.0);
                assertThat(metrics.value("tidemark_request_local_seconds_count", "api", "Produce")).isEqualTo(6);
                assertThat(metrics.value("tidemark_request_total_seconds_bucket", "api", "Produce", "le", "+Inf"))
                        .isEqualTo(6);
                assertThat(metrics.value("tidemark_connections")).isGreaterThanOrEqualTo(4);
                assertThat(metrics.value("tidemark_partition_log_end_offset", "topic", "counted", "partition", "0"))
                        .isEqualTo(5);
                assertThat(metrics.value("tidemark_partition_last_stable_offset_lag", "topic", "counted", "partition",
                        "1")).isEqualTo(1);
                assertThat(metrics.value("tidemark_log_last_stable_offset_lag_max")).isEqualTo(1);
                assertThat(metrics.value("tidemark_topics")).isEqualTo(3);
                assertThat(metrics.value("tidemark_partitions")).isEqualTo(6);
                assertThat(metrics.value("tidemark_log_size_bytes")).isGreaterThan(5_000);
                assertThat(metrics.value("tidemark_log_flush_seconds_count")).isPositive();
                assertThat(metrics.value("tidemark_groups", "type", "classic", "state", "Stable")).isEqualTo(1);
                assertThat(metrics.value("tidemark_group_members", "type", "classic", "state", "Stable")).isEqualTo(1);
                assertThat(metrics.value("tidemark_group_rebalances_total", "type", "classic")).isPositive();
                assertThat(metrics.value("tidemark_group_rebalances_total", "type", "consumer")).isZero();
                assertThat(metrics.value("tidemark_topic_bytes_in_total", "topic", "counted"))
                        .isBetween(5_000.0, 7_000.0);
                assertThat(metrics.value("tidemark_topic_bytes_out_total", "topic", "counted"))
                        .isBetween(5_000.0, 7_000.0);
                assertThat(metrics.value("tidemark_topic_bytes_in_total", "topic", "__consumer_offsets")).isPositive();
                assertThat(metrics.value("tidemark_log_remaining_logs_to_recover")).isZero();
                assertThat(metrics.value("tidemark_transactions", "state", "Ongoing")).isEqualTo(1);
                assertThat(metrics.value("tidemark_transactions_oldest_open_age_seconds")).isPositive();
                assertThat(metrics.value("tidemark_loop_cpu_seconds_total", "loop", "control")).isPositive();
                assertThat(metrics.value("tidemark_jvm_heap_used_bytes")).isPositive();
                assertThatThrownBy(() -> admin.createTopics(List.of(new NewTopic("counted", 2, (short) 1))).all().get())
                        .hasMessageContaining("exists");
                assertThat(new Parsed(get(client, server.url() + "/metrics").body()).value(
                        "tidemark_request_errors_total", "api", "CreateTopics", "error", "TOPIC_ALREADY_EXISTS"))
                        .isEqualTo(1);
                open.abortTransaction();

                Set<String> documented = new TreeSet<>();
                for (BrokerMetric metric : BrokerMetric.values()) {
                    documented.add(metric.id());
                }
                assertThat(documented).as("what is told is in the catalogue").containsAll(metrics.types.keySet());
                assertThat(metrics.types.keySet()).as("what is in the catalogue is told")
                        .containsAll(documented.stream().filter(name -> !name.contains("request_errors")).toList());
            }
        }
    }

    @Test
    void how_far_a_start_is_can_be_read_before_there_is_a_broker() throws Exception {
        Console console = new Console();
        try (ConsoleServer server = ConsoleServer.start(0, console); HttpClient client = HttpClient.newHttpClient()) {
            BrokerMetric left = BrokerMetric.LOG_TO_OPEN;
            console.starting().describe(left.id(), left.described());
            console.starting().gauge(left.id(), () -> 41);
            assertThat(new Parsed(get(client, server.url() + "/metrics").body())
                    .value("tidemark_log_remaining_logs_to_recover")).isEqualTo(41);
        }
    }

    @Test
    void many_partitions_are_told_in_sums_alone() throws Exception {
        Console console = new Console();
        try (Broker broker = broker();
                ConsoleServer server = ConsoleServer.start(0, console);
                HttpClient client = HttpClient.newHttpClient();
                Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            console.started(broker);
            admin.createTopics(List.of(new NewTopic("many", 200, (short) 1))).all().get();
            assertThat(get(client, server.url() + "/metrics").body()).contains("tidemark_partition_log_end_offset");
            admin.createTopics(List.of(new NewTopic("one-more", 1, (short) 1))).all().get();
            Parsed metrics = new Parsed(get(client, server.url() + "/metrics").body());
            assertThat(metrics.types.keySet()).noneMatch(name -> name.startsWith("tidemark_partition_"));
            assertThat(metrics.value("tidemark_partitions")).isEqualTo(201);
            assertThat(metrics.value("tidemark_log_segments")).isEqualTo(201);
        }
    }

    @Test
    void the_reference_page_is_the_catalogue() throws IOException {
        String page = Files.readString(PAGE);
        int begin = page.indexOf(BEGIN);
        assertThat(begin).isPositive();
        StringBuilder table = new StringBuilder("| name | type | labels | what | Kafka's |\n|---|---|---|---|---|\n");
        for (BrokerMetric metric : BrokerMetric.values()) {
            table.append("| `")
                    .append(metric.id())
                    .append("` | ")
                    .append(metric.described().kind().name().toLowerCase(Locale.ROOT))
                    .append(" | ")
                    .append(metric.labels())
                    .append(" | ")
                    .append(metric.described().help())
                    .append(" | ")
                    .append(metric.kafka())
                    .append(" |\n");
        }
        if (Boolean.getBoolean("regenerate")) {
            Files.writeString(PAGE, page.substring(0, begin + BEGIN.length()) + table);
            return;
        }
        assertThat(page.substring(begin + BEGIN.length())).isEqualTo(table.toString());
    }
}
