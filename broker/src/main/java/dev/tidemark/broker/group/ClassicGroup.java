package dev.tidemark.broker.group;

import dev.tidemark.broker.group.GroupState.CompletingRebalance;
import dev.tidemark.broker.group.GroupState.Dead;
import dev.tidemark.broker.group.GroupState.Empty;
import dev.tidemark.broker.group.GroupState.PreparingRebalance;
import dev.tidemark.broker.group.GroupState.Stable;
import dev.tidemark.core.failure.Invariants;
import dev.tidemark.core.loop.EventLoop;
import dev.tidemark.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One group of the classic protocol: who is in it, and what it is doing. Owned by a {@link GroupShard}, on the control loop.
 *
 * <p>This is the conversation with the members: most of it never reaches the log (who has joined again, who waits for what).
 * What does is {@link GroupMetadata}, written when a generation is assigned and when the group becomes empty. How the group
 * moves from state to state is in {@link Rebalance}.
 */
final class ClassicGroup {

    private final String id;
    private final Map<String, ClassicMember> members = new LinkedHashMap<>();
    private final Map<String, String> memberIdByInstance = new HashMap<>();
    private final Map<String, EventLoop.Scheduled> promisedIds = new HashMap<>();
    private final Set<String> missingSyncs = new HashSet<>();
    private EventLoop.Scheduled syncTimer = () -> {};
    private GroupState state = new Empty();
    private long stateTimestampMs;
    private int generation;
    private @Nullable String protocolType;
    private @Nullable String protocol;
    private @Nullable String leaderId;

    ClassicGroup(String id, long nowMs) {
        this.id = id;
        this.stateTimestampMs = nowMs;
    }

    /** A group as the log has it: stable if it has members, else empty. */
    static ClassicGroup restore(String id, GroupMetadata saved, long nowMs) {
        ClassicGroup group = new ClassicGroup(id, saved.stateTimestampMs() < 0 ? nowMs : saved.stateTimestampMs());
        group.generation = saved.generation();
        group.protocolType = saved.protocolType();
        group.protocol = saved.protocol();
        for (GroupMetadata.SavedMember savedMember : saved.members()) {
            ClassicMember member = new ClassicMember(savedMember.memberId(), savedMember.instanceId(),
                    savedMember.clientId(),
                    savedMember.clientHost(), savedMember.sessionTimeoutMs(), savedMember.rebalanceTimeoutMs(),
                    List.of(new MemberProtocol(group.protocolOrEmpty(), savedMember.subscription())));
            member.assignment = savedMember.assignment();
            group.add(member);
        }
        group.leaderId = saved.leader();
        group.state = saved.members().isEmpty() ? new Empty() : new Stable();
        return group;
    }

    /** A stable group of these members, who all speak one assignor. */
    static ClassicGroup of(String id, int generation, String protocolType, List<ClassicMember> members, long nowMs) {
        ClassicGroup group = new ClassicGroup(id, nowMs);
        group.generation = generation;
        group.protocolType = protocolType;
        members.forEach(group::add);
        group.protocol = group.electProtocol();
        group.state = new Stable();
        return group;
    }

    /** What of this group goes to the log. */
    GroupMetadata snapshot() {
        List<GroupMetadata.SavedMember> saved = new ArrayList<>(members.size());
        for (ClassicMember member : members.values()) {
            saved.add(new GroupMetadata.SavedMember(member.memberId, member.instanceId, member.clientId,
                    member.clientHost, member.rebalanceTimeoutMs, member.sessionTimeoutMs,
                    member.metadata(protocolOrEmpty()), member.assignment));
        }
        return new GroupMetadata(protocolType == null ? "" : protocolType, generation, protocol, leaderId,
                stateTimestampMs, saved);
    }

    String id() {
        return id;
    }

    GroupState state() {
        return state;
    }

    /** Since when, in wall time, the group is in its state. */
    long stateTimestampMs() {
        return stateTimestampMs;
    }

    int generation() {
        return generation;
    }

