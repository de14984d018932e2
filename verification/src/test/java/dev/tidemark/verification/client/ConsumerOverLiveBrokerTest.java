package dev.tidemark.verification.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.client.admin.Admin;
import dev.tidemark.client.admin.NewTopic;
import dev.tidemark.client.consumer.Consumer;
import dev.tidemark.client.consumer.ConsumerRecord;
import dev.tidemark.client.consumer.RecordConsumer;
import dev.tidemark.client.net.TcpNetwork;
import dev.tidemark.client.producer.Producer;
import dev.tidemark.client.producer.ProducerRecord;
import dev.tidemark.client.producer.RecordProducer;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.embedded.EmbeddedTidemark;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a user of the consumer sees of positions, seeks, pauses and times, over TCP. */
@Timeout(60)
class ConsumerOverLiveBrokerTest {

    private static final Duration SOON = Duration.ofMillis(500);
    private static final TopicPartition T0 = new TopicPartition("read", 0);
    private static final TopicPartition T1 = new TopicPartition("read", 1);

    private static EmbeddedTidemark tidemark;
    private static TcpNetwork network;

    /** Values 0 to 39 of two partitions by turns, with timestamps 1,000 to 1,039; so offsets 0 to 19 in each. */
    @BeforeAll
    static void start() throws Exception {
        tidemark = EmbeddedTidemark.start();
        network = TcpNetwork.start();
        try (Admin admin = Admin.open(network.environment(), settings())) {
            admin.createTopics(List.of(NewTopic.of("read", 2)))
                    .get(30, TimeUnit.SECONDS)
                    .get("read")
                    .orThrow("creating", "read");
        }
        try (Producer producer = RecordProducer.open(network.environment(), settings())) {
            for (int i = 0; i < 40; i++) {
                producer.send(ProducerRecord.of("read", null, Integer.toString(i).getBytes(StandardCharsets.UTF_8))
                        .withPartition(i % 2)
                        .withTimestampMs(1_000 + i)).get(30, TimeUnit.SECONDS);
            }
        }
    }

    @AfterAll
    static void stop() {
        network.close();
        tidemark.close();
    }

    private static Map<String, String> settings(String... more) {
        Map<String, String> settings = new HashMap<>(Map.of("bootstrap.servers", tidemark.bootstrapServers()));
        for (int i = 0; i < more.length; i += 2) {
            settings.put(more[i], more[i + 1]);
        }
        return settings;
    }

    private static Consumer consumer(TopicPartition of, String... more) {
        Consumer consumer = RecordConsumer.open(network.environment(), settings(more));
        consumer.assign(List.of(of));
        return consumer;
    }

    private static List<Long> read(Consumer consumer, int count) {
        List<Long> offsets = new ArrayList<>();
        while (offsets.size() < count) {
            consumer.poll(SOON).forEach(record -> offsets.add(record.offset()));
        }
        return offsets;
    }

    @Test
    void seeking_right_after_assigning_wins_over_the_reset() {
        for (int round = 0; round < 20; round++) {
            try (Consumer consumer = consumer(T0)) {
                consumer.seekToBeginning(List.of(T0));
                assertThat(consumer.position(T0)).as("round %d", round).isZero();
            }
            try (Consumer consumer = consumer(T0, "auto.offset.reset", "earliest")) {
                consumer.seekToEnd(List.of(T0));
                assertThat(consumer.position(T0)).as("round %d", round).isEqualTo(20);
            }
        }
    }

    @Test
    void the_position_never_runs_ahead_of_what_was_returned() {
        try (Consumer consumer = RecordConsumer.open(network.environment(),
                settings("auto.offset.reset", "earliest", "max.poll.records", "3"))) {
            consumer.assign(List.of(T0, T1));
            Map<TopicPartition, Long> returned = new TreeMap<>(Map.of(T0, 0L, T1, 0L));
            int count = 0;
            while (count < 40) {
                for (ConsumerRecord record : consumer.poll(SOON)) {
                    returned.put(record.partition(), record.offset() + 1);
                    count++;
                }
                for (TopicPartition partition : List.of(T0, T1)) {
                    assertThat(consumer.position(partition)).isEqualTo(returned.get(partition));
                }
            }
        }
    }

    @Test
    void an_interrupted_poll_loses_nothing() {
        try (Consumer consumer = consumer(T0, "auto.offset.reset", "earliest", "max.poll.records", "2")) {
            List<Long> offsets = new ArrayList<>();
            while (offsets.size() < 20) {
                Thread.currentThread().interrupt();
                try {
                    consumer.poll(SOON).forEach(record -> offsets.add(record.offset()));
                } catch (TidemarkException interrupted) {
                    assertThat(interrupted).hasMessageContaining("interrupted");
                }
                assertThat(Thread.interrupted()).isTrue();
                consumer.poll(SOON).forEach(record -> offsets.add(record.offset()));
            }
            assertThat(offsets).isSorted().doesNotHaveDuplicates().hasSize(20);
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> consumer.poll(SOON)).isInstanceOf(TidemarkException.class);
            assertThat(Thread.interrupted()).isTrue();
            consumer.seek(T0, 17);
            assertThat(read(consumer, 3)).containsExactly(17L, 18L, 19L);
        }
    }

    @Test
    void a_partition_assigned_again_is_not_paused() {
        try (Consumer consumer = consumer(T0, "auto.offset.reset", "earliest")) {
            consumer.pause(List.of(T0));
            assertThat(consumer.poll(Duration.ofMillis(100))).isEmpty();
            consumer.assign(List.of(T1));
            consumer.assign(List.of(T0));
            assertThat(read(consumer, 20)).hasSize(20);
        }
    }

    @Test
    void pause_seek_and_offsets_for_times() {
        try (Consumer consumer = consumer(T0, "auto.offset.reset", "earliest", "max.poll.records", "4")) {
            assertThat(read(consumer, 4)).containsExactly(0L, 1L, 2L, 3L);
            consumer.pause(List.of(T0));
            assertThat(consumer.poll(Duration.ofMillis(50))).isEmpty();
            consumer.resume(List.of(T0));
            assertThat(read(consumer, 4)).containsExactly(4L, 5L, 6L, 7L);
            consumer.seek(T0, 2);
            assertThat(read(consumer, 4)).containsExactly(2L, 3L, 4L, 5L);

            assertThat(consumer.offsetsForTimes(Map.of(T0, 1_011L, T1, 1_011L))).isEqualTo(Map.of(T0, 6L, T1, 5L));
            assertThat(consumer.offsetsForTimes(Map.of(T0, 9_999L))).isEmpty();
            assertThat(consumer.beginningOffsets(List.of(T0, T1))).isEqualTo(Map.of(T0, 0L, T1, 0L));
            assertThat(consumer.endOffsets(List.of(T0, T1))).isEqualTo(Map.of(T0, 20L, T1, 20L));
        }
    }
}
