package dev.tidemark.broker.group;

import dev.tidemark.broker.coordinator.Command;
import dev.tidemark.broker.coordinator.Decision;
import dev.tidemark.broker.group.consumer.ByTopic;
import dev.tidemark.broker.group.consumer.ConsumerGroup;
import dev.tidemark.broker.group.consumer.ConsumerMember;
import dev.tidemark.broker.group.consumer.MemberAssignment;
import dev.tidemark.broker.group.consumer.TopicIdPartition;
import dev.tidemark.broker.group.consumer.TopicPattern;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.message.ConsumerGroupHeartbeatResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A member of the consumer protocol joins, stays or leaves (KIP-848). What is null, or -1, is as it was in the last request.
 *
 * @param groupId the group
 * @param memberId who it is; clients of version 1 make the id themselves
 * @param memberEpoch the epoch that it is in; 0 joins, -1 leaves, -2 leaves for a while
 * @param instanceId its static name, if it has one; members that have one always say it
 * @param rackId where it is
 * @param rebalanceTimeoutMs how long it may take to give partitions back
 * @param topics the topics that it names
 * @param regex the topics that it describes; empty for none
 * @param assignor the server-side assignor that it prefers
 * @param owned the partitions that it owns
 * @param clientId for people
 * @param clientHost for people
 * @param makesItsId whether the client makes member ids (version 1, KIP-1082)
 */
