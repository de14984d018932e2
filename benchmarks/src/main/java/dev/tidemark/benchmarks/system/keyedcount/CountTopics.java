package dev.tidemark.benchmarks.system.keyedcount;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.LongDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** The topics of one run, written and read through the stock client on either side. Run by the benchmark's thread. */
final class CountTopics implements AutoCloseable {

    static final String INPUT = "orders";
    static final String OUTPUT = "order-counts";

    private static final Duration QUIET = Duration.ofSeconds(60);

    /**
     * What the output topic holds, read committed.
     *
     * @param last the last value of each key
     * @param records how many records there are
     * @param transactions markers in the partition that has most: the transactions that wrote to it
     */
    record Output(Map<String, Long> last, long records, long transactions) {}

    private final String bootstrap;
    private final int partitions;
    private final Admin admin;

    CountTopics(String bootstrap, int partitions) {
        this.bootstrap = bootstrap;
        this.partitions = partitions;
        this.admin = Admin.create(Map.of("bootstrap.servers", bootstrap));
    }

    void create() throws InterruptedException, ExecutionException {
        admin.createTopics(List.of(new NewTopic(INPUT, partitions, (short) 1),
                new NewTopic(OUTPUT, partitions, (short) 1))).all().get();
    }

    void write(CountInput input) {
        // One request at a time instead of idempotence: the stock client 4.4.0 sometimes never sends again to a partition whose
        // leader refused its first batches, as a leader does that has just been made.
        Map<String, Object> settings = Map.of("bootstrap.servers", bootstrap, "linger.ms", "20", "batch.size", "65536",
                "enable.idempotence", "false", "max.in.flight.requests.per.connection", "1");
        AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
        long firstMs = System.currentTimeMillis() - input.records();
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(settings, new StringSerializer(),
                new ByteArraySerializer())) {
            input.forEach((number, key, value) -> {
                // the callback hears how it went
                Future<?> unused = producer.send(new ProducerRecord<>(INPUT, null, firstMs + number, key, value),
                        (sent, failed) -> {
                            if (failed != null) {
                                failure.compareAndSet(null, failed);
                            }
                        });
            });
        }
        Exception failed = failure.get();
        if (failed != null) {
            throw new IllegalStateException("the input could not be written", failed);
        }
    }

    /** How many records of the input the application has committed. */
    long committed(String group) throws InterruptedException, ExecutionException {
        Map<TopicPartition, OffsetAndMetadata> offsets = admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get();
        long sum = 0;
        for (Map.Entry<TopicPartition, OffsetAndMetadata> offset : offsets.entrySet()) {
            if (offset.getKey().topic().equals(INPUT) && offset.getValue() != null) {
                sum += offset.getValue().offset();
            }
        }
        return sum;
    }

    /** Reads the output from its start to where it ends now. */
    Output output() {
        Map<String, Object> settings = Map.of("bootstrap.servers", bootstrap, "isolation.level", "read_committed",
                "enable.auto.commit", "false", "max.poll.records", "10000");
        try (KafkaConsumer<String, Long> consumer = new KafkaConsumer<>(settings, new StringDeserializer(),
                new LongDeserializer())) {
            List<TopicPartition> all = new ArrayList<>();
            for (int i = 0; i < partitions; i++) {
                all.add(new TopicPartition(OUTPUT, i));
            }
            consumer.assign(all);
            consumer.seekToBeginning(all);
            Map<TopicPartition, Long> ends = consumer.endOffsets(all);
            Map<String, Long> last = new HashMap<>();
            Map<TopicPartition, Long> perPartition = new HashMap<>();
            Map<TopicPartition, Long> before = Map.of();
            while (!reached(consumer, ends)) {
                var polled = consumer.poll(QUIET);
                // a poll also returns, with nothing, when a position has moved over the end of a transaction
                Map<TopicPartition, Long> now = positions(consumer, ends);
                if (polled.isEmpty() && now.equals(before)) {
                    throw new IllegalStateException(
                            "the output topic cannot be read to its end: at " + now + " of " + ends);
                }
                before = now;
                for (ConsumerRecord<String, Long> record : polled) {
                    last.put(record.key(), record.value());
                    perPartition.merge(new TopicPartition(OUTPUT, record.partition()), 1L, Long::sum);
                }
            }
            long records = 0;
            long markers = 0;
            for (TopicPartition partition : all) {
                long here = perPartition.getOrDefault(partition, 0L);
                records += here;
                markers = Math.max(markers, ends.getOrDefault(partition, 0L) - here);
            }
            return new Output(last, records, markers);
        }
    }

    private static boolean reached(KafkaConsumer<String, Long> consumer, Map<TopicPartition, Long> ends) {
        return positions(consumer, ends).equals(ends);
    }

    private static Map<TopicPartition, Long> positions(KafkaConsumer<String, Long> consumer,
            Map<TopicPartition, Long> ends) {
        Map<TopicPartition, Long> positions = new HashMap<>();
        ends.keySet().forEach(partition -> positions.put(partition, consumer.position(partition)));
        return positions;
    }

    @Override
    public void close() {
        admin.close();
    }
}
