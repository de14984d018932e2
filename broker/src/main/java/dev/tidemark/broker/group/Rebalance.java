package dev.tidemark.broker.group;

import dev.tidemark.broker.coordinator.Append;
import dev.tidemark.broker.coordinator.Command;
import dev.tidemark.broker.coordinator.Decision;
import dev.tidemark.broker.coordinator.ShardContext;
import dev.tidemark.broker.group.GroupRecord.GroupSaved;
import dev.tidemark.broker.group.GroupState.CompletingRebalance;
import dev.tidemark.broker.group.GroupState.Dead;
import dev.tidemark.broker.group.GroupState.Empty;
import dev.tidemark.broker.group.GroupState.PreparingRebalance;
import dev.tidemark.broker.group.GroupState.Stable;
import dev.tidemark.core.failure.Invariants;
import dev.tidemark.core.loop.EventLoop;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.message.SyncGroupResponse;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * How groups move from state to state, and the timers that make them. Owned by a {@link GroupShard}, on the control loop.
 *
 * <p>Methods that may end a generation add what has to be appended to {@code records}, which the caller's decision carries.
 */
final class Rebalance {

    /** A member that waits for its first generation may be silent this long; its client can do nothing else meanwhile. */
    static final int NEW_MEMBER_JOIN_TIMEOUT_MS = 300_000;

    private final ShardContext<GroupShard, GroupRecord> context;
    private final GroupSettings settings;
    private final GroupRebalances rebalances;

    Rebalance(ShardContext<GroupShard, GroupRecord> context, GroupSettings settings, GroupRebalances rebalances) {
        this.context = context;
        this.settings = settings;
        this.rebalances = rebalances;
    }

    // towards a generation

    /** Starts a rebalance, or, if one is under way, looks whether it can be completed now. */
    void prepareOrComplete(ClassicGroup group, List<GroupRecord> records) {
        switch (group.state()) {
            case Empty _,Stable _,CompletingRebalance _ -> prepare(group, records);
            case PreparingRebalance _ -> completeIfAllJoined(group, records);
            case Dead _ -> {}
        }
    }

    private void prepare(ClassicGroup group, List<GroupRecord> records) {
        if (group.state() instanceof CompletingRebalance) {
            dropAssignments(group, ErrorCode.REBALANCE_IN_PROGRESS);
        }
        group.forgetSyncs();
        boolean initial = group.state() instanceof Empty;
        PreparingRebalance preparing = new PreparingRebalance(initial);
        group.transitionTo(preparing, now());
        if (initial) {
            int delayMs = settings.initialRebalanceDelayMs();
            preparing.remainingMs = Math.max(0, (long) group.rebalanceTimeoutMs() - delayMs);
            preparing.arm(context.schedule(delayMs, initialDelayEnds(group, preparing)));
        } else {
            preparing.arm(context.schedule(group.rebalanceTimeoutMs(), joinTimeEnds(group, preparing)));
            completeIfAllJoined(group, records);
        }
    }

    /** Completes a rebalance for which nobody is missing; the first one of a group waits for its delay. */
    void completeIfAllJoined(ClassicGroup group, List<GroupRecord> records) {
        if (group.state() instanceof PreparingRebalance preparing && !preparing.initial && group.allJoined()) {
            completeJoin(group, records);
        }
    }

    /** The first rebalance ends once nobody came for a whole delay, or the rebalance time-out is used up. */
    private Command<GroupShard, Void, GroupRecord> initialDelayEnds(ClassicGroup group, PreparingRebalance preparing) {
        return onlyWhile(group, preparing, records -> {
            if (preparing.newMemberAdded && preparing.remainingMs > 0) {
                preparing.newMemberAdded = false;
                long delayMs = Math.min(settings.initialRebalanceDelayMs(), preparing.remainingMs);
                preparing.remainingMs -= delayMs;
                preparing.arm(context.schedule(delayMs, initialDelayEnds(group, preparing)));
            } else {
                completeJoin(group, records);
            }
        });
    }

    private Command<GroupShard, Void, GroupRecord> joinTimeEnds(ClassicGroup group, PreparingRebalance preparing) {
        return onlyWhile(group, preparing, records -> completeJoin(group, records));
    }

