package dev.tidemark.verification.simulation.workload;

import dev.tidemark.client.net.Call;
import dev.tidemark.client.net.Cluster;
import dev.tidemark.client.net.Lane;
import dev.tidemark.client.net.MetadataImage;
import dev.tidemark.client.net.OffsetQuestions;
import dev.tidemark.client.net.Reply;
import dev.tidemark.core.config.Config;
import dev.tidemark.core.id.KafkaUuid;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.message.FetchRequest;
import dev.tidemark.protocol.message.FetchResponse;
import dev.tidemark.record.RecordBytes;
import dev.tidemark.verification.simulation.cluster.SimClient;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Asks again and again where partitions begin and end, by Fetch and by ListOffsets in turn, and remembers the answers. Runs on its client's loop. A
 * consumer is told the same and keeps it to itself.
 */
public final class PartitionProbe {

    /** What was not told. */
    public static final long UNTOLD = -1;

    /** One answer about one partition. */
    public record Told(TopicPartition partition, long leaderEpoch, long highWatermark, long lastStable, long logStart,
            long askedNanos, long toldNanos) {

        /** Whether it answers a fetch, and so tells all but the epoch. */
        public boolean byFetch() {
            return highWatermark != UNTOLD && lastStable != UNTOLD;
        }

        /** Whether it says that no transaction is open. */
        private boolean allStable() {
            return byFetch() && highWatermark == lastStable;
        }
    }

    private static final long GAP_MS = 400;
    private static final int REQUEST_MS = 4_000;
    private static final long PATIENCE_MS = 10_000;
    private static final long LATEST = -1;
    private static final long EARLIEST = -2;
    private static final byte READ_COMMITTED = 1;
    /** Later versions name topics by id. */
    private static final int FETCH_BY_NAME = 11;

    private final SimClient client;
    private Set<TopicPartition> partitions;
    private final Cluster cluster;
    private final Map<TopicPartition, Long> positions = new TreeMap<>();
    private final List<Told> told = new ArrayList<>();
    private int round;

    public PartitionProbe(SimClient client, Collection<TopicPartition> partitions) {
        this.client = client;
        this.partitions = new TreeSet<>(partitions);
        Config config = client.config(Map.of("request.timeout.ms", Integer.toString(REQUEST_MS)));
        this.cluster = client.cluster(config);
    }

    /** Begins. */
    public void start() {
        client.run(this::next);
    }

    /** Asks about these from the next question on. */
    public void watch(Collection<TopicPartition> now) {
        client.run(() -> partitions = new TreeSet<>(now));
    }

    private void nextSoon() {
        client.loop().schedule(GAP_MS, this::next);
    }

    private void next() {
        switch (round++ % 4) {
            case 0 -> fetch();
            case 1 -> list(LATEST, false);
            case 2 -> list(LATEST, true);
            default -> list(EARLIEST, false);
        }
    }

    // ---- by ListOffsets

    private void list(long timestamp, boolean committed) {
        long askedNanos = nowNanos();
        Map<TopicPartition, Long> asked = new TreeMap<>();
        partitions.forEach(partition -> asked.put(partition, timestamp));
        var unused = OffsetQuestions.ask(cluster, asked, committed, PATIENCE_MS)
                .whenComplete((answers, failure) -> client.run(() -> {
                    if (answers != null) {
                        new TreeMap<>(answers)
                                .forEach((partition, answer) -> listed(partition, answer, timestamp, committed,
                                        askedNanos));
                    }
                    nextSoon();
                }));
    }

    private void listed(TopicPartition partition, OffsetQuestions.Answer answer, long timestamp, boolean committed,
            long askedNanos) {
        long at = answer.offset();
        if (timestamp == EARLIEST) {
            // the epoch is that of the first record, not of the leader
            told.add(new Told(partition, UNTOLD, UNTOLD, UNTOLD, at, askedNanos, nowNanos()));
        } else {
            told.add(new Told(partition, answer.leaderEpoch(), committed ? UNTOLD : at, committed ? at : UNTOLD, UNTOLD,
                    askedNanos, nowNanos()));
        }
    }

