package dev.tidemark.client.admin;

import dev.tidemark.client.consumer.ConsumerProtocol;
import dev.tidemark.client.net.Attempts;
import dev.tidemark.client.net.Attempts.Verdict;
import dev.tidemark.client.net.Call;
import dev.tidemark.client.net.Cluster;
import dev.tidemark.client.net.Coordinator;
import dev.tidemark.client.net.Lane;
import dev.tidemark.client.net.Reply;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.message.ConsumerGroupDescribeRequest;
import dev.tidemark.protocol.message.ConsumerGroupDescribeResponse;
import dev.tidemark.protocol.message.DescribeGroupsRequest;
import dev.tidemark.protocol.message.DescribeGroupsResponse;
import dev.tidemark.protocol.message.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Who is in a group and has what. The coordinator is asked for a classic group, which every cluster can answer, and if it has none of that name, for
 * one of the consumer protocol (KIP-848). One question; confined to its cluster's loop.
 */
final class GroupQuestion {

    private final Cluster cluster;
    private final Coordinator coordinator;
    private final String groupId;
    private final long timeoutMs;

    private GroupQuestion(Cluster cluster, String groupId, long timeoutMs) {
        this.cluster = cluster;
        this.coordinator = new Coordinator(cluster, Coordinator.Kind.GROUP, groupId, Lane.CONTROL);
        this.groupId = groupId;
        this.timeoutMs = timeoutMs;
    }

    /** Asks; a group that is not there has the error GROUP_ID_NOT_FOUND or, before Kafka 4.0, the state {@code Dead}. */
    static CompletableFuture<GroupDescription> ask(Cluster cluster, String groupId, long timeoutMs) {
        GroupQuestion question = new GroupQuestion(cluster, groupId, timeoutMs);
        return question.classic()
                .thenCompose(found -> isThere(found) ? CompletableFuture.completedFuture(found)
                        : question.consumer(found));
    }

    private static boolean isThere(GroupDescription found) {
        return found.error() != ErrorCode.GROUP_ID_NOT_FOUND && !found.state().equals("Dead");
    }

    private CompletableFuture<GroupDescription> classic() {
        Call<DescribeGroupsResponse> call = Call.of(ApiKey.DESCRIBE_GROUPS, DescribeGroupsResponse.class, 0, 6,
                new DescribeGroupsRequest(List.of(groupId), false));
        return attempt(call, Verdict.Again::new, answer -> classic(answer.groups().getFirst()));
    }

    /** @param otherwise the answer if no such group is there either, or the cluster has none at all */
    private CompletableFuture<GroupDescription> consumer(GroupDescription otherwise) {
        Call<ConsumerGroupDescribeResponse> call = Call.of(ApiKey.CONSUMER_GROUP_DESCRIBE,
                ConsumerGroupDescribeResponse.class, 0, 1,
                new ConsumerGroupDescribeRequest(List.of(groupId), false));
        return attempt(call, unserved -> new Verdict.Settled<>(otherwise), answer -> {
            GroupDescription found = consumer(answer.groups().getFirst());
            boolean none = found.error() == ErrorCode.GROUP_ID_NOT_FOUND
                    || found.error() == ErrorCode.UNSUPPORTED_VERSION;
            return none ? otherwise : found;
        });
    }

    private <R extends Response> CompletableFuture<GroupDescription> attempt(Call<R> call,
            Function<String, Verdict<GroupDescription>> unserved, Function<R, GroupDescription> described) {
        return Attempts.run(cluster, "Group " + groupId + " cannot be described", timeoutMs,
                then -> coordinator.call(call, cluster.settings().requestTimeoutMs(),
                        reply -> then.accept(switch (reply) {
                            case Reply.Lost<R>(Reply.Reason reason, String detail) ->
                                reason == Reply.Reason.UNSUPPORTED ? unserved.apply(detail)
                                        : new Verdict.Again<>(detail);
                            case Reply.Answer<R>(R answer, short version) -> settled(described.apply(answer));
                        })));
    }

    private Verdict<GroupDescription> settled(GroupDescription description) {
        return coordinator.movedOrLoading(description.error())
                ? new Verdict.Again<>(description.error().message())
                : new Verdict.Settled<>(description);
    }

    private static GroupDescription classic(DescribeGroupsResponse.DescribedGroup group) {
        List<GroupDescription.Member> members = new ArrayList<>();
        for (DescribeGroupsResponse.DescribedGroupMember member : group.members()) {
            Set<TopicPartition> assigned = group.protocolType().equals(ConsumerProtocol.TYPE)
                    ? ConsumerProtocol.assigned(member.memberId(), member.memberAssignment())
                    : Set.of();
            members.add(new GroupDescription.Member(member.memberId(), member.groupInstanceId(), member.clientId(),
                    member.clientHost(), assigned));
        }
        return new GroupDescription(group.groupId(), ErrorCode.of(group.errorCode()), group.groupState(),
                group.protocolType(), group.protocolData(), members);
    }

    private static GroupDescription consumer(ConsumerGroupDescribeResponse.DescribedGroup group) {
        List<GroupDescription.Member> members = new ArrayList<>();
        for (ConsumerGroupDescribeResponse.Member member : group.members()) {
            Set<TopicPartition> assigned = new TreeSet<>();
            for (ConsumerGroupDescribeResponse.TopicPartitions topic : member.assignment().topicPartitions()) {
                topic.partitions().forEach(number -> assigned.add(new TopicPartition(topic.topicName(), number)));
            }
            members.add(new GroupDescription.Member(member.memberId(), member.instanceId(), member.clientId(),
                    member.clientHost(), assigned));
        }
        return new GroupDescription(group.groupId(), ErrorCode.of(group.errorCode()), group.groupState(),
                ConsumerProtocol.TYPE, group.assignorName(), members);
    }
}
