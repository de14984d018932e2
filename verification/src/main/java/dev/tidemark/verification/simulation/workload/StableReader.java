package dev.tidemark.verification.simulation.workload;

import dev.tidemark.client.consumer.ConsumerRecord;
import dev.tidemark.client.consumer.ConsumerSettings;
import dev.tidemark.client.consumer.OffsetAndMetadata;
import dev.tidemark.client.consumer.SteppedConsumer;
import dev.tidemark.client.net.Cluster;
import dev.tidemark.client.net.OffsetQuestions;
import dev.tidemark.core.config.Config;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.verification.simulation.cluster.SimClient;
import dev.tidemark.verification.simulation.history.Call;
import dev.tidemark.verification.simulation.history.Entries;
import dev.tidemark.verification.simulation.history.Exposed;
import dev.tidemark.verification.simulation.history.ReadRange;
import dev.tidemark.verification.simulation.history.Recorder;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads partitions forward when it is asked to, each time to where readers of committed data can go by then. Runs on its client's loop. What was
 * read beyond waits for the next question, so that a range which ends at a stable end shows all that was there.
 */
final class StableReader {

    private static final long POLL_MS = 200;
    private static final long PATIENCE_NANOS = 15_000_000_000L;
    private static final long ASKING_MS = 10_000;

    private final SimClient client;
    private final int number;
    private final Recorder recorder;
    private final List<TopicPartition> partitions;
    private final Cluster cluster;
    private final SteppedConsumer consumer;
    private final Map<TopicPartition, ArrayDeque<ConsumerRecord>> waiting = new TreeMap<>();
    private final Map<TopicPartition, Long> given = new TreeMap<>();

    /** @param number the client's in the history */
    StableReader(SimClient client, int number, Recorder recorder, String topic, int count) {
        this.client = client;
        this.number = number;
        this.recorder = recorder;
        this.partitions = Partitions.of(topic, count);
        Config config = client.config(Map.of("isolation.level", "read_committed", "auto.offset.reset", "earliest",
                "request.timeout.ms", "4000"));
        this.cluster = client.cluster(config);
        this.consumer = new SteppedConsumer(cluster, ConsumerSettings.of(config), true);
    }

    /** Stands at the beginning of all; on the loop. */
    void start() {
        consumer.assign(partitions);
    }

    /** What there is of a partition behind the last answer; null if it cannot be had in time. One question at a time, on the loop. */
    void read(int index, Consumer<@Nullable ReadRange> then) {
        TopicPartition partition = partitions.get(index);
        long askedNs = nowNs();
        var unused = OffsetQuestions.ask(cluster, Map.of(partition, -1L), true, ASKING_MS)
                .whenComplete((answers, failure) -> client.run(() -> {
                    OffsetQuestions.Answer answer = failure == null ? answers.get(partition) : null;
                    if (answer == null) {
                        then.accept(null);
                        return;
                    }
                    recorder.add(new Exposed(new Call(number, askedNs, nowNs()), Partitions.told(partition),
                            answer.leaderEpoch(), Exposed.UNTOLD, Exposed.UNTOLD, answer.offset()));
                    readTo(partition, answer.offset(), nowNs() + PATIENCE_NANOS, then);
                }));
    }

    private void readTo(TopicPartition partition, long end, long untilNs, Consumer<@Nullable ReadRange> then) {
        OffsetAndMetadata position = consumer.position(partition);
        if ((position == null ? 0 : position.offset()) >= end) {
            then.accept(range(partition, end));
            return;
        }
        if (nowNs() > untilNs) {
            then.accept(null);
            return;
        }
        consumer.poll(POLL_MS).whenComplete((records, failure) -> client.run(() -> {
            if (failure == null) {
                records.forEach(record -> waiting.computeIfAbsent(record.partition(), unknown -> new ArrayDeque<>())
                        .add(record));
            }
            readTo(partition, end, untilNs, then);
        }));
    }

    private ReadRange range(TopicPartition partition, long end) {
        long from = given.getOrDefault(partition, 0L);
        long next = Math.max(from, end);
        given.put(partition, next);
        Entries.Builder entries = new Entries.Builder();
        ArrayDeque<ConsumerRecord> records = waiting.getOrDefault(partition, new ArrayDeque<>());
        for (ConsumerRecord record = records.peek(); record != null && record.offset() < end; record = records.peek()) {
            records.remove();
            entries.add(record.offset(), Values.number(record.key()), Values.number(record.value()));
        }
        return new ReadRange(Partitions.told(partition), from, next, end >= from, entries.build());
    }

    private long nowNs() {
        return client.process().scheduler().nowNanos();
    }
}
