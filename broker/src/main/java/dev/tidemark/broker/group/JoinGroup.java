package dev.tidemark.broker.group;

import dev.tidemark.broker.coordinator.Append;
import dev.tidemark.broker.coordinator.Command;
import dev.tidemark.broker.coordinator.Decision;
import dev.tidemark.broker.group.GroupRecord.GroupSaved;
import dev.tidemark.broker.group.GroupState.CompletingRebalance;
import dev.tidemark.broker.group.GroupState.Dead;
import dev.tidemark.broker.group.GroupState.Empty;
import dev.tidemark.broker.group.GroupState.PreparingRebalance;
import dev.tidemark.broker.group.GroupState.Stable;
import dev.tidemark.broker.group.consumer.ConsumerGroup;
import dev.tidemark.broker.group.consumer.ConsumerMember;
import dev.tidemark.core.failure.Invariants;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.message.JoinGroupResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A member wants to be in the group's next generation. Its reply comes when that generation begins, unless the group need
 * not rebalance for it.
 *
 * @param groupId the group
 * @param memberId who it is, empty at first
 * @param instanceId its static name, if it has one (KIP-345)
 * @param clientId for its member id and for people
 * @param clientHost for people
 * @param sessionTimeoutMs silence after which it is out
 * @param rebalanceTimeoutMs how long it may take to join again
 * @param protocolType the kind of group
 * @param protocols its assignors, the preferred one first, with copies of what it tells them
 * @param idRequired whether a new dynamic member has to come back with the id it is given (version 4, KIP-394)
 * @param maySkipAssignment whether it understands that a returning static leader need not assign (version 9, KIP-814)
 */
