package dev.tidemark.verification.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.verification.peer.PeerProcess;
import dev.tidemark.verification.peer.PeerProgram;
import dev.tidemark.verification.streams.StockReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A Kafka Streams application with {@code exactly_once_v2} ({@code verification/peers/streams}), killed -9 three times in the middle
 * of its work and started again. Its outputs and stores are those of {@link PlainShop}, no record more and none less.
 */
@CompatibilitySuite
class KafkaStreamsTest {

    private static final Path ROOT = Path.of(System.getProperty("tidemark.project.root"));
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final Pattern RUNNING = Pattern.compile("^state RUNNING");
    private static final Pattern VERSION = Pattern.compile("^peer-version ");
    private static final int KILLS = 3;
    private static final int ORDERS_A_LIFE = 3_000;
    private static final int WORK_MS_MAX = 400;

    @TempDir
    static Path folder;

    private static final PlainShop SHOP = PlainShop.of(ORDERS_A_LIFE * (KILLS + 1));
    private static SuiteBroker broker;
    private static PeerProcess app;
    private static String version;
    private static List<String> queried;

    /** The whole story; the tests look at what it left. */
    @BeforeAll
    static void kill_and_restart_until_all_is_processed() throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("seed " + seed);
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        PeerProgram program = PeerProgram.compile(ROOT, "kafka-streams", "StreamsPeer",
                List.of("Checks.java", "streams/StreamsPeer.java"));
        broker = SuiteBroker.start(folder);
        createTopics();
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrap(), "linger.ms", 5), new StringSerializer(),
                new StringSerializer())) {
            for (String customer : PlainShop.customers()) {
                producer.send(new ProducerRecord<>("shop-customers", null, 1_600_000_000_000L, customer,
                        PlainShop.country(customer)));
            }
            producer.flush();
            for (int life = 0; life <= KILLS; life++) {
                app = start(program);
                app.awaitLine(RUNNING, PATIENCE);
                long before = committed("shop-enriched");
                send(producer, SHOP.orders().subList(life * ORDERS_A_LIFE, (life + 1) * ORDERS_A_LIFE));
                if (life < KILLS) {
                    Awaitility.await()
                            .atMost(PATIENCE)
                            .pollInterval(Duration.ofMillis(20))
                            .until(() -> committed("shop-enriched") > before);
                    assertThat(app.endsWithin(Duration.ofMillis(random.nextInt(WORK_MS_MAX)))).as("ended by itself")
                            .isFalse();
                    app.kill();
                }
            }
        }
        awaitRecords("shop-enriched", SHOP.orders().size());
        awaitRecords("shop-counts", SHOP.orders().size());
        awaitRecords("shop-paid", SHOP.paid().size());
        version = app.awaitLine(VERSION, PATIENCE).split(" ")[1];
        queried = query();
        command("stop");
        assertThat(app.waitFor(PATIENCE)).as(String.join("\n", app.output())).isZero();
    }

    @AfterAll
    static void stop() {
        SuiteBroker.close(app);
        SuiteBroker.close(broker);
    }

    @Test
    @ForPeer("kafka-streams")
    void a_stream_joined_with_a_table(PeerRow row) {
        row.version(version);
        assertThat(byKey("shop-enriched")).isEqualTo(SHOP.enriched());
    }

    @Test
    @ForPeer("kafka-streams")
    void counts_in_windows() {
        assertThat(byKey("shop-counts")).isEqualTo(SHOP.counts());
    }

    @Test
    @ForPeer("kafka-streams")
    void two_streams_joined_in_time() {
        assertThat(byKey("shop-paid")).isEqualTo(SHOP.paid());
    }

    @Test
    @ForPeer("kafka-streams")
    void interactive_queries_of_key_value_and_window_stores() {
        assertThat(queried).containsExactlyInAnyOrderElementsOf(SHOP.queried());
    }

    private static PeerProcess start(PeerProgram program) throws IOException {
        return program.start("kafka-streams", folder, List.of("-Xmx512m"), "StreamsPeer",
                List.of(broker.bootstrap(), folder.resolve("state").toString()));
    }

    private static void createTopics() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
            admin.createTopics(Stream
                    .of("shop-customers", "shop-orders", "shop-payments", "shop-enriched", "shop-counts", "shop-paid")
                    .map(topic -> new NewTopic(topic, 2, (short) 1))
                    .toList()).all().get(30, TimeUnit.SECONDS);
        }
    }

    private static void send(KafkaProducer<String, String> producer, List<PlainShop.Order> orders) {
        for (PlainShop.Order order : orders) {
            producer.send(new ProducerRecord<>("shop-orders", null, order.timeMs(), order.customer(), order.value()));
            if (order.paid()) {
                producer.send(new ProducerRecord<>("shop-payments", null, order.timeMs() + 30_000, order.id(),
                        order.method()));
            }
        }
        producer.flush();
    }

    private static int committed(String topic) {
        return StockReader.readAll(broker.bootstrap(), topic).size();
    }

    private static void awaitRecords(String topic, int count) {
        Awaitility.await()
                .alias(count + " records of " + topic)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(300))
                .until(() -> committed(topic), found -> found >= count);
    }

    private static Map<String, List<String>> byKey(String topic) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : StockReader.readAll(broker.bootstrap(), topic)) {
            values.computeIfAbsent(new String(record.key(), StandardCharsets.UTF_8), _ -> new ArrayList<>())
                    .add(new String(record.value(), StandardCharsets.UTF_8));
        }
        return values;
    }

    private static void command(String word) throws IOException {
        app.standardInput().write((word + "\n").getBytes(StandardCharsets.UTF_8));
        app.standardInput().flush();
    }

    private static List<String> query() throws Exception {
        command("query");
        app.awaitLine(Pattern.compile("queried"), PATIENCE);
        assertThat(app.output()).contains("queried");
        return app.output().stream().filter(line -> line.startsWith("total ") || line.startsWith("count ")).toList();
    }
}
