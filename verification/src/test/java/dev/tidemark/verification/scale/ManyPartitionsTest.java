package dev.tidemark.verification.scale;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A record in each of very many partitions, written and read by stock clients, before and after {@code kill -9}: the broker's heap, descriptors and
 * maps stay bounded, since files of segments are open only while they are used.
 */
class ManyPartitionsTest {

    private static final int TOPICS = 20;

    @TempDir
    Path folder;

    @Test
    @Tag("ci")
    void two_thousand_partitions() throws Exception {
        serveARecordEach(2_000);
    }

    @Test
    @Tag("nightly")
    void twenty_thousand_partitions() throws Exception {
        serveARecordEach(20_000);
    }

    private void serveARecordEach(int partitions) throws Exception {
        try (SmallBroker broker = SmallBroker.start(folder)) {
            create(broker, partitions);
            produce(broker, partitions);
            assertThat(consume(broker, partitions)).isEqualTo(partitions);
            holdBounds("produced and consumed", broker);
            broker.kill();
        }
        try (SmallBroker broker = SmallBroker.start(folder)) {
            assertThat(consume(broker, partitions)).isEqualTo(partitions);
            holdBounds("after kill -9", broker);
        }
    }

    /** The bounds of twenty thousand; a tenth of the partitions would break them too if each kept its files open, so the descriptors' is tighter. */
    private static void holdBounds(String when, SmallBroker broker) throws Exception {
        System.out.printf("%s: %d descriptors, %d maps, %d MiB resident%n", when, broker.descriptors(), broker.maps(),
                broker.residentMiB());
        assertThat(broker.descriptors()).as("descriptors, %s", when).isLessThan(1_500);
        assertThat(broker.maps()).as("maps, %s", when).isLessThan(4_500);
        assertThat(broker.isAlive()).isTrue();
    }

    private static void create(SmallBroker broker, int partitions) throws Exception {
        try (Admin admin = Admin.create(with(broker, Map.of()))) {
            for (int topic = 0; topic < TOPICS; topic++) {
                admin.createTopics(List.of(new NewTopic(name(topic), partitions / TOPICS, (short) 1))).all().get();
            }
        }
    }

    private static void produce(SmallBroker broker, int partitions) throws Exception {
        Map<String, Object> settings = with(broker,
                Map.of("linger.ms", 50, "batch.size", 512, "delivery.timeout.ms", 300_000));
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(settings, new ByteArraySerializer(),
                new ByteArraySerializer())) {
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            for (int i = 0; i < partitions; i++) {
                sent.add(producer.send(new ProducerRecord<>(name(i % TOPICS), i / TOPICS, null, number(i))));
            }
            for (Future<RecordMetadata> each : sent) {
                assertThat(each.get().offset()).isZero();
            }
        }
    }

    /** Reads every partition from its start; how many different records came, each from the partition that it was written to. */
    private static int consume(SmallBroker broker, int partitions) {
        BitSet seen = new BitSet();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                with(broker, Map.of("auto.offset.reset", "earliest", "enable.auto.commit", false)),
                new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(IntStream.range(0, partitions)
                    .mapToObj(i -> new TopicPartition(name(i % TOPICS), i / TOPICS))
                    .toList());
            long deadline = System.nanoTime() + SmallBroker.PATIENCE.toNanos();
            while (seen.cardinality() < partitions && System.nanoTime() < deadline) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
                    int i = ByteBuffer.wrap(record.value()).getInt();
                    assertThat(record.topic() + record.partition()).isEqualTo(name(i % TOPICS) + i / TOPICS);
                    seen.set(i);
                }
            }
        }
        return seen.cardinality();
    }

    private static Map<String, Object> with(SmallBroker broker, Map<String, Object> more) {
        Map<String, Object> all = new HashMap<>(more);
        all.put("bootstrap.servers", broker.bootstrap());
        all.put("request.timeout.ms", 120_000);
        all.put("default.api.timeout.ms", 300_000);
        return all;
    }

    private static String name(int topic) {
        return "topic-" + topic;
    }

    private static byte[] number(int i) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(i).array();
    }
}