    @Nullable
    String protocolType() {
        return protocolType;
    }

    String protocolOrEmpty() {
        return protocol == null ? "" : protocol;
    }

    String leaderOrEmpty() {
        return leaderId == null ? "" : leaderId;
    }

    boolean isLeader(String memberId) {
        return memberId.equals(leaderId);
    }

    void transitionTo(GroupState next, long nowMs) {
        Invariants.check(!(state instanceof Dead), "a forgotten group does nothing");
        if (state instanceof PreparingRebalance preparing) {
            preparing.disarm();
        }
        state = next;
        stateTimestampMs = nowMs;
    }

    // members

    Collection<ClassicMember> members() {
        return members.values();
    }

    int size() {
        return members.size();
    }

    @Nullable
    ClassicMember member(String memberId) {
        return members.get(memberId);
    }

    boolean has(String memberId) {
        return members.containsKey(memberId);
    }

    /** The member id that holds a group instance id, or null. */
    @Nullable
    String memberIdOf(String instanceId) {
        return memberIdByInstance.get(instanceId);
    }

    /** Adds a member; the first one becomes leader and sets the group's protocol type. */
    void add(ClassicMember member) {
        members.put(member.memberId, member);
        if (member.instanceId != null) {
            memberIdByInstance.put(member.instanceId, member.memberId);
        }
        if (leaderId == null) {
            leaderId = member.memberId;
        }
    }

    /** An empty group takes the protocol type of who comes first. */
    void adoptProtocolType(String type) {
        if (members.isEmpty()) {
            protocolType = type;
        }
    }

    /** Removes a member, and makes another one leader if it led. */
    void remove(ClassicMember member) {
        members.remove(member.memberId);
        if (member.instanceId != null) {
            memberIdByInstance.remove(member.instanceId, member.memberId);
        }
        missingSyncs.remove(member.memberId);
        member.sessionTimer.cancel();
        if (isLeader(member.memberId)) {
            leaderId = members.isEmpty() ? null : members.keySet().iterator().next();
        }
    }

    /** A static member came back under another member id: whoever waits under the old one is told that it is fenced. */
    ClassicMember replaceStatic(String instanceId, String oldMemberId, String newMemberId) {
        ClassicMember member = Invariants.present(members.get(oldMemberId), "static member " + oldMemberId);
        member.completeJoin(JoinReplies.error(oldMemberId, ErrorCode.FENCED_INSTANCE_ID));
        member.completeSync(SyncReplies.error(ErrorCode.FENCED_INSTANCE_ID));
        members.remove(oldMemberId);
        missingSyncs.remove(oldMemberId);
        member.memberId = newMemberId;
        members.put(newMemberId, member);
        memberIdByInstance.put(instanceId, newMemberId);
        if (isLeader(oldMemberId)) {
            leaderId = newMemberId;
        }
        return member;
    }

    /** Who speaks for a member id or instance: NONE, UNKNOWN_MEMBER_ID or FENCED_INSTANCE_ID. */
    ErrorCode checkMember(String memberId, @Nullable String instanceId) {
        if (instanceId != null) {
            String holder = memberIdByInstance.get(instanceId);
            if (holder == null) {
                return ErrorCode.UNKNOWN_MEMBER_ID;
            }
            return holder.equals(memberId) ? ErrorCode.NONE : ErrorCode.FENCED_INSTANCE_ID;
        }
        return members.containsKey(memberId) ? ErrorCode.NONE : ErrorCode.UNKNOWN_MEMBER_ID;
    }

    // member ids given out, whose owners have not joined yet (KIP-394)

    void promise(String memberId, EventLoop.Scheduled expiry) {
        promisedIds.put(memberId, expiry);
    }

    /** Takes a promised id back; false if there was none. */
    boolean redeem(String memberId) {
        EventLoop.Scheduled expiry = promisedIds.remove(memberId);
        if (expiry == null) {
            return false;
        }
        expiry.cancel();
        return true;
    }

