package dev.tidemark.broker.group;

import dev.tidemark.broker.group.GroupRecord.GroupRemoved;
import dev.tidemark.broker.group.GroupRecord.GroupSaved;
import dev.tidemark.broker.group.GroupState.Empty;
import dev.tidemark.broker.group.consumer.ConsumerGroup;
import dev.tidemark.broker.group.consumer.ConsumerGroupRecord.AssignmentSaved;
import dev.tidemark.broker.group.consumer.ConsumerGroupRecord.EpochSaved;
import dev.tidemark.broker.group.consumer.ConsumerGroupRecord.MemberSaved;
import dev.tidemark.broker.group.consumer.ConsumerGroupRecord.TargetEpochSaved;
import dev.tidemark.broker.group.consumer.ConsumerGroupRecord.TargetSaved;
import dev.tidemark.broker.group.consumer.ConsumerMember;
import dev.tidemark.broker.group.consumer.ConsumerMember.ClassicProtocol;
import dev.tidemark.broker.group.consumer.ConsumerMember.ClassicSide;
import dev.tidemark.broker.group.consumer.MemberAssignment;
import dev.tidemark.broker.group.consumer.SubscribedTopics;
import dev.tidemark.broker.group.consumer.TopicIdPartition;
import dev.tidemark.core.failure.Invariants;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.message.ConsumerProtocolSubscription;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How groups change protocol (KIP-848). Owned by a {@link GroupShard}, on the control loop.
 *
 * <p>A group without members changes whenever somebody comes with the other protocol. One with members changes if the
 * broker's policy lets it: to the consumer protocol when the first such member joins a classic group of consumers, whose
 * members are served by {@link ClassicInConsumerGroup} from then on; back when the last such member is gone. Nobody loses what
 * it has on the way: the new form starts from the assignment of the old one.
 */
final class Migration {

    private final ConsumerSettings settings;
    private final int classicSizeMax;

    Migration(GroupSettings settings) {
        this.settings = settings.consumers();
        this.classicSizeMax = settings.groupSizeMax();
    }

    // to the consumer protocol

    /** Whether a member of the consumer protocol may join under this id, where no group of its kind is. */
    boolean mayBecomeConsumerGroup(GroupShard shard, String groupId) {
        ClassicGroup classic = shard.group(groupId);
        return classic == null || classic.state() instanceof Empty || mayUpgrade(shard, classic);
    }

    private boolean mayUpgrade(GroupShard shard, ClassicGroup classic) {
        return settings.migration().upgrades() && Subscriptions.CONSUMER.equals(classic.protocolType())
                && classic.size() < settings.groupSizeMax()
                && classic.members()
                        .stream()
                        .allMatch(member -> subscriptionOf(classic, member) != null
                                && EmbeddedProtocol.assignment(member.assignment, shard.topics()) != null);
    }

    private static @Nullable ConsumerProtocolSubscription subscriptionOf(ClassicGroup classic, ClassicMember member) {
        MemberProtocol spoken = member.protocols.get(0);
        for (MemberProtocol protocol : member.protocols) {
            if (protocol.name().equals(classic.protocolOrEmpty())) {
                spoken = protocol;
            }
        }
        return EmbeddedProtocol.subscription(spoken.metadata());
    }

    /** The consumer group of this id, made of what there is. */
    ConsumerGroup toConsumerGroup(GroupShard shard, String groupId, Change change) {
        ClassicGroup classic = shard.group(groupId);
        if (classic != null) {
            if (shard.isSaved(groupId)) {
                change.add(new GroupRemoved(groupId));
            }
            shard.undo().record(() -> shard.rebalance().resume(classic));
            shard.forgetGroup(classic);
            change.onCommit(() -> classic.abandon(ErrorCode.REBALANCE_IN_PROGRESS));
        }
        ConsumerGroup group = shard.createConsumerGroup(groupId);
        if (classic != null && classic.size() > 0) {
            takeOver(shard, classic, group, change);
        }
        return group;
    }

