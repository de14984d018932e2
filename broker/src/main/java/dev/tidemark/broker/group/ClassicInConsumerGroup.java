package dev.tidemark.broker.group;

import dev.tidemark.broker.coordinator.Decision;
import dev.tidemark.broker.group.consumer.ConsumerGroup;
import dev.tidemark.broker.group.consumer.ConsumerMember;
import dev.tidemark.broker.group.consumer.ConsumerMember.ClassicProtocol;
import dev.tidemark.broker.group.consumer.ConsumerMember.ClassicSide;
import dev.tidemark.broker.group.consumer.MemberAssignment;
import dev.tidemark.broker.group.consumer.MemberAssignment.State;
import dev.tidemark.core.failure.Invariants;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.message.ConsumerProtocolSubscription;
import dev.tidemark.protocol.message.JoinGroupResponse;
import dev.tidemark.protocol.message.SyncGroupResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Serves members of the classic protocol in a consumer group: to them it looks like a classic group in which another one
 * leads. A generation is the member's epoch, so members may be in different ones; REBALANCE_IN_PROGRESS asks one to join again
 * when there is something to give back or to get. Called by the classic requests, on the control loop.
 */
final class ClassicInConsumerGroup {

    private final GroupShard shard;
    private final ConsumerGroup group;

    ClassicInConsumerGroup(GroupShard shard, ConsumerGroup group) {
        this.shard = shard;
        this.group = group;
    }

    // joining

    /** A member joins, or joins again: the answer does not wait for others. */
    Decision<JoinGroupResponse, GroupRecord> join(JoinGroup request) {
        ConsumerProtocolSubscription subscription = request.protocols().isEmpty() ? null
                : EmbeddedProtocol.subscription(request.protocols().get(0).metadata());
        if (subscription == null || !supports(request)) {
            return refuseJoin(request, ErrorCode.INCONSISTENT_GROUP_PROTOCOL);
        }
        String instanceId = request.instanceId();
        ConsumerMember former = instanceId == null ? group.member(request.memberId())
                : group.staticMember(instanceId);
        if (former == null && group.size() >= shard.settings().consumers().groupSizeMax()) {
            return refuseJoin(request, ErrorCode.GROUP_MAX_SIZE_REACHED);
        }
        String memberId = request.memberId();
        if (memberId.isEmpty()) {
            memberId = shard.newMemberId(instanceId == null ? request.clientId() : instanceId);
            if (instanceId == null && request.idRequired()) {
                return Decision.reply(JoinReplies.error(memberId, ErrorCode.MEMBER_ID_REQUIRED));
            }
        } else if (instanceId != null) {
            if (former == null) {
                return refuseJoin(request, ErrorCode.UNKNOWN_MEMBER_ID);
            }
            if (!former.memberId().equals(memberId)) {
                return refuseJoin(request, ErrorCode.FENCED_INSTANCE_ID);
            }
        }
        Change change = new Change(shard);
        if (former != null && !former.memberId().equals(memberId)) {
            former = shard.membership().replace(group, former, memberId, change);
        }
        return joined(request, subscription, former, memberId, change);
    }

    private Decision<JoinGroupResponse, GroupRecord> joined(JoinGroup request,
            ConsumerProtocolSubscription subscription, @Nullable ConsumerMember former, String memberId,
            Change change) {
        ClassicSide side = new ClassicSide(request.sessionTimeoutMs(),
                request.protocols().stream().map(it -> new ClassicProtocol(it.name(), it.metadata())).toList());
        ConsumerMember asked = (former == null ? ConsumerMember.of(memberId) : former)
                .from(request.clientId(), request.clientHost(), side)
                .with(request.instanceId(), subscription.rackId(), request.rebalanceTimeoutMs(),
                        new TreeSet<>(subscription.topics()), "", null);
        MemberAssignment has = shard.membership()
                .advance(shard, group, former, asked, EmbeddedProtocol.owned(subscription, shard.topics()), change);
        // it now owes a SyncGroup, or, after that, the JoinGroup that says what it gave back
        shard.membership().sessions().expect(group.id(), memberId, has.epoch(), asked.rebalanceTimeoutMs());
        return Decision.append(change.records(), JoinGroupResponse.builder()
                .errorCode(ErrorCode.NONE.code())
                .generationId(has.epoch())
                .protocolType(Subscriptions.CONSUMER)
                .protocolName(side.protocols().get(0).name())
                .leader("")
                .memberId(memberId)
                .build());
    }

    private boolean supports(JoinGroup request) {
        return Subscriptions.CONSUMER.equals(request.protocolType())
                && request.protocols().stream().anyMatch(offered -> allSpeak(offered.name()));
    }

    private boolean allSpeak(String assignor) {
        return group.members().stream().allMatch(member -> {
            ClassicSide side = member.classic();
            return side == null || side.protocols().stream().anyMatch(protocol -> protocol.name().equals(assignor));
        });
    }

    private static Decision<JoinGroupResponse, GroupRecord> refuseJoin(JoinGroup request, ErrorCode error) {
        return Decision.reply(JoinReplies.error(request.memberId(), error));
    }

    // the assignment