public record ConsumerHeartbeat(String groupId, String memberId, int memberEpoch, @Nullable String instanceId,
        @Nullable String rackId, int rebalanceTimeoutMs, @Nullable List<String> topics, @Nullable String regex,
        @Nullable String assignor, @Nullable Set<TopicIdPartition> owned, String clientId, String clientHost,
        boolean makesItsId)
        implements
            Command<GroupShard, ConsumerGroupHeartbeatResponse, GroupRecord> {

    static final int JOIN = 0;
    static final int LEAVE = -1;
    static final int LEAVE_FOR_A_WHILE = -2;

    /** Why a request is refused. */
    private record Refusal(ErrorCode error, String message) {}

    @Override
    public Decision<ConsumerGroupHeartbeatResponse, GroupRecord> decide(GroupShard shard) {
        Refusal invalid = checkRequest(shard);
        if (invalid != null) {
            return refuse(invalid);
        }
        return memberEpoch < 0 ? leave(shard) : joinOrStay(shard);
    }

    // the request by itself

    private @Nullable Refusal checkRequest(GroupShard shard) {
        if (groupId.isBlank()) {
            return invalid("GroupId can't be empty.");
        }
        if (instanceId != null && instanceId.isBlank()) {
            return invalid("InstanceId can't be empty.");
        }
        if (rackId != null && rackId.isBlank()) {
            return invalid("RackId can't be empty.");
        }
        if (memberId.isBlank() && (makesItsId || memberEpoch != JOIN)) {
            return invalid("MemberId can't be empty.");
        }
        if (memberEpoch < LEAVE_FOR_A_WHILE) {
            return invalid("MemberEpoch is invalid.");
        }
        if (memberEpoch == LEAVE_FOR_A_WHILE && instanceId == null) {
            return invalid("InstanceId can't be null.");
        }
        if (memberEpoch == JOIN) {
            Refusal incomplete = checkJoin();
            if (incomplete != null) {
                return incomplete;
            }
        }
        if (assignor != null && shard.settings().consumers().find(assignor) == null) {
            return new Refusal(ErrorCode.UNSUPPORTED_ASSIGNOR,
                    "ServerAssignor " + assignor + " is not supported. Supported assignors: "
                            + String.join(", ",
                                    shard.settings().consumers().assignors().stream().map(it -> it.name()).toList())
                            + ".");
        }
        return regex == null || regex.isEmpty() ? null : checkRegex(shard, regex);
    }

    private @Nullable Refusal checkJoin() {
        if (rebalanceTimeoutMs == -1) {
            return invalid("RebalanceTimeoutMs must be provided in first request.");
        }
        if (owned == null || !owned.isEmpty()) {
            return invalid("TopicPartitions must be empty when (re-)joining.");
        }
        if (topics == null && regex == null) {
            return invalid("Either SubscribedTopicNames or SubscribedTopicRegex must be non-null when (re-)joining.");
        }
        return null;
    }

    private static @Nullable Refusal checkRegex(GroupShard shard, String regex) {
        try {
            TopicPattern.of(regex).among(shard.topics().matchable());
            return null;
        } catch (TopicPattern.Invalid invalid) {
            return new Refusal(ErrorCode.INVALID_REGULAR_EXPRESSION,
                    "SubscribedTopicRegex `" + regex + "` is not a valid regular expression: " + invalid.getMessage()
                            + ".");
        }
    }

    private static Refusal invalid(String message) {
        return new Refusal(ErrorCode.INVALID_REQUEST, message);
    }

    // joining and staying

    private Decision<ConsumerGroupHeartbeatResponse, GroupRecord> joinOrStay(GroupShard shard) {
        boolean joins = memberEpoch == JOIN;
        ConsumerGroup group = shard.consumerGroup(groupId);
        if (group == null && !(joins && shard.migration().mayBecomeConsumerGroup(shard, groupId))) {
            return refuse(notFound(shard));
        }
        ConsumerMember former = group == null ? null : formerSelf(group);
        if (group != null) {
            Refusal refusal = check(shard, group, former);
            if (refusal != null) {
                return refuse(refusal);
            }
        }
        String id = memberId.isEmpty() ? shard.newMemberId() : memberId;
        Change change = new Change(shard);
        if (group == null) {
            group = shard.migration().toConsumerGroup(shard, groupId, change);
            former = formerSelf(group);
        }
        if (former != null && !former.memberId().equals(id)) {
            former = shard.membership().replace(group, former, id, change);
        }
        ConsumerMember asked = (former == null ? ConsumerMember.of(id) : former).from(clientId, clientHost, null)
                .with(instanceId, rackId, rebalanceTimeoutMs, topics == null ? null : new TreeSet<>(topics), regex,
                        assignor);
        MemberAssignment had = group.assignment(id);
        MemberAssignment has = shard.membership().advance(shard, group, former, asked, owned, change);
        boolean tell = joins || isFull() || !has.partitions().equals(had.partitions());
        return answer(change, new ConsumerGroupHeartbeatResponse(0, ErrorCode.NONE.code(), null, id, has.epoch(),
                shard.membership().times(groupId).heartbeatIntervalMs(), tell ? told(has.partitions()) : null));
    }

    /** The member that this request continues: the one of the id, or the one of the static name. */
    private @Nullable ConsumerMember formerSelf(ConsumerGroup group) {
        return instanceId == null ? group.member(memberId) : group.staticMember(instanceId);
    }

    private boolean isFull() {
        return rebalanceTimeoutMs != -1 && (topics != null || regex != null) && owned != null;
    }

    private @Nullable Refusal check(GroupShard shard, ConsumerGroup group, @Nullable ConsumerMember former) {
        int sizeMax = shard.settings().consumers().groupSizeMax();
        if (former == null && memberEpoch == JOIN) {
            return group.size() < sizeMax ? null
                    : new Refusal(ErrorCode.GROUP_MAX_SIZE_REACHED,
                            "The consumer group has reached its maximum capacity of " + sizeMax + " members.");
        }
        if (former == null) {
            return unknown();
        }
        MemberAssignment has = group.assignment(former.memberId());
        if (!former.memberId().equals(memberId)) {
            if (memberEpoch != JOIN) {
                return fencedInstance(former);
            }
            boolean released = has.epoch() == MemberAssignment.LEFT_FOR_A_WHILE || former.isClassic();
            return released ? null
                    : new Refusal(ErrorCode.UNRELEASED_INSTANCE_ID,
                            "Static member " + memberId + " with instance id " + instanceId
                                    + " cannot join the group because the instance id is owned by " + former.memberId()
                                    + " member.");
        }
        return checkEpoch(has);
    }

    private @Nullable Refusal checkEpoch(MemberAssignment has) {
        if (memberEpoch == JOIN || memberEpoch == has.epoch()) {
            return null;
        }
        if (memberEpoch > has.epoch()) {
            return fenced("greater", has);
        }
        boolean answerWasLost = memberEpoch == has.previousEpoch() && owned != null
                && has.partitions().containsAll(owned);
        return answerWasLost ? null : fenced("smaller", has);
    }

    private Refusal fenced(String how, MemberAssignment has) {
        return new Refusal(ErrorCode.FENCED_MEMBER_EPOCH,
                "The consumer group member has a " + how + " member epoch (" + memberEpoch
                        + ") than the one known by the group coordinator (" + has.epoch()
                        + "). The member must abandon all its partitions and rejoin.");
    }

    private Refusal fencedInstance(ConsumerMember holder) {
        return new Refusal(ErrorCode.FENCED_INSTANCE_ID, "Static member " + memberId + " with instance id " + instanceId
                + " was fenced by member " + holder.memberId() + ".");
    }

    private Refusal unknown() {
        return new Refusal(ErrorCode.UNKNOWN_MEMBER_ID,
                instanceId == null ? "Member " + memberId + " is not a member of group " + groupId + "."
                        : "Instance id " + instanceId + " is unknown.");
    }

    private Refusal notFound(GroupShard shard) {
        return new Refusal(ErrorCode.GROUP_ID_NOT_FOUND,
                shard.group(groupId) == null ? "Group " + groupId + " not found."
                        : "Group " + groupId + " is not a consumer group.");
    }

    private static ConsumerGroupHeartbeatResponse.Assignment told(Set<TopicIdPartition> partitions) {
        List<ConsumerGroupHeartbeatResponse.TopicPartitions> topics = new ArrayList<>();
        ByTopic.group(partitions)
                .forEach((topic, numbers) -> topics
                        .add(new ConsumerGroupHeartbeatResponse.TopicPartitions(topic, numbers)));
        return new ConsumerGroupHeartbeatResponse.Assignment(topics);
    }

    // leaving

    private Decision<ConsumerGroupHeartbeatResponse, GroupRecord> leave(GroupShard shard) {
        ConsumerGroup group = shard.consumerGroup(groupId);
        if (group == null) {
            return refuse(notFound(shard));
        }
        ConsumerMember member = formerSelf(group);
        if (member == null) {
            return refuse(unknown());
        }
        if (!member.memberId().equals(memberId)) {
            return refuse(fencedInstance(member));
        }
        Change change = new Change(shard);
        if (memberEpoch == LEAVE_FOR_A_WHILE) {
            shard.membership().leaveForAWhile(group, member, change);
        } else {
            shard.membership().remove(shard, group, member, change);
        }
        return answer(change,
                new ConsumerGroupHeartbeatResponse(0, ErrorCode.NONE.code(), null, memberId, memberEpoch, 0, null));
    }

    private static Decision<ConsumerGroupHeartbeatResponse, GroupRecord> answer(Change change,
            ConsumerGroupHeartbeatResponse response) {
        return Decision.<ConsumerGroupHeartbeatResponse, GroupRecord>append(change.records(), response)
                .then(change.afterCommit());
    }

    // refusals

    private static Decision<ConsumerGroupHeartbeatResponse, GroupRecord> refuse(Refusal refusal) {
        return Decision.reply(answer(refusal.error(), refusal.message()));
    }

    /** The answer when the group cannot be asked. */
    static ConsumerGroupHeartbeatResponse refused(ErrorCode error) {
        return error == ErrorCode.MESSAGE_TOO_LARGE
                ? answer(ErrorCode.UNKNOWN_SERVER_ERROR,
                        "What the group would have to store of this heartbeat does not fit into a batch of "
                                + GroupCoordinator.TOPIC
                                + ". Fewer partitions of a member, or a larger max.message.bytes of that topic, help.")
                : answer(error, error.message());
    }

    private static ConsumerGroupHeartbeatResponse answer(ErrorCode error, String message) {
        return new ConsumerGroupHeartbeatResponse(0, error.code(), message, null, 0, 0, null);
    }
}
