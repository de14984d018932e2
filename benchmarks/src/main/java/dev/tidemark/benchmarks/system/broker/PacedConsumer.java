package dev.tidemark.benchmarks.system.broker;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Receives what {@link PacedProducer} sends, and tells how long each record was under way. Made on one thread, then run by another alone. */
public final class PacedConsumer implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration STUCK_AFTER = Duration.ofSeconds(60);

    private final Pace pace;
    private final KafkaConsumer<byte[], byte[]> consumer;

    /** @param isolation {@code read_uncommitted} or {@code read_committed} */
    public PacedConsumer(String bootstrap, String topic, int partitions, String isolation, Pace pace) {
        this.pace = pace;
        this.consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrap, "enable.auto.commit", "false", "isolation.level", isolation),
                new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> all = new ArrayList<>();
        for (int i = 0; i < partitions; i++) {
            all.add(new TopicPartition(topic, i));
        }
        consumer.assign(all);
        consumer.seekToBeginning(all);
        all.forEach(consumer::position); // from here on it only fetches
    }

    /**
     * Polls until each record has come once; latencies in microseconds of those that count.
     *
     * @throws IllegalStateException if a record comes twice, or none for a while
     */
    public Histogram receiveAll() {
        Histogram latencies = LatencyHistogram.empty();
        BitSet received = new BitSet(pace.records());
        long last = System.nanoTime();
        for (int records = 0; records < pace.records();) {
            var polled = consumer.poll(POLL);
            long now = System.nanoTime();
            for (ConsumerRecord<byte[], byte[]> record : polled) {
                ByteBuffer value = ByteBuffer.wrap(record.value());
                long due = value.getLong();
                int number = value.getInt();
                if (received.get(number)) {
                    throw new IllegalStateException("record " + number + " came twice");
                }
                received.set(number);
                records++;
                last = now;
                if (pace.counts(number)) {
                    latencies.recordValue(Math.max(0, now - due) / 1_000);
                }
            }
            if (now - last > STUCK_AFTER.toNanos()) {
                throw new IllegalStateException("only " + records + " of " + pace.records() + " records have come");
            }
        }
        return latencies;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
