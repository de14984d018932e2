package dev.tidemark.broker.request;

import static dev.tidemark.broker.RunningBroker.done;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.broker.RunningBroker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compacted topics as stock clients see them. Every batch of another time is a segment of its own, so that all but the last is compacted. */
class CompactionApisTest {

    private static final long FIRST_MS = 1_700_000_000_000L;

    @TempDir
    Path folder;
    private long nextMs = FIRST_MS;

    private static RunningBroker start(Path folder, Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(Map.of("log.cleaner.backoff.ms", "20"));
        settings.putAll(more);
        return new RunningBroker(folder, settings);
    }

    private static void createCompacted(RunningBroker running, String topic, long deleteRetentionMs) throws Exception {
        try (Admin admin = running.admin()) {
            NewTopic compacted = new NewTopic(topic, 1, (short) 1).configs(Map.of("cleanup.policy", "compact",
                    "segment.ms", "1", "min.cleanable.dirty.ratio", "0.01", "delete.retention.ms",
                    Long.toString(deleteRetentionMs)));
            done(admin.createTopics(List.of(compacted)).all());
        }
    }

    private static KafkaProducer<String, String> producer(RunningBroker running, Map<String, Object> more) {
        Map<String, Object> settings = new HashMap<>(Map.of("bootstrap.servers", running.broker().bootstrapServers(),
                "linger.ms", "0", "max.block.ms", "20000", "delivery.timeout.ms", "20000", "request.timeout.ms",
                "10000"));
        settings.putAll(more);
        return new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
    }

    /** A record of its own time: it begins a segment. */
    private void send(KafkaProducer<String, String> producer, String topic, String key, String value)
            throws Exception {
        nextMs += 10;
        producer.send(new ProducerRecord<>(topic, 0, nextMs, key, value)).get(20, TimeUnit.SECONDS);
    }

    /** All there is up to the end, as {@code key=value}. */
    private static List<String> read(RunningBroker running, String topic, String isolation) {
        List<String> found = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", running.broker().bootstrapServers(), "isolation.level", isolation),
                new StringDeserializer(), new StringDeserializer())) {
            TopicPartition partition = new TopicPartition(topic, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(200))) {
                    found.add(record.key() + "=" + record.value());
                }
            }
        }
        return found;
    }

    @Test
    void the_last_value_of_every_key_stays_and_tombstones_go_in_the_end() throws Exception {
        try (RunningBroker running = start(folder, Map.of());
                KafkaProducer<String, String> producer = producer(running, Map.of())) {
            createCompacted(running, "states", 1);
            for (int round = 0; round < 5; round++) {
                for (String key : List.of("a", "b", "gone")) {
                    send(producer, "states", key, key + round);
                }
            }
            send(producer, "states", "gone", null);
            Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                send(producer, "states", "tick", "tock"); // the tombstone goes in a round after the one that found it clean
                assertThat(
                        read(running, "states", "read_uncommitted").stream().filter(each -> !each.startsWith("tick")))
                        .containsExactly("a=a4", "b=b4");
            });
            running.restart();
            assertThat(read(running, "states", "read_uncommitted")).startsWith("a=a4", "b=b4");
        }
    }

    @Test
    void tombstones_are_read_for_delete_retention_ms() throws Exception {
        try (RunningBroker running = start(folder, Map.of());
                KafkaProducer<String, String> producer = producer(running, Map.of())) {
            createCompacted(running, "states", 86_400_000);
            send(producer, "states", "gone", "1");
            send(producer, "states", "gone", null);
            Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                send(producer, "states", "tick", "tock");
                List<String> found = read(running, "states", "read_uncommitted");
                assertThat(found).doesNotContain("gone=1");
                assertThat(found.stream().filter("tick=tock"::equals)).as("compacted more than once")
                        .hasSizeLessThan(3);
                assertThat(found).contains("gone=null");
            });
        }
    }

    @Test
    void of_transactions_what_was_committed_stays_and_what_was_aborted_goes() throws Exception {
        try (RunningBroker running = start(folder, Map.of());
                KafkaProducer<String, String> producer = producer(running,
                        Map.of("transactional.id", "t", "transaction.timeout.ms", 30_000));
                KafkaProducer<String, String> plain = producer(running, Map.of())) {
            createCompacted(running, "states", 86_400_000);
            producer.initTransactions();
            for (int i = 0; i < 4; i++) {
                producer.beginTransaction();
                send(producer, "states", "a", "committed" + i);
                producer.commitTransaction();
                producer.beginTransaction();
                send(producer, "states", "a", "aborted" + i);
                send(producer, "states", "b", "aborted" + i);
                producer.abortTransaction();
            }
            Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                send(plain, "states", "tick", "tock");
                assertThat(
                        read(running, "states", "read_uncommitted").stream().filter(each -> !each.startsWith("tick")))
                        .containsExactly("a=committed3");
            });
            assertThat(read(running, "states", "read_committed")).contains("a=committed3");

            producer.beginTransaction();
            send(producer, "states", "a", "after");
            producer.commitTransaction();
            running.restart();
            assertThat(read(running, "states", "read_committed")).contains("a=after").doesNotContain("a=aborted3");
        }
    }

    @Test
    void an_idempotent_producer_goes_on_after_compaction_and_restart() throws Exception {
        int port = freePort();
        try (RunningBroker running = start(folder, Map.of("listeners", "PLAINTEXT://127.0.0.1:" + port));
                KafkaProducer<String, String> producer = producer(running, Map.of("enable.idempotence", true));
                KafkaProducer<String, String> other = producer(running, Map.of())) {
            createCompacted(running, "states", 86_400_000);
            for (int i = 0; i < 4; i++) {
                send(producer, "states", "a", "own" + i);
            }
            Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                send(other, "states", "a", "other"); // of the producer's own records none stays
                assertThat(read(running, "states", "read_uncommitted")).doesNotContain("a=own3");
            });
            running.restart();
            send(producer, "states", "a", "own4");
            assertThat(read(running, "states", "read_uncommitted")).contains("a=own4");
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
