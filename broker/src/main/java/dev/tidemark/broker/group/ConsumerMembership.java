package dev.tidemark.broker.group;

import dev.tidemark.broker.coordinator.Command;
import dev.tidemark.broker.coordinator.Decision;
import dev.tidemark.broker.coordinator.ShardContext;
import dev.tidemark.broker.group.consumer.Assignor;
import dev.tidemark.broker.group.consumer.ConsumerGroup;
import dev.tidemark.broker.group.consumer.ConsumerGroupRecord.AssignmentSaved;
import dev.tidemark.broker.group.consumer.ConsumerGroupRecord.EpochSaved;
import dev.tidemark.broker.group.consumer.ConsumerGroupRecord.MemberSaved;
import dev.tidemark.broker.group.consumer.ConsumerGroupRecord.RegexRemoved;
import dev.tidemark.broker.group.consumer.ConsumerGroupRecord.RegexSaved;
import dev.tidemark.broker.group.consumer.ConsumerGroupRecord.TargetSaved;
import dev.tidemark.broker.group.consumer.ConsumerMember;
import dev.tidemark.broker.group.consumer.MemberAssignment;
import dev.tidemark.broker.group.consumer.MemberAssignment.State;
import dev.tidemark.broker.group.consumer.Reconciliation;
import dev.tidemark.broker.group.consumer.SubscribedTopics;
import dev.tidemark.broker.group.consumer.TopicIdPartition;
import dev.tidemark.broker.group.consumer.TopicPattern;
import dev.tidemark.broker.metadata.ConfigResource;
import dev.tidemark.core.failure.Invariants;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How members come into consumer groups, get partitions and go. Owned by a {@link GroupShard}, on the control loop.
 *
 * <p>Members of the consumer protocol are served by {@link ConsumerHeartbeat}, those of the classic one by
 * {@link ClassicInConsumerGroup}; both end here.
 */
final class ConsumerMembership implements ConsumerSessions.Impatience {

    /** Kafka's too: topics may come one after another, and each look at a group's regular expressions goes over all topics. */
    static final long REGEX_REFRESH_INTERVAL_MIN_MS = 10_000;

    private final ShardContext<GroupShard, GroupRecord> context;
    private final ConsumerSettings settings;
    private final Supplier<SubscribedTopics> topics;
    private final GroupRebalances rebalances;
    private final TargetWork targets;
    private final ConsumerSessions sessions;

    /** @param topics the cluster's topics as of now, and with them what is set for single groups */
    ConsumerMembership(ShardContext<GroupShard, GroupRecord> context, ConsumerSettings settings,
            Supplier<SubscribedTopics> topics, GroupRebalances rebalances, TargetWork targets) {
        this.context = context;
        this.settings = settings;
        this.topics = topics;
        this.rebalances = rebalances;
        this.targets = targets;
        this.sessions = new ConsumerSessions(context, this);
    }

    ConsumerSessions sessions() {
        return sessions;
    }

    /** What a group goes by as of now: what is set for it while it lives holds from the next heartbeat on. */
    ConsumerTimes times(String groupId) {
        return settings.timesOf(topics.get().image().settings(ConfigResource.group(groupId)));
    }

    /** Whether a group needs another target assignment and may have it by now; changes that come in quick succession share one. */
    boolean assignmentDue(ConsumerGroup group) {
        if (group.epoch() <= group.assignmentEpoch() || targets.isBusyWith(group) || targets.isTooLargeFor(group)) {
            return false;
        }
        long sinceMs = context.clock().wallMs() - group.assignedAtMs();
        boolean clockWentBack = sinceMs < 0;
        return group.assignedAtMs() <= ConsumerGroup.NEVER || clockWentBack
                || sinceMs >= times(group.id()).assignmentIntervalMs();
    }

    // coming and staying

