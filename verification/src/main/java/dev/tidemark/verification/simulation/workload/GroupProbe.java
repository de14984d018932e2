package dev.tidemark.verification.simulation.workload;

import dev.tidemark.client.consumer.OffsetAndMetadata;
import dev.tidemark.client.consumer.OffsetReads;
import dev.tidemark.client.net.Cluster;
import dev.tidemark.client.net.Coordinator;
import dev.tidemark.client.net.Lane;
import dev.tidemark.core.config.Config;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.verification.simulation.cluster.SimClient;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Asks again and again what a group has committed, as one who looks at its lag does, and remembers the answers. Runs on its client's loop. */
public final class GroupProbe {

    private static final long GAP_MS = 1_500;
    private static final long PATIENCE_MS = 15_000;

    private final SimClient client;
    private final List<TopicPartition> partitions;
    private final OffsetReads reads;
    private final List<ToldOffset> told = new ArrayList<>();

    public GroupProbe(SimClient client, String group, Collection<TopicPartition> partitions) {
        this.client = client;
        this.partitions = List.copyOf(partitions);
        Config config = client.config(Map.of("request.timeout.ms", "4000"));
        Cluster cluster = client.cluster(config);
        this.reads = new OffsetReads(cluster, new Coordinator(cluster, Coordinator.Kind.GROUP, group, Lane.CONTROL),
                group);
    }

    /** Begins. */
    public void start() {
        client.run(this::ask);
    }

    private void ask() {
        long askedNanos = nowNanos();
        var unused = reads.of(partitions, true, PATIENCE_MS)
                .whenComplete((offsets, failure) -> client.run(() -> {
                    if (offsets != null) {
                        tell(offsets, askedNanos);
                    }
                    client.loop().schedule(GAP_MS, this::ask);
                }));
    }

    private void tell(Map<TopicPartition, OffsetAndMetadata> offsets, long askedNanos) {
        for (TopicPartition partition : partitions) {
            told.add(new ToldOffset(partition, offsetOf(offsets.get(partition)), askedNanos, nowNanos()));
        }
    }

    static long offsetOf(@Nullable OffsetAndMetadata position) {
        return position == null ? ToldOffset.NONE : position.offset();
    }

    private long nowNanos() {
        return client.process().scheduler().nowNanos();
    }

    /** All answers, in their order. */
    public List<ToldOffset> told() {
        return List.copyOf(told);
    }

    /** The newest answers to questions that were asked at this time or later; without the partitions in which nothing is committed. */
    public Map<TopicPartition, Long> toldSince(long nanos) {
        Map<TopicPartition, Long> newest = new TreeMap<>();
        for (ToldOffset answer : told) {
            if (answer.askedNanos() >= nanos && answer.offset() != ToldOffset.NONE) {
                newest.put(answer.partition(), answer.offset());
            }
        }
        return newest;
    }

    /** Whether a question that was asked at this time or later has been answered. */
    public boolean answeredSince(long nanos) {
        return !told.isEmpty() && told.getLast().askedNanos() >= nanos;
    }
}
