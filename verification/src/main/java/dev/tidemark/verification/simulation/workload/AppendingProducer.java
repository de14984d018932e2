package dev.tidemark.verification.simulation.workload;

import dev.tidemark.client.net.NetworkSettings;
import dev.tidemark.client.producer.ProducerRecord;
import dev.tidemark.client.producer.ProducerSettings;
import dev.tidemark.client.producer.RecordMetadata;
import dev.tidemark.client.producer.RecordProducer;
import dev.tidemark.core.config.Config;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.verification.simulation.cluster.SimClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An idempotent producer that appends numbered values to the partitions of a topic, one every so often, and remembers what was acknowledged. Runs on its
 * client's loop.
 */
public final class AppendingProducer {

    /** A record that was acknowledged. */
    public record Acknowledged(TopicPartition partition, String value, long offset) {}

    private final SimClient client;
    private final String topic;
    private final int partitions;
    private final int records;
    private final int gapMsMax;
    private final SplittableRandom random;
    private final RecordProducer producer;
    private final List<Acknowledged> acknowledged = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
    private int sent;
    private boolean resting;

    /**
     * @param settings by Kafka's names, over this workload's own
     * @param records how many it appends, unless it is told to rest before
     * @param gapMsMax longest time between two of them
     */
    public AppendingProducer(SimClient client, SplittableRandom random, Map<String, String> settings, String topic,
            int partitions, int records, int gapMsMax) {
        this.client = client;
        this.random = random;
        this.topic = topic;
        this.partitions = partitions;
        this.records = records;
        this.gapMsMax = gapMsMax;
        Map<String, String> all = new TreeMap<>(settings);
        all.putIfAbsent("request.timeout.ms", "5000");
        all.putIfAbsent("delivery.timeout.ms", "600000");
        all.putIfAbsent("linger.ms", "5");
        Config config = client.config(all);
        this.producer = new RecordProducer(client.environment(), NetworkSettings.of(config),
                ProducerSettings.of(config));
    }

    /** Begins. */
    public void start() {
        client.run(this::next);
    }

    private void next() {
        if (resting || sent == records) {
            resting = true;
            return;
        }
        int number = sent++;
        TopicPartition partition = new TopicPartition(topic, random.nextInt(partitions));
        String value = client.name() + "-" + number;
        var unused = producer
                .send(ProducerRecord.of(topic, null, Values.bytes(value)).withPartition(partition.partition()))
                .whenComplete((metadata, failure) -> settled(partition, value, metadata, failure));
        client.loop().schedule(random.nextInt(gapMsMax + 1), this::next);
    }

    private void settled(TopicPartition partition, String value, @Nullable RecordMetadata metadata,
            @Nullable Throwable failure) {
        if (metadata != null) {
            acknowledged.add(new Acknowledged(partition, value, metadata.offset()));
        } else {
            failures.add(value + ": " + failure);
        }
    }

    /** Sends nothing more, though it meant to. */
    public void rest() {
        client.run(() -> resting = true);
    }

    /** Whether it sends nothing more, and each record is acknowledged or given up. */
    public boolean done() {
        return resting && acknowledged.size() + failures.size() == sent;
    }

    /** In the order of the acknowledgements. */
    public List<Acknowledged> acknowledged() {
        return List.copyOf(acknowledged);
    }

    /** Records that were given up, with the reason. */
    public List<String> failures() {
        return List.copyOf(failures);
    }
}
