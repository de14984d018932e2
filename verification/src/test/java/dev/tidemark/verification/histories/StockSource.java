package dev.tidemark.verification.histories;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Apache Kafka's consumer. Used by one thread. */
final class StockSource extends AssignedSource<TopicPartition> {

    private final KafkaConsumer<byte[], byte[]> consumer;

    StockSource(String bootstrap, String topic, int partitions, String group, boolean committed) {
        super(partitions, index -> new TopicPartition(topic, index));
        this.consumer = new KafkaConsumer<>(
                Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap, ConsumerConfig.GROUP_ID_CONFIG, group,
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false, ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        committed ? "read_committed" : "read_uncommitted", ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                        5_000, ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 200,
                        // small answers, so that many ranges end in the middle of a transaction
                        ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 20),
                new ByteArrayDeserializer(), new ByteArrayDeserializer());
        consumer.assign(partitions());
        consumer.seekToBeginning(partitions());
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
    long positionOf(TopicPartition partition) {
        return consumer.position(partition);
    }

    @Override
    Map<TopicPartition, Long> endsOf(List<TopicPartition> asked) {
        return consumer.endOffsets(asked);
    }

    @Override
    Long committedOf(TopicPartition partition) {
        OffsetAndMetadata committed = consumer.committed(Set.of(partition)).get(partition);
        return committed == null ? null : committed.offset();
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(Duration.ofSeconds(1)));
    }
}
