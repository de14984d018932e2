package dev.tidemark.broker.group;

import dev.tidemark.broker.coordinator.CoordinatorShard;
import dev.tidemark.broker.coordinator.Decision;
import dev.tidemark.broker.coordinator.ShardContext;
import dev.tidemark.broker.coordinator.TimelineMap;
import dev.tidemark.broker.coordinator.UndoLog;
import dev.tidemark.broker.group.GroupRecord.GroupRemoved;
import dev.tidemark.broker.group.GroupRecord.GroupSaved;
import dev.tidemark.broker.group.GroupRecord.OfConsumerGroup;
import dev.tidemark.broker.group.GroupRecord.OffsetCommitted;
import dev.tidemark.broker.group.GroupRecord.OffsetRemoved;
import dev.tidemark.broker.group.consumer.ConsumerGroup;
import dev.tidemark.broker.group.consumer.ConsumerGroupRecord;
import dev.tidemark.broker.group.consumer.ConsumerGroupRecord.AssignmentRemoved;
import dev.tidemark.broker.group.consumer.ConsumerGroupRecord.AssignmentSaved;
import dev.tidemark.broker.group.consumer.ConsumerGroupRecord.EpochRemoved;
import dev.tidemark.broker.group.consumer.ConsumerGroupRecord.EpochSaved;
import dev.tidemark.broker.group.consumer.ConsumerGroupRecord.MemberRemoved;
import dev.tidemark.broker.group.consumer.ConsumerGroupRecord.MemberSaved;
import dev.tidemark.broker.group.consumer.ConsumerGroupRecord.RegexRemoved;
import dev.tidemark.broker.group.consumer.ConsumerGroupRecord.RegexSaved;
import dev.tidemark.broker.group.consumer.ConsumerGroupRecord.TargetEpochRemoved;
import dev.tidemark.broker.group.consumer.ConsumerGroupRecord.TargetEpochSaved;
import dev.tidemark.broker.group.consumer.ConsumerGroupRecord.TargetRemoved;
import dev.tidemark.broker.group.consumer.ConsumerGroupRecord.TargetSaved;
import dev.tidemark.broker.group.consumer.SubscribedTopics;
import dev.tidemark.core.failure.Invariants;
import dev.tidemark.core.id.KafkaUuid;
import dev.tidemark.protocol.ErrorCode;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The groups of one partition of {@code __consumer_offsets}. Runs on the control loop.
 *
 * <p>Two kinds of state. <em>Durable</em>: offsets and saved group metadata, changed by replay alone and taken back exactly
 * when an append fails. <em>Conversation</em>: {@link ClassicGroup}s, who waits for what, timers; it is not in the log, starts anew
 * from the durable state after a reload, and where it had promised something that an append lost, it rebalances.
 */
final class GroupShard implements CoordinatorShard<GroupRecord> {

    private final ShardContext<GroupShard, GroupRecord> context;
    private final GroupSettings settings;
    private final RandomGenerator random;
    private final OffsetExpiry expiry;
    private final Rebalance rebalance;
    private final Offsets offsets;
    private final TimelineMap<String, GroupMetadata> saved;
    private final TimelineMap<String, ConsumerGroup> consumers;
    private final Supplier<SubscribedTopics> topics;
    private final ConsumerMembership membership;
    private final Migration migration;
    private final TransactionTickets tickets = new TransactionTickets();
    private final Map<String, ClassicGroup> groups = new TreeMap<>();

    GroupShard(ShardContext<GroupShard, GroupRecord> context, GroupSettings settings, RandomGenerator random,
            OffsetExpiry expiry, Supplier<SubscribedTopics> topics, GroupRebalances rebalances, Executor background) {
        this.context = context;
        this.settings = settings;
        this.random = random;
        this.expiry = expiry;
        this.rebalance = new Rebalance(context, settings, rebalances);
        this.offsets = new Offsets(context.undo());
        this.saved = new TimelineMap<>(context.undo());
        this.consumers = new TimelineMap<>(context.undo());
        this.topics = topics;
        this.membership = new ConsumerMembership(context, settings.consumers(), topics, rebalances,
                new TargetWork(context, background));
        this.migration = new Migration(settings);
    }

    // replay

    @Override
    public void replay(GroupRecord record) {
        switch (record) {
            case OffsetCommitted committed -> offsets.replayCommitted(committed);
            case OffsetRemoved removed -> offsets.replayRemoved(removed);
            case GroupSaved group -> saved.put(group.groupId(), group.metadata());
            case GroupRemoved group -> saved.remove(group.groupId());
            case OfConsumerGroup consumer -> replay(consumer.fact());
        }
    }

    private void replay(ConsumerGroupRecord fact) {
        ConsumerGroup group = consumers.get(fact.groupId());
        if (fact instanceof EpochRemoved) {
            consumers.remove(fact.groupId());
        } else if (group != null) {
            group.replay(fact);
        } else if (!isTombstone(fact)) {
            createConsumerGroup(fact.groupId()).replay(fact);
        }
    }

    private static boolean isTombstone(ConsumerGroupRecord fact) {
        return switch (fact) {
            case EpochRemoved _,MemberRemoved _,TargetEpochRemoved _,TargetRemoved _,AssignmentRemoved _,RegexRemoved _ ->
                true;
            case EpochSaved _,MemberSaved _,TargetEpochSaved _,TargetSaved _,AssignmentSaved _,RegexSaved _ -> false;
        };
    }