    /** A timer's command, void once the group has left the state that armed it. */
    private Command<GroupShard, Void, GroupRecord> onlyWhile(ClassicGroup group, PreparingRebalance preparing,
            Consumer<List<GroupRecord>> action) {
        return shard -> decideVoid(records -> {
            if (shard.holds(group) && group.state() == preparing) {
                action.accept(records);
            }
        });
    }

    /** Ends the joining: who has not joined is out (static members keep their place), the others get a generation. */
    private void completeJoin(ClassicGroup group, List<GroupRecord> records) {
        for (ClassicMember member : List.copyOf(group.members())) {
            if (!member.awaitsJoin() && !member.isStatic()) {
                group.remove(member);
            }
        }
        if (group.size() > 0 && !group.electJoinedLeader()) {
            PreparingRebalance preparing = (PreparingRebalance) group.state();
            preparing.arm(context.schedule(group.rebalanceTimeoutMs(), joinTimeEnds(group, preparing)));
            return;
        }
        group.nextGeneration(now());
        if (group.state() instanceof Empty) {
            records.add(new GroupSaved(group.id(), group.snapshot()));
            return;
        }
        group.expectSyncs(context.schedule(group.rebalanceTimeoutMs(), syncTimeEnds(group, group.generation())));
        for (ClassicMember member : group.members()) {
            member.isNew = false;
            watch(group, member, member.sessionTimeoutMs);
            member.completeJoin(JoinReplies.joined(group, member.memberId, group.leaderOrEmpty(),
                    group.isLeader(member.memberId), false));
        }
    }

    private Command<GroupShard, Void, GroupRecord> syncTimeEnds(ClassicGroup group, int generation) {
        return shard -> decideVoid(records -> {
            boolean current = shard.holds(group) && group.generation() == generation
                    && (group.state() instanceof CompletingRebalance || group.state() instanceof Stable);
            if (!current || group.missingSyncs().isEmpty()) {
                return;
            }
            for (ClassicMember member : group.missingSyncs()) {
                dismiss(group, member);
            }
            prepareOrComplete(group, records);
        });
    }

    // the assignment

    /**
     * Takes the leader's assignment. The group is stable from now on, speculatively: members that wait hear of it after the
     * commit. If the append fails nobody was told anything, and the group rebalances again.
     *
     * @return what to do after the commit
     */
    Runnable assign(ClassicGroup group, Map<String, ByteBuffer> assignments, List<GroupRecord> records) {
        Map<ClassicMember, CompletableFuture<SyncGroupResponse>> waiting = new HashMap<>();
        for (ClassicMember member : group.members()) {
            ByteBuffer assignment = assignments.get(member.memberId);
            member.assignment = assignment == null ? ClassicMember.NOTHING : assignment.asReadOnlyBuffer();
            CompletableFuture<SyncGroupResponse> sync = member.takeSync();
            if (sync != null) {
                waiting.put(member, sync);
            }
        }
        int generation = group.generation();
        group.transitionTo(new Stable(), now());
        records.add(new GroupSaved(group.id(), group.snapshot()));
        context.undo().record(() -> {
            waiting.values()
                    .forEach(sync -> sync.complete(SyncReplies.error(ErrorCode.COORDINATOR_NOT_AVAILABLE)));
            assignmentLost(group, generation);
        });
        return () -> {
            rebalances.classicCompleted();
            waiting.forEach((member, sync) -> {
                touch(member);
                sync.complete(SyncReplies.assigned(group, member));
            });
        };
    }

    private void assignmentLost(ClassicGroup group, int generation) {
        if (group.generation() == generation && group.state() instanceof Stable) {
            dropAssignments(group, ErrorCode.COORDINATOR_NOT_AVAILABLE);
            List<GroupRecord> records = new ArrayList<>();
            prepare(group, records);
            Invariants.check(records.isEmpty(), "members of a stable group have not joined again");
        }
    }

    private static void dropAssignments(ClassicGroup group, ErrorCode error) {
        for (ClassicMember member : group.members()) {
            member.assignment = ClassicMember.NOTHING;
            member.completeSync(SyncReplies.error(error));
        }
    }

