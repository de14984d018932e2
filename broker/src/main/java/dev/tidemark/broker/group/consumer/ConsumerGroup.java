package dev.tidemark.broker.group.consumer;

import dev.tidemark.broker.coordinator.TimelineMap;
import dev.tidemark.broker.coordinator.TimelineValue;
import dev.tidemark.broker.coordinator.UndoLog;
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
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One group of the consumer protocol (KIP-848): what its members ask for, shall have and have. Owned by a coordinator's
 * shard, on the control loop; changed by replay alone, and taken back exactly when an append fails. Sessions are the shard's.
 *
 * <p>Three epochs tell how far things are. The <em>group epoch</em> grows when a new assignment is needed; the <em>assignment
 * epoch</em> is the group epoch for which the target was made; a <em>member's epoch</em> is the assignment epoch that it has
 * caught up with.
 */
public final class ConsumerGroup {

    /** What a group is doing, with Kafka's names. */
    public enum State {
        /** Nobody is in it. */
        EMPTY("Empty"),
        /** The target assignment is older than the group's epoch. */
        ASSIGNING("Assigning"),
        /** Some member does not have its target yet. */
        RECONCILING("Reconciling"),
        /** Every member has its target. */
        STABLE("Stable");

        private final String wireName;

        State(String wireName) {
            this.wireName = wireName;
        }

        /** What clients are told. */
        public String wireName() {
            return wireName;
        }
    }

    /**
     * A regular expression's topics as last looked up.
     *
     * @param version of the cluster's metadata then
     * @param timestampMs wall time
     */
    public record ResolvedRegex(SortedSet<String> topics, long version, long timestampMs) {}

    /** When the target assignment was made, of a group that has none. */
    public static final long NEVER = 0;

    /** The same, of a group whose next target is being written and of which some members' share is in the log. */
    public static final long IN_THE_MAKING = -1;

    private final String id;
    private final TimelineValue<Integer> epoch;
    private final TimelineValue<Long> metadataHash;
    private final TimelineValue<Integer> assignmentEpoch;
    private final TimelineValue<Long> assignedAtMs;
    private final TimelineValue<Long> topicsSeen;
    private final TimelineMap<String, ConsumerMember> members;
    private final TimelineMap<String, String> memberIdByInstance;
    private final TimelineMap<String, SortedSet<TopicIdPartition>> targets;
    private final TimelineMap<String, MemberAssignment> assignments;
    /** Invariant: exactly the partitions that the assignments hold, each by one member. */
    private final TimelineMap<TopicIdPartition, String> holders;
    private final TimelineMap<String, ResolvedRegex> regexes;

    /** A group that nothing is known of. */
    public ConsumerGroup(String id, UndoLog undo) {
        this.id = id;
        this.epoch = new TimelineValue<>(undo, 0);
        this.metadataHash = new TimelineValue<>(undo, 0L);
        this.assignmentEpoch = new TimelineValue<>(undo, 0);
        this.assignedAtMs = new TimelineValue<>(undo, NEVER);
        this.topicsSeen = new TimelineValue<>(undo, -1L);
        this.members = new TimelineMap<>(undo);
        this.memberIdByInstance = new TimelineMap<>(undo);
        this.targets = new TimelineMap<>(undo);
        this.assignments = new TimelineMap<>(undo);
        this.holders = new TimelineMap<>(undo);
        this.regexes = new TimelineMap<>(undo);
    }

    // replay

    /** Takes over a fact about this group. Replaying it again changes nothing. */
    public void replay(ConsumerGroupRecord record) {
        switch (record) {
            case EpochSaved saved -> {
                epoch.set(saved.epoch());
                metadataHash.set(saved.metadataHash());
            }
            case EpochRemoved _ -> epoch.set(0);
            case MemberSaved saved -> memberSaved(saved.member());
            case MemberRemoved removed -> memberRemoved(removed.memberId());
            case TargetEpochSaved saved -> {
                assignmentEpoch.set(saved.epoch());
                assignedAtMs.set(saved.timestampMs());
            }
            case TargetEpochRemoved _ -> {
                assignmentEpoch.set(0);
                assignedAtMs.set(NEVER);
            }
            case TargetSaved saved -> targets.put(saved.memberId(), saved.partitions());
            case TargetRemoved removed -> targets.remove(removed.memberId());
            case AssignmentSaved saved -> {
                release(saved.memberId());
                saved.assignment().held().forEach(partition -> holders.put(partition, saved.memberId()));
                assignments.put(saved.memberId(), saved.assignment());
            }
            case AssignmentRemoved removed -> {
                release(removed.memberId());
                assignments.remove(removed.memberId());
            }
            case RegexSaved saved -> regexes.put(saved.regex(),
                    new ResolvedRegex(saved.topics(), saved.version(), saved.timestampMs()));
            case RegexRemoved removed -> regexes.remove(removed.regex());
        }
    }