    private static void takeOver(GroupShard shard, ClassicGroup classic, ConsumerGroup group, Change change) {
        SubscribedTopics topics = shard.topics();
        int epoch = classic.generation();
        for (ClassicMember member : classic.members()) {
            change.add(new MemberSaved(group.id(), asConsumer(classic, member)));
        }
        change.add(new EpochSaved(group.id(), epoch, topics.hash(group.topics())));
        for (ClassicMember member : classic.members()) {
            Set<TopicIdPartition> assigned = Invariants
                    .present(EmbeddedProtocol.assignment(member.assignment, topics), "an assignment that was readable");
            SortedMap<TopicIdPartition, Integer> since = new TreeMap<>();
            assigned.forEach(partition -> since.put(partition, epoch));
            change.add(new TargetSaved(group.id(), member.memberId, new TreeSet<>(assigned)));
            change.add(new AssignmentSaved(group.id(), member.memberId, new MemberAssignment(epoch, epoch,
                    MemberAssignment.State.STABLE, since, Collections.emptySortedMap())));
        }
        change.add(new TargetEpochSaved(group.id(), epoch, shard.nowMs()));
        shard.membership().watchAll(group);
    }

    private static ConsumerMember asConsumer(ClassicGroup classic, ClassicMember member) {
        ConsumerProtocolSubscription subscription = Invariants.present(subscriptionOf(classic, member),
                "a subscription that was readable");
        ClassicSide side = new ClassicSide(member.sessionTimeoutMs,
                member.protocols.stream()
                        .map(protocol -> new ClassicProtocol(protocol.name(), protocol.metadata()))
                        .toList());
        return ConsumerMember.of(member.memberId)
                .from(member.clientId, member.clientHost, side)
                .with(member.instanceId, subscription.rackId(), member.rebalanceTimeoutMs,
                        new TreeSet<>(subscription.topics()), null, null);
    }

    // to the classic protocol

    /** A consumer group that has no members makes room for a classic one. */
    void makeRoom(GroupShard shard, ConsumerGroup empty, Change change) {
        empty.tombstones().forEach(change::add);
        Invariants.check(shard.consumerGroup(empty.id()) == null, "a group's last tombstone removes it");
    }

    /** Whether a group becomes a classic one when this member goes. */
    boolean maySuit(ConsumerGroup group, ConsumerMember leaving) {
        return settings.migration().downgrades() && group.size() > 1 && group.size() - 1 <= classicSizeMax
                && group.allClassicBut(leaving.memberId());
    }

    /** The members but one go on as a classic group, which rebalances. */
    ClassicGroup downgrade(GroupShard shard, ConsumerGroup group, ConsumerMember leaving, Change change) {
        List<String> memberIds = group.members().stream().map(ConsumerMember::memberId).toList();
        List<ClassicMember> members = new ArrayList<>();
        for (ConsumerMember member : group.members()) {
            if (!member.memberId().equals(leaving.memberId())) {
                members.add(asClassic(shard, group, member));
            }
        }
        shard.undo().record(() -> shard.membership().watchAll(group));
        group.tombstones().forEach(change::add);
        ClassicGroup classic = ClassicGroup.of(group.id(), group.epoch(), Subscriptions.CONSUMER, members,
                shard.nowMs());
        shard.adoptGroup(classic);
        change.add(new GroupSaved(classic.id(), classic.snapshot()));
        shard.rebalance().resume(classic);
        change.onCommit(() -> memberIds.forEach(id -> shard.membership().sessions().forget(group.id(), id)));
        return classic;
    }

    private static ClassicMember asClassic(GroupShard shard, ConsumerGroup group, ConsumerMember member) {
        ClassicSide side = Invariants.present(member.classic(), "the classic side of " + member.memberId());
        List<MemberProtocol> protocols = side.protocols()
                .stream()
                .map(protocol -> new MemberProtocol(protocol.name(), protocol.metadata()))
                .toList();
        ClassicMember classic = new ClassicMember(member.memberId(), member.instanceId(), member.clientId(),
                member.clientHost(), side.sessionTimeoutMs(), member.rebalanceTimeoutMs(), protocols);
        classic.assignment = EmbeddedProtocol.assignmentFor(side.protocols().get(0).metadata(),
                group.target(member.memberId()), shard.topics());
        return classic;
    }
}
