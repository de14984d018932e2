package dev.tidemark.verification.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.broker.Broker;
import dev.tidemark.broker.BrokerSettings;
import dev.tidemark.client.admin.Admin;
import dev.tidemark.client.admin.NewTopic;
import dev.tidemark.client.consumer.Consumer;
import dev.tidemark.client.consumer.ConsumerRecord;
import dev.tidemark.client.consumer.RebalanceListener;
import dev.tidemark.client.consumer.RecordConsumer;
import dev.tidemark.client.net.ClientEnvironment;
import dev.tidemark.client.net.TcpNetwork;
import dev.tidemark.client.producer.Producer;
import dev.tidemark.client.producer.ProducerRecord;
import dev.tidemark.client.producer.RecordMetadata;
import dev.tidemark.client.producer.RecordProducer;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.core.loop.Clock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ClientOverBrokenConnectionsTest {

    private static final int RECORDS = 100_000;
    private static final int PARTITIONS = 4;

    @TempDir
    Path folder;

    private Broker broker(String advertised) {
        Map<String, String> settings = new HashMap<>(Map.of("log.dirs", folder.toString(), "listeners",
                "PLAINTEXT://127.0.0.1:0", "tidemark.flush", "os", "group.initial.rebalance.delay.ms", "0",
                "group.min.session.timeout.ms", "500"));
        if (!advertised.isEmpty()) {
            settings.put("advertised.listeners", "PLAINTEXT://" + advertised);
        }
        return Broker.start(BrokerSettings.of(settings));
    }

    private static void createTopic(ClientEnvironment environment, String bootstrap) throws Exception {
        try (Admin admin = Admin.open(environment, Map.of("bootstrap.servers", bootstrap))) {
            admin.createTopics(List.of(NewTopic.of("t", PARTITIONS)))
                    .get(30, TimeUnit.SECONDS)
                    .get("t")
                    .orThrow("creating", "t");
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** What was read, as it must be: per partition the numbers that were sent there, in order, each once. */
    private static final class Reading {
        final Map<Integer, List<Integer>> byPartition = new TreeMap<>();
        int count;

        void add(ConsumerRecord record) {
            byPartition.computeIfAbsent(record.partition().partition(), partition -> new ArrayList<>())
                    .add(Integer.parseInt(new String(record.value(), StandardCharsets.UTF_8)));
            count++;
        }

        void check() {
            byPartition.forEach((partition, numbers) -> {
                List<Integer> wanted = new ArrayList<>();
                for (int i = partition; i < RECORDS; i += PARTITIONS) {
                    wanted.add(i);
                }
                assertThat(numbers).as("partition %d", partition).isEqualTo(wanted);
            });
            assertThat(byPartition).hasSize(PARTITIONS);
        }
    }

    private static List<CompletableFuture<RecordMetadata>> produce(Producer producer) {
        List<CompletableFuture<RecordMetadata>> sent = new ArrayList<>();
        for (int i = 0; i < RECORDS; i++) {
            sent.add(producer.send(ProducerRecord.of("t", null, bytes(Integer.toString(i)))
                    .withPartition(i % PARTITIONS)));
        }
        return sent;
    }

    @Test
    void records_arrive_in_order_once_across_connections_cut_in_the_middle_of_answers() throws Exception {
        long seed = Long.getLong("seed", 7L);
        try (CuttingProxy proxy = new CuttingProxy(seed, 40, 10);
                Broker broker = broker("127.0.0.1:" + proxy.port());
                TcpNetwork network = TcpNetwork.start()) {
            proxy.forwardTo(broker.port());
            String bootstrap = "127.0.0.1:" + proxy.port();
            createTopic(network.environment(), bootstrap);
            try (Producer producer = RecordProducer.open(network.environment(),
                    Map.of("bootstrap.servers", bootstrap, "linger.ms", "1"));
                    Consumer consumer = RecordConsumer.open(network.environment(),
                            Map.of("bootstrap.servers", bootstrap, "group.id", "g", "auto.offset.reset", "earliest"))) {
                consumer.subscribe(List.of("t"), RebalanceListener.NONE);
                CompletableFuture<List<CompletableFuture<RecordMetadata>>> sending = CompletableFuture
                        .supplyAsync(() -> produce(producer));
                Reading reading = new Reading();
                while (reading.count < RECORDS) {
                    consumer.poll(Duration.ofMillis(500)).forEach(reading::add);
                }
                consumer.poll(Duration.ofMillis(300)).forEach(reading::add);

                reading.check();
                for (CompletableFuture<RecordMetadata> sent : sending.get(30, TimeUnit.SECONDS)) {
                    assertThat(sent.get(30, TimeUnit.SECONDS).partition().topic()).isEqualTo("t");
                }
                assertThat(proxy.cuts()).as("cuts with seed %d", seed).isGreaterThan(10);
            }
        }
    }

    @Test
    void records_arrive_in_order_once_in_process() throws Exception {
        try (Broker broker = broker(""); TcpNetwork network = TcpNetwork.start()) {
            ClientEnvironment local = ClientEnvironment.of(broker.localTransport(), network.loop(), Clock.system());
            String bootstrap = broker.bootstrapServers();
            createTopic(local, bootstrap);
            try (Producer producer = RecordProducer.open(local, Map.of("bootstrap.servers", bootstrap));
                    Consumer consumer = RecordConsumer.open(local,
                            Map.of("bootstrap.servers", bootstrap, "auto.offset.reset", "earliest"))) {
                Set<TopicPartition> all = new TreeSet<>();
                for (int i = 0; i < PARTITIONS; i++) {
                    all.add(new TopicPartition("t", i));
                }
                consumer.assign(all);
                produce(producer);
                Reading reading = new Reading();
                while (reading.count < RECORDS) {
                    consumer.poll(Duration.ofMillis(500)).forEach(reading::add);
                }
                reading.check();
                assertThat(consumer.endOffsets(all).values().stream().mapToLong(offset -> offset).sum())
                        .isEqualTo(RECORDS);
            }
        }
    }

    @Test
    void the_partitions_of_a_stopped_consumer_move() throws Exception {
        try (Broker broker = broker(""); TcpNetwork network = TcpNetwork.start()) {
            String bootstrap = broker.bootstrapServers();
            createTopic(network.environment(), bootstrap);
            Map<String, String> settings = Map.of("bootstrap.servers", bootstrap, "group.id", "g",
                    "auto.offset.reset", "earliest", "session.timeout.ms", "1500", "heartbeat.interval.ms", "200",
                    "partition.assignment.strategy", "cooperative-sticky", "enable.auto.commit", "false");
            TcpNetwork doomed = TcpNetwork.start();
            try (Producer producer = RecordProducer.open(network.environment(), Map.of("bootstrap.servers", bootstrap));
                    Consumer stays = RecordConsumer.open(network.environment(), settings)) {
                Consumer stops = RecordConsumer.open(doomed.environment(), settings);
                stays.subscribe(List.of("t"), RebalanceListener.NONE);
                stops.subscribe(List.of("t"), RebalanceListener.NONE);
                while (stays.assignment().size() != 2 || stops.assignment().size() != 2) {
                    stays.poll(Duration.ofMillis(50));
                    stops.poll(Duration.ofMillis(50));
                }
                // as if its process were killed: no more heartbeats, no goodbye
                doomed.close();
                while (stays.assignment().size() != PARTITIONS) {
                    stays.poll(Duration.ofMillis(100));
                }
                for (int i = 0; i < 400; i++) {
                    producer.send(ProducerRecord.of("t", null, bytes("x")).withPartition(i % PARTITIONS));
                }
                Map<Integer, Integer> read = new TreeMap<>();
                while (read.values().stream().mapToInt(count -> count).sum() < 400) {
                    stays.poll(Duration.ofMillis(100))
                            .forEach(record -> read.merge(record.partition().partition(), 1, Integer::sum));
                }
                assertThat(read).isEqualTo(Map.of(0, 100, 1, 100, 2, 100, 3, 100));
            }
        }
    }
}