public record JoinGroup(String groupId, String memberId, @Nullable String instanceId, String clientId,
        String clientHost,
        int sessionTimeoutMs, int rebalanceTimeoutMs, String protocolType, List<MemberProtocol> protocols,
        boolean idRequired, boolean maySkipAssignment)
        implements
            Command<GroupShard, JoinGroupResponse, GroupRecord> {

    public JoinGroup {
        protocols = List.copyOf(protocols);
    }

    @Override
    public Decision<JoinGroupResponse, GroupRecord> decide(GroupShard shard) {
        GroupSettings settings = shard.settings();
        if (sessionTimeoutMs < settings.sessionTimeoutMinMs() || sessionTimeoutMs > settings.sessionTimeoutMaxMs()) {
            return refuse(ErrorCode.INVALID_SESSION_TIMEOUT);
        }
        ConsumerGroup consumers = shard.consumerGroup(groupId);
        if (consumers != null) {
            return joinConsumers(shard, consumers);
        }
        ClassicGroup group = shard.group(groupId);
        if (group == null) {
            if (!memberId.isEmpty()) {
                return refuse(ErrorCode.UNKNOWN_MEMBER_ID);
            }
            group = shard.createGroup(groupId);
        }
        return join(shard, group);
    }

    /** A consumer group without members becomes a classic one; in one with members, this one is served as they are. */
    private Decision<JoinGroupResponse, GroupRecord> joinConsumers(GroupShard shard, ConsumerGroup consumers) {
        Change change = new Change(shard);
        ConsumerMember former = instanceId == null ? null : consumers.staticMember(instanceId);
        boolean takesOver = memberId.isEmpty() && former != null && !former.isClassic()
                && shard.migration().maySuit(consumers, former);
        if (consumers.size() == 0 && memberId.isEmpty()) {
            shard.migration().makeRoom(shard, consumers, change);
            shard.adoptGroup(new ClassicGroup(groupId, shard.nowMs()));
        } else if (takesOver && former != null) {
            shard.migration().downgrade(shard, consumers, former, change);
        } else {
            return new ClassicInConsumerGroup(shard, consumers).join(this);
        }
        ClassicGroup group = Invariants.present(shard.group(groupId), "the classic group that was made");
        Decision<JoinGroupResponse, GroupRecord> joined = join(shard, group);
        List<GroupRecord> records = new ArrayList<>(change.records());
        records.addAll(((Append.Plain<GroupRecord>) joined.append()).records());
        return Decision.append(records, joined.reply()).then(() -> {
            change.afterCommit().run();
            joined.afterCommit().run();
        });
    }

    private Decision<JoinGroupResponse, GroupRecord> join(GroupShard shard, ClassicGroup group) {
        GroupSettings settings = shard.settings();
        if (!hasRoom(group, settings.groupSizeMax())) {
            return refuseForSize(shard, group);
        }
        if (!group.supports(protocolType, protocols)) {
            return refuse(ErrorCode.INCONSISTENT_GROUP_PROTOCOL);
        }
        return memberId.isEmpty() ? newcomer(shard, group) : known(shard, group);
    }

    private boolean hasRoom(ClassicGroup group, int sizeMax) {
        ClassicMember member = group.member(memberId);
        return switch (group.state()) {
            case Empty _,Dead _ -> true;
            case PreparingRebalance _ -> (member != null && member.awaitsJoin())
                    || group.members().stream().filter(ClassicMember::awaitsJoin).count() < sizeMax;
            case CompletingRebalance _,Stable _ -> member != null || holdsInstance(group) || group.size() < sizeMax;
        };
    }

    private boolean holdsInstance(ClassicGroup group) {
        return instanceId != null && group.memberIdOf(instanceId) != null;
    }

    private Decision<JoinGroupResponse, GroupRecord> refuseForSize(GroupShard shard, ClassicGroup group) {
        List<GroupRecord> records = new ArrayList<>();
        ClassicMember member = group.member(memberId);
        if (member != null) {
            shard.rebalance().remove(group, member, records);
        }
        return Decision.append(records, JoinReplies.error("", ErrorCode.GROUP_MAX_SIZE_REACHED));
    }

    // without a member id

    private Decision<JoinGroupResponse, GroupRecord> newcomer(GroupShard shard, ClassicGroup group) {
        if (instanceId != null) {
            String newMemberId = shard.newMemberId(instanceId);
            String oldMemberId = group.memberIdOf(instanceId);
            return oldMemberId == null
                    ? add(shard, group, newMemberId)
                    : returnOfStatic(shard, group, instanceId, oldMemberId, newMemberId);
        }
        String newMemberId = shard.newMemberId(clientId);
        if (idRequired) {
            shard.rebalance().promise(group, newMemberId, sessionTimeoutMs);
            return Decision.reply(JoinReplies.error(newMemberId, ErrorCode.MEMBER_ID_REQUIRED));
        }
        return add(shard, group, newMemberId);
    }

    private Decision<JoinGroupResponse, GroupRecord> add(GroupShard shard, ClassicGroup group, String newMemberId) {
        Rebalance rebalance = shard.rebalance();
        ClassicMember member = new ClassicMember(newMemberId, instanceId, clientId, clientHost, sessionTimeoutMs,
                rebalanceTimeoutMs,
                protocols);
        member.isNew = true;
        if (group.state() instanceof PreparingRebalance preparing && preparing.initial) {
            preparing.newMemberAdded = true;
        }
        group.adoptProtocolType(protocolType);
        group.add(member);
        CompletableFuture<JoinGroupResponse> reply = member.waitForJoin();
        rebalance.watch(group, member, Rebalance.NEW_MEMBER_JOIN_TIMEOUT_MS);
        List<GroupRecord> records = new ArrayList<>();
        rebalance.prepareOrComplete(group, records);
        return Decision.append(records, reply);
    }

    /**
     * A static member started again. A stable group does not rebalance for it if the elected assignor stays the same: the
     * member takes over the place and the assignment of its former self, whose next request is fenced.
     */
    private Decision<JoinGroupResponse, GroupRecord> returnOfStatic(GroupShard shard, ClassicGroup group,
            String instance,
            String oldMemberId, String newMemberId) {
        Rebalance rebalance = shard.rebalance();
        String leaderBefore = group.leaderOrEmpty();
        ClassicMember member = group.replaceStatic(instance, oldMemberId, newMemberId);
        List<MemberProtocol> protocolsBefore = member.protocols;
        update(member);
        rebalance.watch(group, member, sessionTimeoutMs);
        List<GroupRecord> records = new ArrayList<>();
        if (!(group.state() instanceof Stable) || !group.electProtocol().equals(group.protocolOrEmpty())) {
            CompletableFuture<JoinGroupResponse> reply = member.waitForJoin();
            rebalance.prepareOrComplete(group, records);
            return Decision.append(records, reply);
        }
        shard.undo().record(() -> {
            if (group.member(newMemberId) == member) {
                group.replaceStatic(instance, newMemberId, oldMemberId);
                member.protocols = protocolsBefore;
            }
        });
        records.add(new GroupSaved(groupId, group.snapshot()));
        boolean leads = group.isLeader(newMemberId);
        // A leader that cannot be told to skip the assignment is told that its former self leads: it then only follows.
        JoinGroupResponse reply = JoinReplies.joined(group, newMemberId,
                maySkipAssignment ? group.leaderOrEmpty() : leaderBefore, maySkipAssignment && leads,
                maySkipAssignment && leads);
        return Decision.append(records, reply);
    }

    private void update(ClassicMember member) {
        member.sessionTimeoutMs = sessionTimeoutMs;
        member.rebalanceTimeoutMs = rebalanceTimeoutMs;
        member.protocols = protocols;
    }

    // with a member id

    private Decision<JoinGroupResponse, GroupRecord> known(GroupShard shard, ClassicGroup group) {
        if (instanceId == null && group.redeem(memberId)) {
            return add(shard, group, memberId);
        }
        ErrorCode error = group.checkMember(memberId, instanceId);
        if (error != ErrorCode.NONE) {
            return refuse(error);
        }
        ClassicMember member = Invariants.present(group.member(memberId), "member " + memberId);
        boolean unchanged = sameProtocols(member);
        return switch (group.state()) {
            case PreparingRebalance _ -> rejoin(shard, group, member);
            case CompletingRebalance _ -> unchanged
                    ? Decision.reply(currentGeneration(group, member, group.isLeader(memberId)))
                    : rejoin(shard, group, member);
            // The leader asks for a rebalance when the topics it assigns have changed.
            case Stable _ -> unchanged && !group.isLeader(memberId)
                    ? Decision.reply(currentGeneration(group, member, false))
                    : rejoin(shard, group, member);
            case Empty _,Dead _ -> refuse(ErrorCode.UNKNOWN_MEMBER_ID);
        };
    }

    private JoinGroupResponse currentGeneration(ClassicGroup group, ClassicMember member, boolean withMembers) {
        return JoinReplies.joined(group, member.memberId, group.leaderOrEmpty(), withMembers, false);
    }

    private Decision<JoinGroupResponse, GroupRecord> rejoin(GroupShard shard, ClassicGroup group,
            ClassicMember member) {
        update(member);
        CompletableFuture<JoinGroupResponse> reply = member.waitForJoin();
        List<GroupRecord> records = new ArrayList<>();
        shard.rebalance().prepareOrComplete(group, records);
        return Decision.append(records, reply);
    }

    private boolean sameProtocols(ClassicMember member) {
        return member.protocols.equals(protocols);
    }

    private Decision<JoinGroupResponse, GroupRecord> refuse(ErrorCode error) {
        return Decision.reply(JoinReplies.error(memberId, error));
    }
}
