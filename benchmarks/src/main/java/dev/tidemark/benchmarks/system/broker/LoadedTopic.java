package dev.tidemark.benchmarks.system.broker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The topic under load, asked through the stock client on either side. Run by the benchmark's thread. */
final class LoadedTopic implements AutoCloseable {

    private static final Duration QUIET = Duration.ofSeconds(60);

    private final String bootstrap;
    private final String name;
    private final int partitions;
    private final Admin admin;

    LoadedTopic(String bootstrap, String name) {
        this(bootstrap, name, Ground.PARTITIONS);
    }

    LoadedTopic(String bootstrap, String name, int partitions) {
        this.bootstrap = bootstrap;
        this.name = name;
        this.partitions = partitions;
        this.admin = Admin.create(Map.of("bootstrap.servers", bootstrap));
    }

    /** Makes it, and waits until every partition answers: a producer that comes earlier would be refused first. */
    LoadedTopic create(Map<String, String> settings) throws InterruptedException, ExecutionException {
        admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1).configs(settings))).all().get();
        Ground.holdTo(0, endOffsets(), "records in a new topic");
        return this;
    }

    String name() {
        return name;
    }

    /** Sum over the partitions; asks again while a partition has no leader yet. */
    long endOffsets() throws InterruptedException, ExecutionException {
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        partitions().forEach(partition -> asked.put(partition, OffsetSpec.latest()));
        return admin.listOffsets(asked)
                .all()
                .get()
                .values()
                .stream()
                .mapToLong(end -> end.offset())
                .sum();
    }

    /** Reads all that is committed; without transactions that is everything. */
    long committedRecords() {
        Map<String, Object> settings = Map.of("bootstrap.servers", bootstrap, "isolation.level", "read_committed",
                "enable.auto.commit", "false", "max.poll.records", "100000");
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> all = partitions();
            consumer.assign(all);
            consumer.seekToBeginning(all);
            Map<TopicPartition, Long> ends = consumer.endOffsets(all);
            Map<TopicPartition, Long> before = Map.of();
            long records = 0;
            while (true) {
                Map<TopicPartition, Long> now = new HashMap<>();
                all.forEach(partition -> now.put(partition, consumer.position(partition)));
                if (now.equals(ends)) {
                    return records;
                }
                int polled = consumer.poll(QUIET).count();
                if (polled == 0 && now.equals(before)) {
                    throw new IllegalStateException(name + " cannot be read to its end: at " + now + " of " + ends);
                }
                records += polled;
                before = now;
            }
        }
    }

    private List<TopicPartition> partitions() {
        List<TopicPartition> all = new ArrayList<>();
        for (int i = 0; i < partitions; i++) {
            all.add(new TopicPartition(name, i));
        }
        return all;
    }

    @Override
    public void close() {
        admin.close();
    }
}
