package dev.tidemark.verification.histories;

import dev.tidemark.client.consumer.Consumer;
import dev.tidemark.client.consumer.ConsumerRecord;
import dev.tidemark.client.consumer.OffsetAndMetadata;
import dev.tidemark.client.consumer.RecordConsumer;
import dev.tidemark.client.net.ClientEnvironment;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.verification.simulation.history.OffsetFetch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Our consumer of committed data. Used by one thread. */
final class OurSource implements StableReader.Source {

    private static final Duration WAIT = Duration.ofMillis(100);

    private final String topic;
    private final Consumer consumer;

    OurSource(ClientEnvironment environment, String bootstrap, String topic, int partitions, String group) {
        this.topic = topic;
        this.consumer = RecordConsumer.open(environment, Map.of("bootstrap.servers", bootstrap, "group.id", group,
                "enable.auto.commit", "false", "isolation.level", "read_committed", "max.poll.records", "20"));
        List<TopicPartition> all = new ArrayList<>();
        for (int i = 0; i < partitions; i++) {
            all.add(new TopicPartition(topic, i));
        }
        consumer.assign(all);
        consumer.seekToBeginning(all);
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
        consumer.close();
    }
}