    private void memberSaved(ConsumerMember member) {
        members.put(member.memberId(), member);
        String instanceId = member.instanceId();
        if (instanceId != null) {
            memberIdByInstance.put(instanceId, member.memberId());
        }
    }

    private void memberRemoved(String memberId) {
        ConsumerMember member = members.remove(memberId);
        String instanceId = member == null ? null : member.instanceId();
        if (instanceId != null && memberId.equals(memberIdByInstance.get(instanceId))) {
            memberIdByInstance.remove(instanceId);
        }
    }

    private void release(String memberId) {
        MemberAssignment before = assignments.get(memberId);
        if (before == null) {
            return;
        }
        for (TopicIdPartition partition : before.held()) {
            if (memberId.equals(holders.get(partition))) {
                holders.remove(partition);
            }
        }
    }

    /** The cluster's metadata was looked at in this version. */
    public void topicsSeen(long version) {
        if (topicsSeen.get() != version) {
            topicsSeen.set(version);
        }
    }

    // the group

    /** The group's name. */
    public String id() {
        return id;
    }

    /** Grows whenever a new target assignment is needed. */
    public int epoch() {
        return epoch.get();
    }

    /** The group epoch that the target assignment was made for. */
    public int assignmentEpoch() {
        return assignmentEpoch.get();
    }

    /** When the target assignment was made, by the wall clock; {@link #NEVER} if there is none, or {@link #IN_THE_MAKING}. */
    public long assignedAtMs() {
        return assignedAtMs.get();
    }

    /** Of the subscribed topics as they were when the group epoch last grew. */
    public long metadataHash() {
        return metadataHash.get();
    }

    /** The version of the cluster's metadata that was last looked at, or -1. */
    public long topicsSeen() {
        return topicsSeen.get();
    }

    /** What the group is doing. */
    public State state() {
        if (members.isEmpty()) {
            return State.EMPTY;
        }
        if (epoch() > assignmentEpoch()) {
            return State.ASSIGNING;
        }
        for (String memberId : members.view().keySet()) {
            if (!assignment(memberId).reconciledTo(assignmentEpoch())) {
                return State.RECONCILING;
            }
        }
        return State.STABLE;
    }

    // members

    /** Everybody in the group. */
    public Collection<ConsumerMember> members() {
        return members.view().values();
    }

    /** How many are in the group. */
    public int size() {
        return members.size();
    }

    /** A member, or null. */
    public @Nullable ConsumerMember member(String memberId) {
        return members.get(memberId);
    }

    /** The member that has a static name, or null. */
    public @Nullable ConsumerMember staticMember(String instanceId) {
        String memberId = memberIdByInstance.get(instanceId);
        return memberId == null ? null : members.get(memberId);
    }

    /** Whether all members but one speak the classic protocol. */
    public boolean allClassicBut(String memberId) {
        return members().stream().allMatch(member -> member.isClassic() || member.memberId().equals(memberId));
    }

    /** What a member has. */
    public MemberAssignment assignment(String memberId) {
        MemberAssignment known = assignments.get(memberId);
        return known == null ? MemberAssignment.NONE : known;
    }

    /** What a member shall have; what it has, while the log holds a part of another target. */
    public SortedSet<TopicIdPartition> target(String memberId) {
        if (assignedAtMs() == IN_THE_MAKING) {
            return new TreeSet<>(assignment(memberId).partitions());
        }
        return written(memberId);
    }

    /** The member's share of a target that was last written, whether or not all of it was. */
    public SortedSet<TopicIdPartition> written(String memberId) {
        SortedSet<TopicIdPartition> known = targets.get(memberId);
        return known == null ? Collections.emptySortedSet() : known;
    }