    /**
     * Takes over what a member asks for, and gives it what it may have by now: the four steps of a heartbeat.
     *
     * @param before the member as it was, or null if it is new
     * @param owned what it says that it owns, or null if it did not say
     */
    MemberAssignment advance(GroupShard shard, ConsumerGroup group, @Nullable ConsumerMember before,
            ConsumerMember after, @Nullable Set<TopicIdPartition> owned, Change change) {
        if (!after.equals(before)) {
            change.add(new MemberSaved(group.id(), after));
        }
        boolean asksForOther = before == null || !before.subscribesAs(after);
        refreshEpoch(shard.topics(), group, asksForOther, change);
        if (assignmentDue(group)) {
            targets.make(group, preferredAssignor(group), shard.topics().problem(group), change);
        }
        String memberId = after.memberId();
        MemberAssignment has = group.assignment(memberId);
        MemberAssignment next = new Reconciliation(group.assignmentEpoch(), group.target(memberId), owned,
                partition -> group.isFree(partition, memberId)).next(has);
        sessions.touch(group.id(), memberId, sessionTimeoutMs(group, after));
        if (!next.equals(has)) {
            change.add(new AssignmentSaved(group.id(), memberId, next));
        }
        if (!next.equals(has) || next.state() != State.UNREVOKED_PARTITIONS) {
            sessions.done(group.id(), memberId);
        }
        if (next.state() == State.UNREVOKED_PARTITIONS) {
            sessions.expect(group.id(), memberId, next.epoch(), after.rebalanceTimeoutMs());
        }
        return next;
    }

    private int sessionTimeoutMs(ConsumerGroup group, ConsumerMember member) {
        ConsumerMember.ClassicSide classic = member.classic();
        return classic == null ? times(group.id()).sessionTimeoutMs() : classic.sessionTimeoutMs();
    }

    /** A new epoch if somebody asks for something else, or what is asked for has changed in the cluster. */
    private void refreshEpoch(SubscribedTopics topics, ConsumerGroup group, boolean asksForOther, Change change) {
        boolean topicsChanged = group.topicsSeen() != topics.version();
        boolean regexesDue = regexesDue(topics, group);
        if (!asksForOther && !topicsChanged && !regexesDue) {
            return;
        }
        group.topicsSeen(topics.version());
        resolve(topics, group, regexesDue, change);
        long hash = topics.hash(group.topics());
        if (asksForOther || hash != group.metadataHash()) {
            grow(group, hash, change);
        }
    }

    /** Whether the topics of a group's regular expressions are to be looked up again; those of a new one are at once, and alone. */
    private boolean regexesDue(SubscribedTopics topics, ConsumerGroup group) {
        ConsumerGroup.ResolvedRegex oldest = group.oldestResolved();
        if (oldest == null) {
            return false;
        }
        long sinceMs = context.clock().wallMs() - oldest.timestampMs();
        boolean clockWentBack = sinceMs < 0;
        boolean topicsChanged = oldest.version() < topics.version();
        return clockWentBack || sinceMs >= settings.regexRefreshIntervalMs()
                || (topicsChanged && sinceMs >= REGEX_REFRESH_INTERVAL_MIN_MS);
    }

    private void grow(ConsumerGroup group, long hash, Change change) {
        change.add(new EpochSaved(group.id(), group.epoch() + 1, hash));
        change.onCommit(rebalances::consumerBegun);
    }

    private void resolve(SubscribedTopics topics, ConsumerGroup group, boolean again, Change change) {
        for (String regex : group.resolvedRegexes()) {
            if (!group.uses(regex)) {
                change.add(new RegexRemoved(group.id(), regex));
            }
        }
        for (String regex : group.regexes()) {
            ConsumerGroup.ResolvedRegex known = group.resolved(regex);
            if (known != null && !again) {
                continue;
            }
            change.add(new RegexSaved(group.id(), regex, matching(regex, topics), topics.version(),
                    context.clock().wallMs()));
        }
    }

    private static SortedSet<String> matching(String regex, SubscribedTopics topics) {
        try {
            return TopicPattern.of(regex).amongThoseInTime(topics.matchable());
        } catch (TopicPattern.Invalid invalid) {
            // it was valid where the record was written; here it matches nothing
            return Collections.emptySortedSet();
        }
    }