    // ---- by Fetch

    private void fetch() {
        Set<String> topics = new TreeSet<>();
        partitions.forEach(partition -> topics.add(partition.topic()));
        MetadataImage image = cluster.metadata().image();
        if (topics.stream().allMatch(topic -> image.topic(topic) != null)) {
            fetch(image);
        } else {
            cluster.metadata().ask(topics, false, this::fetch);
        }
    }

    private void fetch(MetadataImage image) {
        int leader = partitions.stream().mapToInt(image::leaderOf).max().orElse(-1);
        if (leader < 0) {
            nextSoon();
            return;
        }
        long askedNanos = nowNanos();
        cluster.call(leader, Lane.CONTROL,
                Call.of(ApiKey.FETCH, FetchResponse.class, 5, FETCH_BY_NAME, request()), REQUEST_MS, reply -> {
                    if (reply instanceof Reply.Answer<FetchResponse>(FetchResponse answer, short version)) {
                        fetched(answer, askedNanos);
                    }
                    nextSoon();
                });
    }

    /** From the end as it was told last, so that there is little to carry. */
    private FetchRequest request() {
        Map<String, List<FetchRequest.FetchPartition>> byTopic = new TreeMap<>();
        for (TopicPartition partition : partitions) {
            byTopic.computeIfAbsent(partition.topic(), topic -> new ArrayList<>())
                    .add(FetchRequest.FetchPartition.builder()
                            .partition(partition.partition())
                            .fetchOffset(positions.getOrDefault(partition, 0L))
                            .partitionMaxBytes(1)
                            .build());
        }
        List<FetchRequest.FetchTopic> topics = new ArrayList<>();
        byTopic.forEach((topic, asked) -> topics.add(new FetchRequest.FetchTopic(topic, KafkaUuid.ZERO, asked)));
        return FetchRequest.builder().isolationLevel(READ_COMMITTED).maxBytes(1).topics(topics).build();
    }

    private void fetched(FetchResponse answer, long askedNanos) {
        for (FetchResponse.FetchableTopicResponse topic : answer.responses()) {
            for (FetchResponse.PartitionData data : topic.partitions()) {
                RecordBytes records = data.records();
                if (records != null) {
                    records.release();
                }
                TopicPartition partition = new TopicPartition(topic.topic(), data.partitionIndex());
                if (data.errorCode() == ErrorCode.NONE.code()) {
                    positions.put(partition, data.highWatermark());
                    told.add(new Told(partition, UNTOLD, data.highWatermark(), data.lastStableOffset(),
                            data.logStartOffset(), askedNanos, nowNanos()));
                } else {
                    positions.remove(partition); // out of range, perhaps: from the beginning, then
                }
            }
        }
    }

    private long nowNanos() {
        return client.process().scheduler().nowNanos();
    }

    /** All answers, in their order. */
    public List<Told> told() {
        return List.copyOf(told);
    }

    /** Where partitions end by the newest answers to questions that were asked at this time or later; without those that none tells of. */
    public Map<TopicPartition, Long> endsSince(long nanos) {
        Map<TopicPartition, Long> newest = new TreeMap<>();
        for (Told answer : told) {
            if (answer.askedNanos() >= nanos && answer.highWatermark() != UNTOLD) {
                newest.put(answer.partition(), answer.highWatermark());
            }
        }
        return newest;
    }

    /** Whether it was asked at this time or later of each partition whether a transaction is open, and was told that none is. */
    public boolean nothingOpenSince(long nanos) {
        Set<TopicPartition> stable = new TreeSet<>();
        for (int i = told.size() - 1; i >= 0 && told.get(i).toldNanos() >= nanos; i--) {
            if (told.get(i).askedNanos() >= nanos && told.get(i).allStable()) {
                stable.add(told.get(i).partition());
            }
        }
        return stable.equals(partitions);
    }
}