    /** Whether no member but this one holds a partition. */
    public boolean isFree(TopicIdPartition partition, String memberId) {
        String holder = holders.get(partition);
        return holder == null || holder.equals(memberId);
    }

    /** Whether a member that waits for partitions of others still has to wait for one of them. */
    public boolean waitsForOthers(String memberId) {
        Set<TopicIdPartition> has = assignment(memberId).partitions();
        return target(memberId).stream()
                .anyMatch(partition -> !has.contains(partition) && !isFree(partition, memberId));
    }

    // topics

    /** The topics that a member asks for, its regular expression resolved. */
    public SortedSet<String> topicsOf(ConsumerMember member) {
        String regex = member.regex();
        ResolvedRegex resolved = regex == null ? null : regexes.get(regex);
        if (resolved == null || resolved.topics().isEmpty()) {
            return member.topics();
        }
        SortedSet<String> topics = new TreeSet<>(member.topics());
        topics.addAll(resolved.topics());
        return topics;
    }

    /** The topics that any member asks for. */
    public SortedSet<String> topics() {
        SortedSet<String> topics = new TreeSet<>();
        members().forEach(member -> topics.addAll(topicsOf(member)));
        return topics;
    }

    /** The regular expressions that members use. */
    public SortedSet<String> regexes() {
        SortedSet<String> used = new TreeSet<>();
        for (ConsumerMember member : members()) {
            String regex = member.regex();
            if (regex != null) {
                used.add(regex);
            }
        }
        return used;
    }

    /** The regular expression whose topics were looked up longest ago, or null if there is none. */
    public @Nullable ResolvedRegex oldestResolved() {
        ResolvedRegex oldest = null;
        for (ResolvedRegex resolved : regexes.view().values()) {
            if (oldest == null || resolved.timestampMs() < oldest.timestampMs()) {
                oldest = resolved;
            }
        }
        return oldest;
    }

    /** The regular expressions that were resolved. */
    public Set<String> resolvedRegexes() {
        return new TreeSet<>(regexes.view().keySet());
    }

    /** The topics of a regular expression as last looked up, or null. */
    public @Nullable ResolvedRegex resolved(String regex) {
        return regexes.get(regex);
    }

    /** Whether any member uses a regular expression. */
    public boolean uses(String regex) {
        return members().stream().anyMatch(member -> regex.equals(member.regex()));
    }

    // forgetting it

    /** Tombstones of one member, in the order in which they have to be replayed. */
    public List<ConsumerGroupRecord> tombstonesOf(String memberId) {
        List<ConsumerGroupRecord> tombstones = new ArrayList<>(3);
        if (assignments.containsKey(memberId)) {
            tombstones.add(new AssignmentRemoved(id, memberId));
        }
        if (targets.containsKey(memberId)) {
            tombstones.add(new TargetRemoved(id, memberId));
        }
        tombstones.add(new MemberRemoved(id, memberId));
        return tombstones;
    }

    /** Tombstones of the whole group; the epoch's comes last. */
    public List<ConsumerGroupRecord> tombstones() {
        List<ConsumerGroupRecord> tombstones = new ArrayList<>();
        for (String memberId : new TreeSet<>(members.view().keySet())) {
            tombstones.addAll(tombstonesOf(memberId));
        }
        tombstones.add(new TargetEpochRemoved(id));
        resolvedRegexes().forEach(regex -> tombstones.add(new RegexRemoved(id, regex)));
        tombstones.add(new EpochRemoved(id));
        return tombstones;
    }

    /** The durable state as text: what a reload has to give again. */
    public Map<String, String> describe() {
        Map<String, String> lines = new TreeMap<>();
        lines.put(id, "epoch " + epoch() + ", hash " + metadataHash() + ", assigned " + assignmentEpoch()
                + (assignedAtMs() == IN_THE_MAKING ? ", the next in the making" : ""));
        members().forEach(member -> lines.put(id + "/" + member.memberId(), member.toString()));
        targets.view().forEach((memberId, target) -> lines.put(id + "/" + memberId + " target", target.toString()));
        assignments.view().forEach((memberId, has) -> lines.put(id + "/" + memberId + " has", has.toString()));
        holders.view().forEach((partition, holder) -> lines.put(id + "/" + partition + " held by", holder));
        regexes.view().forEach((regex, topics) -> lines.put(id + "/" + regex, topics.topics().toString()));
        return lines;
    }
}
