package dev.tidemark.benchmarks.system.streams;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Looks at committed results from now on, and tells when the newest order of which there is one was due. Run by the benchmark's thread. */
final class NewestResults implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(50);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private long newest = Long.MIN_VALUE;

    NewestResults(String bootstrap, int partitions) {
        this.consumer = new KafkaConsumer<>(Map.of("bootstrap.servers", bootstrap, "enable.auto.commit", "false",
                "isolation.level", "read_committed"), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> all = new ArrayList<>();
        for (int i = 0; i < partitions; i++) {
            all.add(new TopicPartition(Program.RESULTS, i));
        }
        consumer.assign(all);
        consumer.seekToEnd(all);
        all.forEach(consumer::position);
    }

    /** Polls, and says when the newest order was due, of {@link System#nanoTime}. */
    long dueNanos() {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
            newest = Math.max(newest, ByteBuffer.wrap(record.value()).getLong());
        }
        return newest;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
