package dev.tidemark.client.net;

import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.message.ListOffsetsRequest;
import dev.tidemark.protocol.message.ListOffsetsResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Asks the leaders of partitions for offsets by timestamp (ListOffsets) and puts the answers together; confined to its cluster's loop. Partitions
 * whose leader moved or is missing are asked again.
 */
public final class OffsetQuestions {

    /**
     * @param offset -1 where no record is that young
     * @param leaderEpoch -1 if unknown
     */
    public record Answer(long offset, long timestampMs, int leaderEpoch) {}

    private static final byte READ_COMMITTED = 1;
    private static final byte READ_UNCOMMITTED = 0;

    private final Cluster cluster;
    private final Map<TopicPartition, Long> open;
    private final boolean readCommitted;
    private final Map<TopicPartition, Answer> answers = new HashMap<>();

    private OffsetQuestions(Cluster cluster, Map<TopicPartition, Long> timestampsMs, boolean readCommitted) {
        this.cluster = cluster;
        this.open = new TreeMap<>(timestampsMs);
        this.readCommitted = readCommitted;
    }

    /**
     * The first offset at or after each timestamp; -1 asks for the end, -2 for the start. Fails with a {@code TidemarkException} if not all are
     * known in time or a partition does not exist.
     */
    public static CompletableFuture<Map<TopicPartition, Answer>> ask(Cluster cluster,
            Map<TopicPartition, Long> timestampsMs, boolean readCommitted, long timeoutMs) {
        OffsetQuestions questions = new OffsetQuestions(cluster, timestampsMs, readCommitted);
        return Attempts.run(cluster, "Offsets cannot be read", timeoutMs, questions::round);
    }

    private void round(Consumer<Attempts.Verdict<Map<TopicPartition, Answer>>> then) {
        if (open.isEmpty()) {
            then.accept(new Attempts.Verdict.Settled<>(answers));
            return;
        }
        Set<String> topics = new TreeSet<>();
        open.keySet().forEach(partition -> topics.add(partition.topic()));
        MetadataImage image = cluster.metadata().image();
        if (topics.stream().allMatch(topic -> image.topic(topic) != null)) {
            askLeaders(then);
        } else {
            cluster.metadata().ask(topics, false, fresh -> askLeaders(then));
        }
    }

    private void askLeaders(Consumer<Attempts.Verdict<Map<TopicPartition, Answer>>> then) {
        Map<Integer, List<TopicPartition>> byLeader = new TreeMap<>();
        MetadataImage image = cluster.metadata().image();
        String missing = null;
        for (TopicPartition partition : open.keySet()) {
            MetadataImage.Topic topic = image.topic(partition.topic());
            if (topic != null && topic.error() == ErrorCode.NONE
                    && partition.partition() >= topic.partitions().size()) {
                then.accept(new Attempts.Verdict.Failed<>(ClientFailures.refused("Offsets cannot be read",
                        partition.toString(), ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
                        "the topic has " + topic.partitions().size() + " partitions")));
                return;
            }
            int leader = image.leaderOf(partition);
            if (leader < 0) {
                missing = partition + " has no known leader"
                        + (topic == null ? "" : topic.error() == ErrorCode.NONE ? "" : " (" + topic.error() + ")");
            } else {
                byLeader.computeIfAbsent(leader, node -> new ArrayList<>()).add(partition);
            }
        }
        if (missing != null) {
            cluster.metadata().refresh();
        }
        String leaderless = missing;
        if (byLeader.isEmpty()) {
            then.accept(new Attempts.Verdict.Again<>(leaderless == null ? "" : leaderless));
            return;
        }
        int[] left = {byLeader.size()};
        String[] why = {leaderless};
        byLeader.forEach((leader, partitions) -> cluster.call(leader, Lane.CONTROL, call(partitions, image),
                cluster.settings().requestTimeoutMs(), reply -> {
                    String problem = answered(reply);
                    why[0] = problem == null ? why[0] : problem;
                    if (--left[0] == 0) {
                        then.accept(open.isEmpty() ? new Attempts.Verdict.Settled<>(answers)
                                : new Attempts.Verdict.Again<>(why[0] == null ? "" : why[0]));
                    }
                }));
    }

    private Call<ListOffsetsResponse> call(List<TopicPartition> partitions, MetadataImage image) {
        Map<String, List<ListOffsetsRequest.ListOffsetsPartition>> topics = new TreeMap<>();
        for (TopicPartition partition : partitions) {
            MetadataImage.Partition known = image.partition(partition);
            topics.computeIfAbsent(partition.topic(), topic -> new ArrayList<>())
                    .add(new ListOffsetsRequest.ListOffsetsPartition(partition.partition(),
                            known == null ? -1 : known.leaderEpoch(), open.getOrDefault(partition, -1L)));
        }
        List<ListOffsetsRequest.ListOffsetsTopic> asked = new ArrayList<>();
        topics.forEach((topic, list) -> asked.add(new ListOffsetsRequest.ListOffsetsTopic(topic, list)));
        return Call.of(ApiKey.LIST_OFFSETS, ListOffsetsResponse.class, readCommitted ? 2 : 1, 10,
                new ListOffsetsRequest(-1, readCommitted ? READ_COMMITTED : READ_UNCOMMITTED, asked,
                        cluster.settings().requestTimeoutMs()));
    }

    private @Nullable String answered(Reply<ListOffsetsResponse> reply) {
        return switch (reply) {
            case Reply.Lost<ListOffsetsResponse>(Reply.Reason reason, String detail) -> {
                cluster.metadata().refresh();
                yield detail;
            }
            case Reply.Answer<ListOffsetsResponse>(ListOffsetsResponse response, short version) -> taken(response);
        };
    }

    private @Nullable String taken(ListOffsetsResponse response) {
        String problem = null;
        for (ListOffsetsResponse.ListOffsetsTopicResponse topic : response.topics()) {
            for (ListOffsetsResponse.ListOffsetsPartitionResponse answer : topic.partitions()) {
                TopicPartition partition = new TopicPartition(topic.name(), answer.partitionIndex());
                ErrorCode error = ErrorCode.of(answer.errorCode());
                if (error == ErrorCode.NONE) {
                    answers.put(partition, new Answer(answer.offset(), answer.timestamp(), answer.leaderEpoch()));
                    open.remove(partition);
                } else {
                    // whichever it is, a look at fresh metadata comes before asking again
                    cluster.metadata().refresh();
                    problem = partition + " answered " + error;
                }
            }
        }
        return problem;
    }
}