    boolean isPromised(String memberId) {
        return promisedIds.containsKey(memberId);
    }

    boolean hasPromised() {
        return !promisedIds.isEmpty();
    }

    // protocols

    /** Whether a member with these assignors fits in: same type, and one assignor that all others speak. */
    boolean supports(String type, List<MemberProtocol> offered) {
        if (members.isEmpty()) {
            return !type.isEmpty() && !offered.isEmpty();
        }
        return type.equals(protocolType) && offered.stream().anyMatch(candidate -> allSpeak(candidate.name()));
    }

    private boolean allSpeak(String name) {
        return members.values().stream().allMatch(member -> member.speaks(name));
    }

    /** The assignor that most members prefer among those that all speak. */
    String electProtocol() {
        Map<String, Integer> votes = new LinkedHashMap<>();
        for (ClassicMember member : members.values()) {
            for (MemberProtocol candidate : member.protocols) {
                if (allSpeak(candidate.name())) {
                    votes.merge(candidate.name(), 1, Integer::sum);
                    break;
                }
            }
        }
        String elected = "";
        int most = 0;
        for (Map.Entry<String, Integer> vote : votes.entrySet()) {
            if (vote.getValue() > most) {
                most = vote.getValue();
                elected = vote.getKey();
            }
        }
        Invariants.check(most > 0, "every member was admitted with an assignor that all speak");
        return elected;
    }

    // rebalances

    int rebalanceTimeoutMs() {
        int longest = 0;
        for (ClassicMember member : members.values()) {
            longest = Math.max(longest, member.rebalanceTimeoutMs);
        }
        return longest;
    }

    /** Whether everybody who could join has: nobody is missing and no promised id is out. */
    boolean allJoined() {
        return promisedIds.isEmpty() && members.values().stream().allMatch(ClassicMember::awaitsJoin);
    }

    /** If the leader has not joined again, one that has takes over; false if nobody has. */
    boolean electJoinedLeader() {
        ClassicMember leader = leaderId == null ? null : members.get(leaderId);
        if (leader != null && leader.awaitsJoin()) {
            return true;
        }
        for (ClassicMember member : members.values()) {
            if (member.awaitsJoin()) {
                leaderId = member.memberId;
                return true;
            }
        }
        return false;
    }

    /** Begins the next generation: with an elected assignor, or empty. */
    void nextGeneration(long nowMs) {
        generation++;
        if (members.isEmpty()) {
            protocol = null;
            leaderId = null;
            transitionTo(new Empty(), nowMs);
        } else {
            protocol = electProtocol();
            transitionTo(new CompletingRebalance(), nowMs);
        }
    }

    /** From now on these members owe a SyncGroup. */
    void expectSyncs(EventLoop.Scheduled timer) {
        forgetSyncs();
        missingSyncs.addAll(members.keySet());
        syncTimer = timer;
    }

    void synced(String memberId) {
        missingSyncs.remove(memberId);
        if (missingSyncs.isEmpty()) {
            syncTimer.cancel();
        }
    }

    /** The members that still owe a SyncGroup. */
    List<ClassicMember> missingSyncs() {
        List<ClassicMember> missing = new ArrayList<>();
        for (ClassicMember member : members.values()) {
            if (missingSyncs.contains(member.memberId)) {
                missing.add(member);
            }
        }
        return missing;
    }

    void forgetSyncs() {
        missingSyncs.clear();
        syncTimer.cancel();
    }

    /** Cancels every timer and refuses everybody who waits. */
    void abandon(ErrorCode error) {
        forgetSyncs();
        promisedIds.values().forEach(EventLoop.Scheduled::cancel);
        promisedIds.clear();
        if (state instanceof PreparingRebalance preparing) {
            preparing.disarm();
        }
        for (ClassicMember member : members.values()) {
            member.sessionTimer.cancel();
            member.completeJoin(JoinReplies.error(member.memberId, error));
            member.completeSync(SyncReplies.error(error));
        }
    }
}