    /** A member asks for its assignment, which is there already. */
    Decision<SyncGroupResponse, GroupRecord> sync(SyncGroup request) {
        ErrorCode error = check(request.memberId(), request.instanceId(), request.generation());
        if (error != ErrorCode.NONE) {
            return Decision.reply(SyncReplies.error(error));
        }
        ConsumerMember member = ConsumerMembership.present(group, request.memberId());
        ClassicSide side = Invariants.present(member.classic(), "the classic side of a member that passed the check");
        ClassicProtocol spoken = side.protocols().get(0);
        boolean otherType = request.protocolType() != null && !Subscriptions.CONSUMER.equals(request.protocolType());
        boolean otherProtocol = request.protocol() != null && !request.protocol().equals(spoken.name());
        if (otherType || otherProtocol) {
            return Decision.reply(SyncReplies.error(ErrorCode.INCONSISTENT_GROUP_PROTOCOL));
        }
        MemberAssignment has = group.assignment(member.memberId());
        ConsumerSessions sessions = shard.membership().sessions();
        if (isBehind(has) && has.state() != State.UNREVOKED_PARTITIONS) {
            sessions.expect(group.id(), member.memberId(), has.epoch(), member.rebalanceTimeoutMs());
            return Decision.reply(SyncReplies.error(ErrorCode.REBALANCE_IN_PROGRESS));
        }
        if (has.state() != State.UNREVOKED_PARTITIONS) {
            sessions.done(group.id(), member.memberId());
        }
        sessions.touch(group.id(), member.memberId(), side.sessionTimeoutMs());
        return Decision.reply(SyncGroupResponse.builder()
                .errorCode(ErrorCode.NONE.code())
                .protocolType(Subscriptions.CONSUMER)
                .protocolName(spoken.name())
                .assignment(EmbeddedProtocol.assignmentFor(spoken.metadata(), has.partitions(), shard.topics()))
                .build());
    }

    // signs of life

    /** A member is alive; the reply says whether it has to join again. */
    ErrorCode heartbeat(Heartbeat request) {
        ErrorCode error = check(request.memberId(), request.instanceId(), request.generation());
        if (error != ErrorCode.NONE) {
            return error;
        }
        ConsumerMember member = ConsumerMembership.present(group, request.memberId());
        ClassicSide side = Invariants.present(member.classic(), "the classic side of a member that passed the check");
        shard.membership().sessions().touch(group.id(), member.memberId(), side.sessionTimeoutMs());
        MemberAssignment has = group.assignment(member.memberId());
        boolean joinAgain = isBehind(has) || topicsChanged() || switch (has.state()) {
            case STABLE -> false;
            case UNREVOKED_PARTITIONS -> true;
            case UNRELEASED_PARTITIONS -> !group.waitsForOthers(member.memberId());
        };
        if (joinAgain) {
            shard.membership()
                    .sessions()
                    .expect(group.id(), member.memberId(), has.epoch(), member.rebalanceTimeoutMs());
        }
        return joinAgain ? ErrorCode.REBALANCE_IN_PROGRESS : ErrorCode.NONE;
    }

    /** Whether there is, or by now may be, a newer assignment: until then, joining again would bring nothing. */
    private boolean isBehind(MemberAssignment has) {
        return has.epoch() < group.assignmentEpoch() || shard.membership().assignmentDue(group);
    }

    private boolean topicsChanged() {
        return group.topicsSeen() != shard.topics().version()
                && shard.topics().hash(group.topics()) != group.metadataHash();
    }

    private ErrorCode check(String memberId, @Nullable String instanceId, int generation) {
        ConsumerMember member = instanceId == null ? group.member(memberId) : group.staticMember(instanceId);
        if (member == null) {
            return ErrorCode.UNKNOWN_MEMBER_ID;
        }
        if (!member.memberId().equals(memberId)) {
            return ErrorCode.FENCED_INSTANCE_ID;
        }
        if (!member.isClassic()) {
            return ErrorCode.UNKNOWN_MEMBER_ID;
        }
        return generation == group.assignment(memberId).epoch() ? ErrorCode.NONE : ErrorCode.ILLEGAL_GENERATION;
    }

    // leaving

    /** Members leave for good. */
    Decision<LeaveGroup.Left, GroupRecord> leave(LeaveGroup request) {
        Change change = new Change(shard);
        List<ErrorCode> results = new ArrayList<>();
        for (LeaveGroup.Leaving leaving : request.members()) {
            results.add(leave(leaving, change));
        }
        return Decision.<LeaveGroup.Left, GroupRecord>append(change.records(),
                new LeaveGroup.Left(ErrorCode.NONE, List.copyOf(results)))
                .then(change.afterCommit());
    }

    private ErrorCode leave(LeaveGroup.Leaving leaving, Change change) {
        String instanceId = leaving.instanceId();
        ConsumerMember member = instanceId == null ? group.member(leaving.memberId()) : group.staticMember(instanceId);
        if (member == null) {
            return ErrorCode.UNKNOWN_MEMBER_ID;
        }
        boolean byNameAlone = instanceId != null && leaving.memberId().isEmpty();
        if (!byNameAlone && !member.memberId().equals(leaving.memberId())) {
            return ErrorCode.FENCED_INSTANCE_ID;
        }
        shard.membership().remove(shard, group, member, change);
        return ErrorCode.NONE;
    }
}