    @Override
    public void replayInTransaction(long producerId, short producerEpoch, GroupRecord record) {
        if (record instanceof OffsetCommitted committed) {
            offsets.replayInTransaction(producerId, producerEpoch, committed, nowMs());
        } else {
            Invariants.check(false, "only offsets are stored inside transactions, not %s", record);
        }
    }

    @Override
    public void replayMarker(long producerId, short producerEpoch, boolean commit) {
        tickets.tear(producerId);
        offsets.replayMarker(producerId, producerEpoch, commit, nowMs());
    }

    // life

    @Override
    public void loaded() {
        saved.view().forEach((groupId, metadata) -> {
            ClassicGroup group = ClassicGroup.restore(groupId, metadata, nowMs());
            groups.put(groupId, group);
            for (ClassicMember member : group.members()) {
                rebalance.watch(group, member, member.sessionTimeoutMs);
            }
        });
        consumers.view().values().forEach(membership::watchAll);
        for (String groupId : offsets.groupIds()) {
            if (!groups.containsKey(groupId) && !consumers.containsKey(groupId)) {
                groups.put(groupId, new ClassicGroup(groupId, nowMs()));
            }
        }
        scheduleExpiry(settings.offsetsRetentionCheckIntervalMs());
    }

    private void scheduleExpiry(long delayMs) {
        context.schedule(delayMs, shard -> {
            Decision<Boolean, GroupRecord> decision = expiry.decide(this);
            boolean more = !decision.append().isEmpty();
            scheduleExpiry(more ? 0 : settings.offsetsRetentionCheckIntervalMs());
            return decision;
        });
    }

    @Override
    public void unloaded() {
        groups.values().forEach(group -> group.abandon(ErrorCode.NOT_COORDINATOR));
        groups.clear();
        membership.sessions().clear();
    }

    // for the decisions

    GroupSettings settings() {
        return settings;
    }

    Rebalance rebalance() {
        return rebalance;
    }

    ConsumerMembership membership() {
        return membership;
    }

    Migration migration() {
        return migration;
    }

    /** The cluster's topics as of now. */
    SubscribedTopics topics() {
        return topics.get();
    }

    Offsets offsets() {
        return offsets;
    }

    TransactionTickets tickets() {
        return tickets;
    }

    UndoLog undo() {
        return context.undo();
    }

    long nowMs() {
        return context.clock().wallMs();
    }

    int leaderEpoch() {
        return context.leaderEpoch();
    }

    @Nullable
    ClassicGroup group(String groupId) {
        return groups.get(groupId);
    }

    Collection<ClassicGroup> groups() {
        return groups.values();
    }

    /** The group of the consumer protocol with this id, or null. */
    @Nullable
    ConsumerGroup consumerGroup(String groupId) {
        return consumers.get(groupId);
    }

    Collection<ConsumerGroup> consumerGroups() {
        return consumers.view().values();
    }

    /** A group of the consumer protocol of which nothing is known yet. */
    ConsumerGroup createConsumerGroup(String groupId) {
        ConsumerGroup group = new ConsumerGroup(groupId, context.undo());
        consumers.put(groupId, group);
        return group;
    }

    /** Whether this very group is the classic group of its id. */
    boolean holds(ClassicGroup group) {
        return groups.get(group.id()) == group;
    }

    /** Takes in a classic group that was a consumer group; gives it up again if the append fails. */
    void adoptGroup(ClassicGroup group) {
        Invariants.check(groups.put(group.id(), group) == null, "a group has one form");
        undo().record(() -> {
            groups.remove(group.id(), group);
            group.abandon(ErrorCode.COORDINATOR_NOT_AVAILABLE);
        });
    }

    boolean isSaved(String groupId) {
        return saved.containsKey(groupId);
    }

    /** An empty group. Nothing goes to the log before it has something to keep. */
    ClassicGroup createGroup(String groupId) {
        ClassicGroup group = new ClassicGroup(groupId, nowMs());
        Invariants.check(groups.put(groupId, group) == null, "a group is created once");
        return group;
    }

    /** Forgets an empty group, and has the log forget it. */
    void removeGroup(ClassicGroup group, List<GroupRecord> records) {
        if (isSaved(group.id())) {
            records.add(new GroupRemoved(group.id()));
        }
        forgetGroup(group);
    }

    /** Forgets an empty group; it comes back if the append of its tombstone fails. */
    void forgetGroup(ClassicGroup group) {
        groups.remove(group.id());
        undo().record(() -> groups.putIfAbsent(group.id(), group));
    }

    /** {@code name-<uuid>}: Kafka's form, which people read in descriptions of groups. */
    String newMemberId(String name) {
        return name + "-" + randomUuid();
    }

    /** The id of a member of the consumer protocol that makes none itself. */
    String newMemberId() {
        return KafkaUuid.format(randomUuid());
    }

    private UUID randomUuid() {
        long high = (random.nextLong() & ~0xf000L) | 0x4000L;
        long low = (random.nextLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low);
    }

    /** The durable state as text: what a reload has to give again. */
    Map<String, String> describeDurable() {
        Map<String, String> lines = offsets.describe();
        saved.view().forEach((groupId, metadata) -> lines.put(groupId, metadata.toString()));
        consumers.view().values().forEach(group -> lines.putAll(group.describe()));
        return lines;
    }
}
