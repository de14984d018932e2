package dev.tidemark.client.consumer;

import dev.tidemark.client.net.Attempts;
import dev.tidemark.client.net.Attempts.Verdict;
import dev.tidemark.client.net.Call;
import dev.tidemark.client.net.ClientFailures;
import dev.tidemark.client.net.Cluster;
import dev.tidemark.client.net.Coordinator;
import dev.tidemark.client.net.Reply;
import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.core.id.KafkaUuid;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.message.OffsetCommitRequest;
import dev.tidemark.protocol.message.OffsetCommitResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Commits positions in a group's name, outside transactions (OffsetCommit); confined to its cluster's loop. */
public final class OffsetCommits {

    private static final String WHAT = "Offsets cannot be committed";

    private final Cluster cluster;
    private final Coordinator coordinator;
    private final Supplier<GroupMetadata> who;
    private long losses;
    private long commitsBegun;
    /** Partition -> how many commits had begun when it was given up. */
    private final Map<TopicPartition, Long> givenUp = new HashMap<>();
    /** Whether the committer has not heard yet that it lost its membership: what it wants to commit may be of before. */
    private boolean lossUntold;

    /** @param who is asked before each attempt, since a rebalance may end in between */
    public OffsetCommits(Cluster cluster, Coordinator coordinator, Supplier<GroupMetadata> who) {
        this.cluster = cluster;
        this.coordinator = coordinator;
        this.who = who;
    }

    /**
     * The membership was lost: others may have gone on with its partitions. What is being committed is of before, and is not tried again under a
     * membership that came after; nor is anything else until {@link #lossTold}.
     */
    void lost() {
        losses++;
        lossUntold = true;
    }

    /** The committer has given these up, and others may go on with them: what is being committed of them is not tried again under a later generation. */
    void givenUp(Set<TopicPartition> partitions) {
        partitions.forEach(partition -> givenUp.put(partition, commitsBegun));
    }

    /** The committer knows which partitions it lost. */
    void lossTold() {
        lossUntold = false;
    }

    /** Completes once all are committed; fails with {@code MEMBER_FENCED} if the group went on without this member. */
    public CompletableFuture<Void> commit(Map<TopicPartition, OffsetAndMetadata> offsets, long timeoutMs) {
        if (offsets.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        Map<TopicPartition, OffsetAndMetadata> copy = new TreeMap<>(offsets);
        if (lossUntold) {
            return CompletableFuture.failedFuture(fenced(copy.keySet().toString(), "the membership was lost"));
        }
        long lossesBefore = losses;
        long begun = ++commitsBegun;
        CompletableFuture<Boolean> committed = Attempts.run(cluster, WHAT, timeoutMs, then -> {
            if (losses != lossesBefore) {
                then.accept(new Verdict.Failed<>(fenced(copy.keySet().toString(), "the membership was lost")));
                return;
            }
            for (TopicPartition partition : copy.keySet()) {
                if (givenUp.getOrDefault(partition, 0L) >= begun) {
                    then.accept(new Verdict.Failed<>(fenced(partition.toString(),
                            "the partition was given up while its offset was being committed")));
                    return;
                }
            }
            coordinator.call(call(who.get(), copy), cluster.settings().requestTimeoutMs(),
                    reply -> then.accept(switch (reply) {
                        case Reply.Lost<OffsetCommitResponse>(Reply.Reason reason, String detail) ->
                            new Verdict.Again<>(detail);
                        case Reply.Answer<OffsetCommitResponse>(OffsetCommitResponse answer, short version) ->
                            judge(answer);
                    }));
        });
        return committed.thenApply(done -> null);
    }

    private static Call<OffsetCommitResponse> call(GroupMetadata group,
            Map<TopicPartition, OffsetAndMetadata> offsets) {
        Map<String, List<OffsetCommitRequest.OffsetCommitRequestPartition>> topics = new TreeMap<>();
        offsets.forEach((partition, offset) -> topics.computeIfAbsent(partition.topic(), topic -> new ArrayList<>())
                .add(new OffsetCommitRequest.OffsetCommitRequestPartition(partition.partition(), offset.offset(),
                        offset.leaderEpoch(), offset.metadata())));
        List<OffsetCommitRequest.OffsetCommitRequestTopic> committed = new ArrayList<>();
        topics.forEach((topic, partitions) -> committed
                .add(new OffsetCommitRequest.OffsetCommitRequestTopic(topic, KafkaUuid.ZERO, partitions)));
        return Call.of(ApiKey.OFFSET_COMMIT, OffsetCommitResponse.class, group.groupInstanceId() == null ? 2 : 7, 9,
                OffsetCommitRequest.builder()
                        .groupId(group.groupId())
                        .generationIdOrMemberEpoch(group.generation())
                        .memberId(group.memberId())
                        .groupInstanceId(group.groupInstanceId())
                        .topics(committed)
                        .build());
    }

    private Verdict<Boolean> judge(OffsetCommitResponse answer) {
        Verdict<Boolean> verdict = new Verdict.Settled<>(true);
        for (OffsetCommitResponse.OffsetCommitResponseTopic topic : answer.topics()) {
            for (OffsetCommitResponse.OffsetCommitResponsePartition partition : topic.partitions()) {
                ErrorCode error = ErrorCode.of(partition.errorCode());
                if (error == ErrorCode.NONE) {
                    continue;
                }
                String where = new TopicPartition(topic.name(), partition.partitionIndex()).toString();
                boolean again = coordinator.movedOrLoading(error) || error == ErrorCode.REBALANCE_IN_PROGRESS
                        || error.retriable();
                if (!again) {
                    return new Verdict.Failed<>(failure(where, error));
                }
                verdict = new Verdict.Again<>(where + ": " + error.message());
            }
        }
        return verdict;
    }

    private TidemarkException failure(String where, ErrorCode error) {
        boolean fenced = error == ErrorCode.ILLEGAL_GENERATION || error == ErrorCode.UNKNOWN_MEMBER_ID
                || error == ErrorCode.FENCED_INSTANCE_ID;
        return fenced ? fenced(where, error.toString()) : ClientFailures.refused(WHAT, where, error, null);
    }

    private TidemarkException fenced(String where, String why) {
        return new TidemarkException(FailureCode.MEMBER_FENCED, WHAT, where + ", group " + who.get().groupId(),
                why + ": the group has gone on without this member, and others may read its partitions",
                "poll more often than max.poll.interval.ms, or raise it; what was processed since the last commit is read again");
    }
}
