package dev.tidemark.verification.histories;

import dev.tidemark.verification.simulation.history.OffsetFetch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Apache Kafka's consumer. Used by one thread. */
final class StockSource implements StableReader.Source {

    private static final Duration WAIT = Duration.ofMillis(100);

    private final String topic;
    private final KafkaConsumer<byte[], byte[]> consumer;

    StockSource(String bootstrap, String topic, int partitions, String group, boolean committed) {
        this.topic = topic;
        this.consumer = new KafkaConsumer<>(
                Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap, ConsumerConfig.GROUP_ID_CONFIG, group,
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false, ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        committed ? "read_committed" : "read_uncommitted", ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                        5_000, ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 200,
                        // small answers, so that many ranges end in the middle of a transaction
                        ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 20),
                new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> all = new ArrayList<>();
        for (int i = 0; i < partitions; i++) {
            all.add(new TopicPartition(topic, i));
        }
        consumer.assign(all);
        consumer.seekToBeginning(all);
    }

    KafkaConsumer<byte[], byte[]> consumer() {
        return consumer;
    }

    @Override
    public void poll(StableReader.Sink sink) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(WAIT)) {
            sink.accept(record.partition(), record.offset(), Bytes.number(record.key()), Bytes.number(record.value()));
        }
    }

    @Override
    public long position(int partition) {
        return consumer.position(new TopicPartition(topic, partition));
    }

    @Override
    public long end(int partition) {
        TopicPartition asked = new TopicPartition(topic, partition);
        return consumer.endOffsets(List.of(asked)).get(asked);
    }

    @Override
    public long committed(int partition) {
        TopicPartition asked = new TopicPartition(topic, partition);
        OffsetAndMetadata committed = consumer.committed(Set.of(asked)).get(asked);
        return committed == null ? OffsetFetch.NONE : committed.offset();
    }

    @Override
    public void close() {
        consumer.close(org.apache.kafka.clients.consumer.CloseOptions.timeout(Duration.ofSeconds(1)));
    }
}
