package dev.tidemark.client.consumer;

import dev.tidemark.client.net.Attempts;
import dev.tidemark.client.net.Attempts.Verdict;
import dev.tidemark.client.net.Call;
import dev.tidemark.client.net.ClientFailures;
import dev.tidemark.client.net.Cluster;
import dev.tidemark.client.net.Coordinator;
import dev.tidemark.client.net.Reply;
import dev.tidemark.core.id.KafkaUuid;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.message.OffsetFetchRequest;
import dev.tidemark.protocol.message.OffsetFetchResponse;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Reads a group's committed positions (OffsetFetch); confined to its cluster's loop. */
public final class OffsetReads {

    private static final String WHAT = "Committed offsets cannot be read";

    private final Cluster cluster;
    private final Coordinator coordinator;
    private final String groupId;

    public OffsetReads(Cluster cluster, Coordinator coordinator, String groupId) {
        this.cluster = cluster;
        this.coordinator = coordinator;
        this.groupId = groupId;
    }

    /**
     * The positions of these partitions; those without one are absent.
     *
     * @param requireStable waits while a transaction is pending on one of them (KIP-447)
     */
    public CompletableFuture<Map<TopicPartition, OffsetAndMetadata>> of(Collection<TopicPartition> partitions,
            boolean requireStable, long timeoutMs) {
        return read(partitions, requireStable, timeoutMs);
    }

    /** All positions of the group. */
    public CompletableFuture<Map<TopicPartition, OffsetAndMetadata>> all(boolean requireStable, long timeoutMs) {
        return read(null, requireStable, timeoutMs);
    }

    private CompletableFuture<Map<TopicPartition, OffsetAndMetadata>> read(
            @Nullable Collection<TopicPartition> partitions, boolean requireStable, long timeoutMs) {
        Call<OffsetFetchResponse> call = call(partitions, requireStable);
        return Attempts.run(cluster, WHAT, timeoutMs,
                then -> coordinator.call(call, cluster.settings().requestTimeoutMs(),
                        reply -> then.accept(switch (reply) {
                            case Reply.Lost<OffsetFetchResponse>(Reply.Reason reason, String detail) ->
                                reason == Reply.Reason.UNSUPPORTED
                                        ? new Verdict.Failed<>(ClientFailures.refused(WHAT, "group " + groupId,
                                                ErrorCode.UNSUPPORTED_VERSION, detail))
                                        : new Verdict.Again<>(detail);
                            case Reply.Answer<OffsetFetchResponse>(OffsetFetchResponse answer, short version) -> judge(
                                    version >= 8 ? OneGroup.of(answer.groups().getFirst()) : OneGroup.of(answer));
                        })));
    }

    private Call<OffsetFetchResponse> call(@Nullable Collection<TopicPartition> partitions, boolean requireStable) {
        Map<String, List<Integer>> topics = new TreeMap<>();
        if (partitions != null) {
            partitions.forEach(partition -> topics.computeIfAbsent(partition.topic(), topic -> new ArrayList<>())
                    .add(partition.partition()));
        }
        List<OffsetFetchRequest.OffsetFetchRequestTopics> grouped = new ArrayList<>();
        List<OffsetFetchRequest.OffsetFetchRequestTopic> single = new ArrayList<>();
        topics.forEach((topic, indexes) -> {
            grouped.add(new OffsetFetchRequest.OffsetFetchRequestTopics(topic, KafkaUuid.ZERO, indexes));
            single.add(new OffsetFetchRequest.OffsetFetchRequestTopic(topic, indexes));
        });
        boolean all = partitions == null;
        int min = requireStable ? 7 : all ? 2 : 1;
        return new Call<>(ApiKey.OFFSET_FETCH, OffsetFetchResponse.class, min, 9,
                version -> version >= 8
                        ? new OffsetFetchRequest("", List.of(), List.of(new OffsetFetchRequest.OffsetFetchRequestGroup(
                                groupId, null, -1, all ? null : grouped)), requireStable)
                        : new OffsetFetchRequest(groupId, all ? null : single, List.of(), requireStable));
    }

    private Verdict<Map<TopicPartition, OffsetAndMetadata>> judge(OneGroup group) {
        if (coordinator.movedOrLoading(group.error)) {
            return new Verdict.Again<>(group.error.message());
        }
        if (group.error != ErrorCode.NONE) {
            return new Verdict.Failed<>(ClientFailures.refused(WHAT, "group " + groupId, group.error, null));
        }
        Map<TopicPartition, OffsetAndMetadata> found = new TreeMap<>();
        for (Map.Entry<TopicPartition, OnePosition> entry : group.positions.entrySet()) {
            OnePosition position = entry.getValue();
            if (position.error == ErrorCode.UNSTABLE_OFFSET_COMMIT || position.error.retriable()) {
                return new Verdict.Again<>(entry.getKey() + ": " + position.error.message());
            }
            if (position.error != ErrorCode.NONE) {
                return new Verdict.Failed<>(
                        ClientFailures.refused(WHAT, entry.getKey().toString(), position.error, null));
            }
            if (position.offset.offset() >= 0) {
                found.put(entry.getKey(), position.offset);
            }
        }
        return new Verdict.Settled<>(found);
    }

    private record OnePosition(ErrorCode error, OffsetAndMetadata offset) {

        static OnePosition of(short error, long offset, int leaderEpoch, @Nullable String metadata) {
            return new OnePosition(ErrorCode.of(error),
                    new OffsetAndMetadata(offset, leaderEpoch, metadata == null ? "" : metadata));
        }
    }

    /** An answer in either of its two shapes: one group up to version 7, several from 8 on. */
    private record OneGroup(ErrorCode error, Map<TopicPartition, OnePosition> positions) {

        static OneGroup of(OffsetFetchResponse answer) {
            Map<TopicPartition, OnePosition> positions = new TreeMap<>();
            answer.topics()
                    .forEach(topic -> topic.partitions()
                            .forEach(partition -> positions.put(
                                    new TopicPartition(topic.name(), partition.partitionIndex()),
                                    OnePosition.of(partition.errorCode(), partition.committedOffset(),
                                            partition.committedLeaderEpoch(), partition.metadata()))));
            return new OneGroup(ErrorCode.of(answer.errorCode()), positions);
        }

        static OneGroup of(OffsetFetchResponse.OffsetFetchResponseGroup group) {
            Map<TopicPartition, OnePosition> positions = new TreeMap<>();
            group.topics()
                    .forEach(topic -> topic.partitions()
                            .forEach(partition -> positions.put(
                                    new TopicPartition(topic.name(), partition.partitionIndex()),
                                    OnePosition.of(partition.errorCode(), partition.committedOffset(),
                                            partition.committedLeaderEpoch(), partition.metadata()))));
            return new OneGroup(ErrorCode.of(group.errorCode()), positions);
        }
    }
}
