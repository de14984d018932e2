package dev.tidemark.verification.simulation.workload;

import dev.tidemark.client.consumer.ConsumerRecord;
import dev.tidemark.client.consumer.ConsumerSettings;
import dev.tidemark.client.consumer.SteppedConsumer;
import dev.tidemark.core.config.Config;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.verification.simulation.cluster.SimClient;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A consumer without a group that reads partitions from their beginning, and remembers what it saw. Runs on its client's loop. */
public final class ReadingConsumer {

    /** A record as it was seen; under an empty key if it has none. */
    public record Seen(long offset, String key, String value) {}

    /** What one poll showed of a partition: everything between two positions, in order. */
    public record Shown(TopicPartition partition, long from, long next, List<Seen> records, long askedNanos,
            long shownNanos) {}

    private static final long POLL_MS = 1_000;

    private final SimClient client;
    private final SteppedConsumer consumer;
    private final Map<TopicPartition, List<Seen>> seen = new TreeMap<>();
    private final List<Shown> shown = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
    private int count;

    /** @param settings by Kafka's names, over this workload's own */
    public ReadingConsumer(SimClient client, Map<String, String> settings) {
        this.client = client;
        Map<String, String> all = new TreeMap<>(settings);
        all.putIfAbsent("request.timeout.ms", "5000");
        all.putIfAbsent("auto.offset.reset", "earliest");
        Config config = client.config(all);
        this.consumer = new SteppedConsumer(client.cluster(config), ConsumerSettings.of(config), true);
    }

    /** Begins to read these. */
    public void start(Collection<TopicPartition> partitions) {
        partitions.forEach(partition -> seen.put(partition, new ArrayList<>()));
        client.run(() -> {
            consumer.assign(partitions);
            poll();
        });
    }

    private void poll() {
        long askedNanos = nowNanos();
        consumer.poll(POLL_MS).whenComplete((records, failure) -> {
            if (failure != null) {
                failures.add(failure.toString());
            } else {
                see(records, askedNanos);
            }
            client.run(this::poll);
        });
    }

    private void see(List<ConsumerRecord> records, long askedNanos) {
        Map<TopicPartition, List<Seen>> fresh = new TreeMap<>();
        for (ConsumerRecord record : records) {
            byte[] key = record.key();
            byte[] value = record.value();
            fresh.computeIfAbsent(record.partition(), unknown -> new ArrayList<>())
                    .add(new Seen(record.offset(), key == null ? "" : Values.text(key),
                            value == null ? "" : Values.text(value)));
        }
        fresh.forEach((partition, of) -> {
            int begin = 0;
            for (int end = 1; end <= of.size(); end++) {
                if (end == of.size() || of.get(end).offset() <= of.get(end - 1).offset()) {
                    show(partition, of.subList(begin, end), askedNanos);
                    begin = end;
                }
            }
        });
    }

    /** Offsets grow here. A broker that lost the end of a log sets its readers back: then they go on from what they are shown, not from their position. */
    private void show(TopicPartition partition, List<Seen> run, long askedNanos) {
        List<Seen> before = seen.computeIfAbsent(partition, unknown -> new ArrayList<>());
        long position = before.isEmpty() ? 0 : before.getLast().offset() + 1;
        long from = Math.min(position, run.getFirst().offset());
        shown.add(new Shown(partition, from, run.getLast().offset() + 1, List.copyOf(run), askedNanos, nowNanos()));
        before.addAll(run);
        count += run.size();
    }

    private long nowNanos() {
        return client.process().scheduler().nowNanos();
    }

    /** What each poll showed, in order. */
    public List<Shown> shown() {
        return List.copyOf(shown);
    }

    /** How many records it saw. */
    public int count() {
        return count;
    }

    /** What it saw of a partition, in order. */
    public List<Seen> seen(TopicPartition partition) {
        return List.copyOf(seen.getOrDefault(partition, List.of()));
    }

    /** What polls failed with. */
    public List<String> failures() {
        return List.copyOf(failures);
    }
}
