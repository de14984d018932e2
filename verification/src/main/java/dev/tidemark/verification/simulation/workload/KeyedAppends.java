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
import org.jspecify.annotations.Nullable;

/** An idempotent producer of records with keys, to as many partitions as there are by then. Runs on its client's loop. */
final class KeyedAppends {

    /**
     * A record, and what is known of it.
     *
     * @param settledNs -1 as long as it was not acknowledged
     * @param offset -1 where it was not told
     */
    record Sent(TopicPartition partition, long number, long key, long value, long sentNs, long settledNs,
            long offset) {

        boolean acknowledged() {
            return settledNs >= 0;
        }
    }

    private static final int KEYS = 12;
    private static final int GAP_MS_MAX = 300;

    private final SimClient client;
    private final String topic;
    private final SplittableRandom random;
    private final RecordProducer producer;
    private final List<Sent> sent = new ArrayList<>();
    private final long firstValue;
    private int partitions;
    private int settled;
    private boolean resting;

    /** @param firstValue where its values begin; those of one run begin far apart */
    KeyedAppends(SimClient client, String topic, int partitions, long firstValue) {
        this.client = client;
        this.topic = topic;
        this.partitions = partitions;
        this.firstValue = firstValue;
        this.random = client.process().scheduler().seed().stream("plan of " + client.name());
        Config config = client.config(Map.of("request.timeout.ms", "4000", "delivery.timeout.ms", "600000",
                "linger.ms", "5"));
        this.producer = new RecordProducer(client.environment(), NetworkSettings.of(config),
                ProducerSettings.of(config));
    }

    void start() {
        client.run(this::next);
    }

    private void next() {
        if (resting) {
            return;
        }
        int place = sent.size();
        TopicPartition partition = new TopicPartition(topic, random.nextInt(partitions));
        long key = partition.partition() * 100L + random.nextInt(KEYS);
        long value = firstValue + place;
        sent.add(new Sent(partition, place, key, value, nowNs(), -1, -1));
        var unused = producer
                .send(ProducerRecord.of(topic, Values.bytes(key), Values.bytes(value))
                        .withPartition(partition.partition()))
                .whenComplete((metadata, failure) -> settled(place, metadata));
        client.loop().schedule(random.nextInt(GAP_MS_MAX + 1), this::next);
    }

    private void settled(int place, @Nullable RecordMetadata metadata) {
        settled++;
        if (metadata != null) {
            Sent before = sent.get(place);
            sent.set(place, new Sent(before.partition(), before.number(), before.key(), before.value(),
                    before.sentNs(), nowNs(), metadata.offset()));
        }
    }

    private long nowNs() {
        return client.process().scheduler().nowNanos();
    }

    /** There are more partitions now. */
    void grown(int count) {
        client.run(() -> partitions = count);
    }

    void rest() {
        client.run(() -> resting = true);
    }

    /** Whether it sends nothing more, and each record is acknowledged or given up. */
    boolean done() {
        return resting && settled == sent.size();
    }

    List<Sent> sent() {
        return List.copyOf(sent);
    }
}
