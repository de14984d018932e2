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

    /**
     * A record, and what is known of it.
     *
     * @param number its place among those of the producer
     * @param sentNanos virtual time
     * @param settledNanos likewise; -1 as long as it is neither acknowledged nor given up
     * @param offset -1 where it was not told
     * @param failure why it was given up; empty if it was not
     */
    public record Sent(TopicPartition partition, int number, String value, long sentNanos, long settledNanos,
            long offset, String failure) {

        /** Whether the broker has said that it is there. */
        public boolean acknowledged() {
            return settledNanos >= 0 && failure.isEmpty();
        }

        private Sent settled(long nanos, long at, String why) {
            return new Sent(partition, number, value, sentNanos, nanos, at, why);
        }
    }

    private final SimClient client;
    private final String topic;
    private final int partitions;
    private final int records;
    private final int gapMsMax;
    private final SplittableRandom random;
    private final RecordProducer producer;
    private final List<Sent> sent = new ArrayList<>();
    private final List<Integer> acknowledged = new ArrayList<>();
    private int settled;
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
        if (resting || sent.size() == records) {
            resting = true;
            return;
        }
        int number = sent.size();
        TopicPartition partition = new TopicPartition(topic, random.nextInt(partitions));
        String value = client.name() + "-" + number;
        sent.add(new Sent(partition, number, value, nowNanos(), -1, -1, ""));
        var unused = producer
                .send(ProducerRecord.of(topic, null, Values.bytes(value)).withPartition(partition.partition()))
                .whenComplete((metadata, failure) -> settled(number, metadata, failure));
        client.loop().schedule(random.nextInt(gapMsMax + 1), this::next);
    }

    private void settled(int number, @Nullable RecordMetadata metadata, @Nullable Throwable failure) {
        settled++;
        Sent before = sent.get(number);
        if (metadata != null) {
            acknowledged.add(number);
            sent.set(number, before.settled(nowNanos(), metadata.offset(), ""));
        } else {
            sent.set(number, before.settled(nowNanos(), -1, String.valueOf(failure)));
        }
    }

    private long nowNanos() {
        return client.process().scheduler().nowNanos();
    }

    /** Sends nothing more, though it meant to. */
    public void rest() {
        client.run(() -> resting = true);
    }

    /** Whether it sends nothing more, and each record is acknowledged or given up. */
    public boolean done() {
        return resting && settled == sent.size();
    }

    /** All that it sent, in its order. */
    public List<Sent> sent() {
        return List.copyOf(sent);
    }

    /** What was acknowledged, in the order of the acknowledgements. */
    public List<Sent> acknowledged() {
        return acknowledged.stream().map(sent::get).toList();
    }

    /** How many were acknowledged. */
    public int acknowledgedCount() {
        return acknowledged.size();
    }

    /** Records that were given up. */
    public List<Sent> failures() {
        return sent.stream().filter(record -> !record.failure().isEmpty()).toList();
    }
}