    /** What most members prefer; the default of the broker if nobody prefers any. */
    Assignor preferredAssignor(ConsumerGroup group) {
        Map<String, Integer> votes = new HashMap<>();
        for (ConsumerMember member : group.members()) {
            String wanted = member.serverAssignor();
            if (wanted != null) {
                votes.merge(wanted, 1, Integer::sum);
            }
        }
        Assignor preferred = settings.defaultAssignor();
        int most = 0;
        for (Assignor assignor : settings.assignors()) {
            int count = votes.getOrDefault(assignor.name(), 0);
            if (count > most) {
                most = count;
                preferred = assignor;
            }
        }
        return preferred;
    }

    /** A static member came back under another id: it takes over what its former self asked for, shall have and has. */
    ConsumerMember replace(ConsumerGroup group, ConsumerMember former, String memberId, Change change) {
        SortedSet<TopicIdPartition> target = group.target(former.memberId());
        MemberAssignment has = group.assignment(former.memberId());
        ConsumerMember member = former.renamed(memberId);
        group.tombstonesOf(former.memberId()).forEach(change::add);
        change.add(new MemberSaved(group.id(), member));
        change.add(new TargetSaved(group.id(), memberId, target));
        change.add(new AssignmentSaved(group.id(), memberId, has.restarted()));
        return member;
    }

    // going

    /** A static member goes and will be back within its session. */
    void leaveForAWhile(ConsumerGroup group, ConsumerMember member, Change change) {
        sessions.done(group.id(), member.memberId());
        change.add(new AssignmentSaved(group.id(), member.memberId(),
                group.assignment(member.memberId()).leftForAWhile()));
    }

    /** A member is out: it left, was silent or late. What is left may go back to the classic protocol. */
    void remove(GroupShard shard, ConsumerGroup group, ConsumerMember member, Change change) {
        if (shard.migration().maySuit(group, member)) {
            shard.migration().downgrade(shard, group, member, change);
            return;
        }
        group.tombstonesOf(member.memberId()).forEach(change::add);
        for (String regex : group.resolvedRegexes()) {
            if (!group.uses(regex)) {
                change.add(new RegexRemoved(group.id(), regex));
            }
        }
        grow(group, shard.topics().hash(group.topics()), change);
        context.undo().record(() -> sessions.touch(group.id(), member.memberId(), sessionTimeoutMs(group, member)));
        change.onCommit(() -> sessions.forget(group.id(), member.memberId()));
    }

    @Override
    public Command<GroupShard, Void, GroupRecord> silent(String groupId, String memberId) {
        return shard -> removeIf(shard, groupId, memberId, true);
    }

    @Override
    public Command<GroupShard, Void, GroupRecord> late(String groupId, String memberId, int epoch) {
        return shard -> {
            ConsumerGroup group = shard.consumerGroup(groupId);
            return removeIf(shard, groupId, memberId, group != null && group.assignment(memberId).epoch() == epoch);
        };
    }

    private Decision<Void, GroupRecord> removeIf(GroupShard shard, String groupId,
            String memberId, boolean condition) {
        Change change = new Change(shard);
        ConsumerGroup group = shard.consumerGroup(groupId);
        ConsumerMember member = group == null ? null : group.member(memberId);
        if (group != null && member != null && condition) {
            remove(shard, group, member, change);
        }
        return Rebalance.decideVoid(records -> records.addAll(change.records())).then(change.afterCommit());
    }

    /** After a load: full patience for everybody. */
    void watchAll(ConsumerGroup group) {
        for (ConsumerMember member : group.members()) {
            sessions.touch(group.id(), member.memberId(), sessionTimeoutMs(group, member));
            MemberAssignment has = group.assignment(member.memberId());
            if (has.state() == State.UNREVOKED_PARTITIONS) {
                sessions.expect(group.id(), member.memberId(), has.epoch(), member.rebalanceTimeoutMs());
            }
        }
    }

    /** The member of a request that names one, which is known to be there. */
    static ConsumerMember present(ConsumerGroup group, String memberId) {
        return Invariants.present(group.member(memberId), "member " + memberId);
    }
}