    /** A group comes, or comes back, with timers that may have been missed: everybody has a session and joins again. */
    void resume(ClassicGroup group) {
        for (ClassicMember member : group.members()) {
            watch(group, member, member.sessionTimeoutMs);
        }
        if (group.size() > 0) {
            if (group.state() instanceof CompletingRebalance) {
                dropAssignments(group, ErrorCode.REBALANCE_IN_PROGRESS);
            }
            group.forgetSyncs();
            PreparingRebalance preparing = new PreparingRebalance(false);
            group.transitionTo(preparing, now());
            preparing.arm(context.schedule(group.rebalanceTimeoutMs(), joinTimeEnds(group, preparing)));
        }
    }

    // departures

    /** Removes a member, which left or fell silent, and rebalances as the state asks for. */
    void remove(ClassicGroup group, ClassicMember member, List<GroupRecord> records) {
        dismiss(group, member);
        prepareOrCompleteAfterLoss(group, records);
    }

    private static void dismiss(ClassicGroup group, ClassicMember member) {
        member.completeJoin(JoinReplies.error(member.memberId, ErrorCode.UNKNOWN_MEMBER_ID));
        member.completeSync(SyncReplies.error(ErrorCode.UNKNOWN_MEMBER_ID));
        group.remove(member);
    }

    private void prepareOrCompleteAfterLoss(ClassicGroup group, List<GroupRecord> records) {
        switch (group.state()) {
            case Stable _,CompletingRebalance _ -> prepare(group, records);
            case PreparingRebalance _ -> completeIfAllJoined(group, records);
            case Empty _,Dead _ -> {}
        }
    }

    // sessions

    /** Expects a sign of life within this time; replaces what was expected before. */
    void watch(ClassicGroup group, ClassicMember member, int timeoutMs) {
        member.sessionTimer.cancel();
        member.deadlineNanos = deadline(timeoutMs);
        member.sessionTimer = context.schedule(timeoutMs, sessionMayEnd(group, member));
    }

    /** A sign of life: moves the deadline; the timer finds out when it fires. */
    void touch(ClassicMember member) {
        member.deadlineNanos = deadline(member.isNew ? NEW_MEMBER_JOIN_TIMEOUT_MS : member.sessionTimeoutMs);
    }

    private long deadline(int timeoutMs) {
        return context.clock().monotonicNanos() + timeoutMs * 1_000_000L;
    }

    private Command<GroupShard, Void, GroupRecord> sessionMayEnd(ClassicGroup group, ClassicMember member) {
        return shard -> decideVoid(records -> {
            if (!shard.holds(group) || group.state() instanceof Dead || group.member(member.memberId) != member) {
                return;
            }
            long leftNanos = member.deadlineNanos - context.clock().monotonicNanos();
            boolean waitsForUs = !member.isNew && (member.awaitsJoin() || member.awaitsSync());
            if (leftNanos > 0 || waitsForUs) {
                long againMs = leftNanos > 0 ? (leftNanos + 999_999) / 1_000_000 : member.sessionTimeoutMs;
                member.sessionTimer = context.schedule(againMs, sessionMayEnd(group, member));
            } else {
                remove(group, member, records);
            }
        });
    }

    /** Gives out a member id; its owner has a session time-out to join with it. */
    void promise(ClassicGroup group, String memberId, int sessionTimeoutMs) {
        EventLoop.Scheduled expiry = context.schedule(sessionTimeoutMs, shard -> decideVoid(records -> {
            if (group.redeem(memberId) && shard.holds(group)) {
                completeIfAllJoined(group, records);
            }
        }));
        group.promise(memberId, expiry);
    }

    /** A decision that answers nobody. */
    static Decision<Void, GroupRecord> decideVoid(Consumer<List<GroupRecord>> action) {
        List<GroupRecord> records = new ArrayList<>();
        action.accept(records);
        return new Decision<>(new Append.Plain<>(records), CompletableFuture.completedFuture(null), () -> {});
    }

    private long now() {
        return context.clock().wallMs();
    }
}
