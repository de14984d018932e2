package dev.tidemark.cli.topic;

import dev.tidemark.cli.cluster.ClusterClient;
import dev.tidemark.client.consumer.BatchConsumer;
import dev.tidemark.client.consumer.Consumer;
import dev.tidemark.client.consumer.ConsumerRecord;
import dev.tidemark.core.id.TopicPartition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The committed records of a topic, for those who show or count them. Used by one thread; {@link #stop} from any.
 */
public final class TopicReader implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(100);

    private final ClusterClient client;
    private final Consumer consumer;
    private final List<TopicPartition> partitions = new ArrayList<>();
    private final AtomicBoolean stopped = new AtomicBoolean();

    private TopicReader(ClusterClient client, String topic) {
        this.client = client;
        int count = client.topic(topic).partitions().size();
        for (int i = 0; i < count; i++) {
            partitions.add(new TopicPartition(topic, i));
        }
        consumer = client.consumer(Map.of("isolation.level", "read_committed", "enable.auto.commit", "false"));
        consumer.assign(partitions);
    }

    /** From the first record that is still there. */
    public static TopicReader ofAll(ClusterClient client, String topic) {
        TopicReader reader = new TopicReader(client, topic);
        reader.consumer.beginningOffsets(reader.partitions).forEach(reader.consumer::seek);
        return reader;
    }

    /** From what is the end of the committed records now. */
    public static TopicReader ofNew(ClusterClient client, String topic) {
        TopicReader reader = new TopicReader(client, topic);
        reader.consumer.endOffsets(reader.partitions).forEach(reader.consumer::seek);
        return reader;
    }

    /** Each record as it comes, until stopped. */
    public void follow(java.util.function.Consumer<List<ConsumerRecord>> receiver) {
        while (!stopped.get()) {
            receiver.accept(consumer.poll(POLL));
        }
    }

    /**
     * Each committed record from here to what is the end now. The end counts what is not decided yet: a transaction whose commit has been answered
     * may still lack its markers, and its records belong to what was written before.
     */
    public void finish(java.util.function.Consumer<List<ConsumerRecord>> receiver) {
        Map<TopicPartition, Long> questions = new HashMap<>();
        partitions.forEach(partition -> questions.put(partition, BatchConsumer.LATEST));
        ReadEnd end = new ReadEnd(consumer, ClusterClient.await(client.admin().listOffsets(questions, false)));
        while (!end.reached()) {
            List<ConsumerRecord> records = consumer.poll(POLL);
            receiver.accept(records.stream().filter(end::accepts).toList());
            end.polled(records.isEmpty());
        }
    }

    /** Ends {@link #follow} after the poll at hand. */
    public void stop() {
        stopped.set(true);
    }

    @Override
    public void close() {
        consumer.close();
    }

    /** How many committed records a topic has. */
    public static long count(ClusterClient client, String topic) {
        long[] count = {0};
        try (TopicReader reader = ofAll(client, topic)) {
            reader.finish(records -> count[0] += records.size());
        }
        return count[0];
    }
}
