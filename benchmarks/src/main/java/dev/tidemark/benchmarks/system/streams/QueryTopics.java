package dev.tidemark.benchmarks.system.streams;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** The topics of one run of a query, written and read through the stock client on every broker. Run by the benchmark's thread. */
final class QueryTopics implements AutoCloseable {

    /** The customer of the records that let time pass at the end of the input; no order has it. */
    static final String LAST = "last";

    private static final Duration QUIET = Duration.ofSeconds(60);
    private static final int HOUR_MS = 3_600_000;

    /**
     * What a topic held, read committed.
     *
     * @param records how many there were
     * @param transactions markers in the partition that has most: the transactions that wrote to it
     */
    record Read(long records, long transactions) {}

    private final String bootstrap;
    private final Query query;
    private final int partitions;
    private final Admin admin;

    QueryTopics(String bootstrap, Query query, int partitions) {
        this.bootstrap = bootstrap;
        this.query = query;
        this.partitions = partitions;
        this.admin = Admin.create(Map.of("bootstrap.servers", bootstrap));
    }

    void create() throws InterruptedException, ExecutionException {
        List<NewTopic> topics = new ArrayList<>();
        query.inputs().forEach(input -> topics.add(new NewTopic(input, partitions, (short) 1)));
        topics.add(new NewTopic(Query.RESULTS, partitions, (short) 1));
        admin.createTopics(topics).all().get();
    }

    /**
     * Writes the input, whose last order happens about now, since brokers refuse what lies far ahead and delete what is old.
     *
     * @return the input's first moment, at the start of a window
     */
    long write(Orders orders) {
        // One request at a time instead of idempotence: the stock client 4.4.0 sometimes never sends again to a partition whose
        // leader refused its first batches, as a leader does that has just been made.
        Map<String, Object> settings = Map.of("bootstrap.servers", bootstrap, "linger.ms", "20", "batch.size", "65536",
                "enable.idempotence", "false", "max.in.flight.requests.per.connection", "1");
        AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
        long now = System.currentTimeMillis();
        long firstMs = (now - orders.spanMs()) / HOUR_MS * HOUR_MS;
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(settings, new StringSerializer(),
                new ByteArraySerializer())) {
            Consumer<ProducerRecord<String, byte[]>> send = record -> {
                // the callback hears how it went
                Future<?> unused = producer.send(record, (sent, failed) -> {
                    if (failed != null) {
                        failure.compareAndSet(null, failed);
                    }
                });
            };
            orders.forEach(order -> send.accept(new ProducerRecord<>(query.inputOf(order.number()), null,
                    firstMs + order.afterMs(), order.customer(), order.text().getBytes(StandardCharsets.ISO_8859_1))));
            if (query.waitsForTime()) {
                long lastMs = firstMs + orders.spanMs() + WindowLog.SIZE_MS + Orders.DISORDER_MS;
                query.inputs()
                        .forEach(input -> IntStream.range(0, partitions)
                                .forEach(partition -> send.accept(new ProducerRecord<>(input, partition, lastMs, LAST,
                                        new byte[0]))));
            }
        }
        Exception failed = failure.get();
        if (failed != null) {
            throw new IllegalStateException("the input could not be written", failed);
        }
        return firstMs;
    }

    /** How many records were written to the inputs. */
    long written(Orders orders) {
        return orders.count() + (query.waitsForTime() ? (long) partitions * query.inputs().size() : 0);
    }

    /** How many records of the inputs the application has committed. */
    long committed() throws InterruptedException, ExecutionException {
        Map<TopicPartition, OffsetAndMetadata> offsets = admin.listConsumerGroupOffsets(query.label())
                .partitionsToOffsetAndMetadata()
                .get();
        long sum = 0;
        for (Map.Entry<TopicPartition, OffsetAndMetadata> offset : offsets.entrySet()) {
            if (query.inputs().contains(offset.getKey().topic()) && offset.getValue() != null) {
                sum += offset.getValue().offset();
            }
        }
        return sum;
    }

    /** Where the committed results end, all partitions together; grows with every transaction that writes some. */
    long resultsEnd() throws InterruptedException, ExecutionException {
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        for (int i = 0; i < partitions; i++) {
            wanted.put(new TopicPartition(Query.RESULTS, i), OffsetSpec.latest());
        }
        return admin.listOffsets(wanted, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                .all()
                .get()
                .values()
                .stream()
                .mapToLong(ListOffsetsResultInfo::offset)
                .sum();
    }

    /** Reads a topic from its start to where it ends now. */
    Read read(String topic, Consumer<ConsumerRecord<byte[], byte[]>> taker) {
        Map<String, Object> settings = Map.of("bootstrap.servers", bootstrap, "isolation.level", "read_committed",
                "enable.auto.commit", "false", "max.poll.records", "10000");
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> all = consumer.partitionsFor(topic)
                    .stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(all);
            consumer.seekToBeginning(all);
            Map<TopicPartition, Long> starts = consumer.beginningOffsets(all);
            Map<TopicPartition, Long> ends = consumer.endOffsets(all);
            Map<TopicPartition, Long> perPartition = new HashMap<>();
            Map<TopicPartition, Long> before = Map.of();
            for (Map<TopicPartition, Long> now = positions(consumer, ends); !now.equals(ends); now = positions(consumer,
                    ends)) {
                var polled = consumer.poll(QUIET);
                // a poll also returns, with nothing, when a position has moved over the end of a transaction
                if (polled.isEmpty() && now.equals(before)) {
                    throw new IllegalStateException(topic + " cannot be read to its end: at " + now + " of " + ends);
                }
                before = now;
                for (ConsumerRecord<byte[], byte[]> record : polled) {
                    taker.accept(record);
                    perPartition.merge(new TopicPartition(topic, record.partition()), 1L, Long::sum);
                }
            }
            long records = 0;
            long markers = 0;
            for (TopicPartition partition : all) {
                long here = perPartition.getOrDefault(partition, 0L);
                records += here;
                markers = Math.max(markers, ends.getOrDefault(partition, 0L) - starts.getOrDefault(partition, 0L)
                        - here);
            }
            return new Read(records, markers);
        }
    }

    private static Map<TopicPartition, Long> positions(KafkaConsumer<?, ?> consumer, Map<TopicPartition, Long> ends) {
        Map<TopicPartition, Long> positions = new HashMap<>();
        ends.keySet().forEach(partition -> positions.put(partition, consumer.position(partition)));
        return positions;
    }

    @Override
    public void close() {
        admin.close();
    }
}
