package dev.tidemark.verification.histories;

import dev.tidemark.client.consumer.Consumer;
import dev.tidemark.client.consumer.ConsumerRecord;
import dev.tidemark.client.consumer.OffsetAndMetadata;
import dev.tidemark.client.consumer.RecordConsumer;
import dev.tidemark.client.net.ClientEnvironment;
import dev.tidemark.core.id.TopicPartition;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Our consumer of committed data. Used by one thread. */
final class OurSource extends AssignedSource<TopicPartition> {

    private final Consumer consumer;

    OurSource(ClientEnvironment environment, String bootstrap, String topic, int partitions, String group) {
        super(partitions, index -> new TopicPartition(topic, index));
        this.consumer = RecordConsumer.open(environment, Map.of("bootstrap.servers", bootstrap, "group.id", group,
                "enable.auto.commit", "false", "isolation.level", "read_committed", "max.poll.records", "20"));
        consumer.assign(partitions());
        consumer.seekToBeginning(partitions());
    }

    @Override
    public void poll(StableReader.Sink sink) {
        for (ConsumerRecord record : consumer.poll(WAIT)) {
            sink.accept(record.partition().partition(), record.offset(),
                    Bytes.number(Objects.requireNonNull(record.key())),
                    Bytes.number(Objects.requireNonNull(record.value())));
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
        consumer.close();
    }
}
