package dev.tidemark.client.consumer;

import dev.tidemark.client.net.Call;
import dev.tidemark.client.net.Cluster;
import dev.tidemark.client.net.Coordinator;
import dev.tidemark.client.net.Lane;
import dev.tidemark.client.net.Reply;
import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.core.loop.EventLoop;
import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.message.HeartbeatRequest;
import dev.tidemark.protocol.message.HeartbeatResponse;
import dev.tidemark.protocol.message.JoinGroupRequest;
import dev.tidemark.protocol.message.JoinGroupResponse;
import dev.tidemark.protocol.message.LeaveGroupRequest;
import dev.tidemark.protocol.message.LeaveGroupResponse;
import dev.tidemark.protocol.message.SyncGroupRequest;
import dev.tidemark.protocol.message.SyncGroupResponse;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@link GroupMembership} by JoinGroup, SyncGroup, Heartbeat and LeaveGroup; confined to its cluster's loop.
 *
 * <pre>
 * IDLE --start--&gt; PREPARING --beforeJoin done--&gt; JOINING --answer--&gt; SYNCING --answer--&gt; STABLE
 *                    ^  heartbeat: rebalance, or requestRejoin                              |
 *                    +----------------------------------------------------------------------+
 * any --max.poll.interval--&gt; EXPIRED --progressed--&gt; PREPARING        any --leave, close, fatal error--&gt; ENDED
 * </pre>
 */
public final class ClassicMembership implements GroupMembership {

    private static final Logger LOG = LoggerFactory.getLogger(ClassicMembership.class);
    /** A join is answered when all members came, at the latest after the rebalance time-out; so long it is waited for, and this longer. */
    private static final int JOIN_SLACK_MS = 5_000;

    private enum Phase {
        IDLE, PREPARING, JOINING, SYNCING, STABLE, EXPIRED, ENDED
    }

    private final Cluster cluster;
    private final EventLoop loop;
    private final GroupSettings settings;
    private final GroupProtocol protocol;
    private final Coordinator coordinator;
    private Phase phase = Phase.IDLE;
    private String memberId = "";
    private int generation = -1;
    private boolean rejoinWanted;
    private int failures;
    private long progressedAtMs;
    /** Tells apart answers and timers of earlier rounds. Invariant: grows with every round, expiry and end. */
    private long round;
    private EventLoop.@Nullable Scheduled heartbeatTimer;
    private boolean heartbeatInFlight;

    public ClassicMembership(Cluster cluster, GroupSettings settings, GroupProtocol protocol) {
        this.cluster = cluster;
        this.loop = cluster.loop();
        this.settings = settings;
        this.protocol = protocol;
        this.coordinator = new Coordinator(cluster, Coordinator.Kind.GROUP, settings.groupId(), Lane.GROUP);
    }

    /** The group's coordinator, for whoever commits offsets in the group's name. */
    public Coordinator coordinator() {
        return coordinator;
    }

    @Override
    public void start() {
        if (phase == Phase.IDLE) {
            progressed();
            watchProgress();
            prepare();
        }
    }

    @Override
    public void requestRejoin() {
        switch (phase) {
            case STABLE -> prepare();
            case JOINING, SYNCING -> rejoinWanted = true;
            case IDLE, PREPARING, EXPIRED, ENDED -> {
                // the round that comes asks for the strategies anew; an ended member has none
            }
        }
    }

    @Override
    public void progressed() {
        progressedAtMs = cluster.clock().monotonicMs();
        if (phase == Phase.EXPIRED) {
            watchProgress();
            prepare();
        }
    }

    @Override
    public GroupMetadata metadata() {
        return new GroupMetadata(settings.groupId(), generation, memberId, settings.groupInstanceId());
    }

    @Override
    public boolean rebalancing() {
        return phase == Phase.PREPARING || phase == Phase.JOINING || phase == Phase.SYNCING;
    }

    @Override
    public CompletionStage<Void> leave() {
        CompletableFuture<Void> left = new CompletableFuture<>();
        boolean tell = phase != Phase.ENDED && !memberId.isEmpty() && settings.groupInstanceId() == null;
        end();
        if (tell) {
            sendLeave(() -> left.complete(null));
        } else {
            left.complete(null);
        }
        return left;
    }

    @Override
    public void close() {
        end();
    }

    private void end() {
        phase = Phase.ENDED;
        round++;
        stopHeartbeat();
    }

    // ---- joining

    private void prepare() {
        phase = Phase.PREPARING;
        rejoinWanted = false;
        long current = ++round;
        protocol.beforeJoin(metadata()).whenComplete((done, failure) -> loop.executeOrRun(() -> {
            if (current == round) {
                join();
            }
        }));
    }

    private void join() {
        phase = Phase.JOINING;
        stopHeartbeat();
        long current = ++round;
        List<JoinGroupRequest.JoinGroupRequestProtocol> offered = new ArrayList<>();
        for (GroupProtocol.Strategy strategy : protocol.strategies()) {
            offered.add(new JoinGroupRequest.JoinGroupRequestProtocol(strategy.name(), strategy.metadata()));
        }
        JoinGroupRequest request = JoinGroupRequest.builder()
                .groupId(settings.groupId())
                .sessionTimeoutMs(settings.sessionTimeoutMs())
                .rebalanceTimeoutMs(settings.maxPollIntervalMs())
                .memberId(memberId)
                .groupInstanceId(settings.groupInstanceId())
                .protocolType(protocol.protocolType())
                .protocols(offered)
                .build();
        long timeoutMs = Math.max(cluster.settings().requestTimeoutMs(),
                (long) settings.maxPollIntervalMs() + JOIN_SLACK_MS);
        int minVersion = settings.groupInstanceId() == null ? 0 : 5;
        coordinator.call(Call.of(ApiKey.JOIN_GROUP, JoinGroupResponse.class, minVersion, 9, request), timeoutMs,
                reply -> {
                    if (current != round) {
                        return;
                    }
                    switch (reply) {
                        case Reply.Answer<JoinGroupResponse>(JoinGroupResponse answer, short version) -> joined(answer);
                        case Reply.Lost<JoinGroupResponse> lost -> unanswered("join", lost, this::join);
                    }
                });
    }

    private void joined(JoinGroupResponse answer) {
        ErrorCode error = ErrorCode.of(answer.errorCode());
        if (error == ErrorCode.NONE) {
            failures = 0;
            memberId = answer.memberId();
            generation = answer.generationId();
            String strategy = answer.protocolName() == null ? "" : answer.protocolName();
            if (answer.leader().equals(memberId) && !answer.skipAssignment()) {
                lead(strategy, answer.members());
            } else {
                sync(strategy, Map.of());
            }
        } else if (error == ErrorCode.MEMBER_ID_REQUIRED) {
            memberId = answer.memberId();
            join();
        } else {
            refused("JoinGroup", error);
        }
    }

    private void lead(String strategy, List<JoinGroupResponse.JoinGroupResponseMember> joinedMembers) {
        phase = Phase.SYNCING;
        long current = round;
        List<GroupProtocol.Member> members = new ArrayList<>();
        for (JoinGroupResponse.JoinGroupResponseMember member : joinedMembers) {
            members.add(new GroupProtocol.Member(member.memberId(), member.groupInstanceId(), member.metadata()));
        }
        protocol.assign(strategy, members).whenComplete((shares, failure) -> loop.executeOrRun(() -> {
            if (current != round) {
                return;
            }
            if (failure != null) {
                LOG.warn("{}: the assignment failed, joining again", settings.groupId(), failure);
                again(this::prepare);
            } else {
                sync(strategy, shares);
            }
        }));
    }

    private void sync(String strategy, Map<String, ByteBuffer> shares) {
        phase = Phase.SYNCING;
        long current = ++round;
        List<SyncGroupRequest.SyncGroupRequestAssignment> assignments = new ArrayList<>();
        shares.forEach(
                (member, bytes) -> assignments.add(new SyncGroupRequest.SyncGroupRequestAssignment(member, bytes)));
        SyncGroupRequest request = SyncGroupRequest.builder()
                .groupId(settings.groupId())
                .generationId(generation)
                .memberId(memberId)
                .groupInstanceId(settings.groupInstanceId())
                .protocolType(protocol.protocolType())
                .protocolName(strategy)
                .assignments(assignments)
                .build();
        long timeoutMs = Math.max(cluster.settings().requestTimeoutMs(),
                (long) settings.maxPollIntervalMs() + JOIN_SLACK_MS);
        coordinator.call(Call.of(ApiKey.SYNC_GROUP, SyncGroupResponse.class, 0, 5, request), timeoutMs, reply -> {
            if (current != round) {
                return;
            }
            switch (reply) {
                case Reply.Answer<SyncGroupResponse>(SyncGroupResponse answer, short version) -> synced(strategy,
                        answer);
                case Reply.Lost<SyncGroupResponse> lost -> unanswered("sync", lost, this::join);
            }
        });
    }

    private void synced(String strategy, SyncGroupResponse answer) {
        ErrorCode error = ErrorCode.of(answer.errorCode());
        if (error != ErrorCode.NONE) {
            refused("SyncGroup", error);
            return;
        }
        phase = Phase.STABLE;
        failures = 0;
        startHeartbeat();
        boolean again = rejoinWanted;
        protocol.joined(new GroupProtocol.Assignment(generation, memberId, strategy, answer.assignment()));
        if (again && phase == Phase.STABLE) {
            prepare();
        }
    }

    private void unanswered(String what, Reply.Lost<?> lost, Runnable retry) {
        if (lost.reason() == Reply.Reason.UNSUPPORTED) {
            fail(ErrorCode.UNSUPPORTED_VERSION, lost.detail());
            return;
        }
        LOG.debug("{}: {} unanswered: {}", settings.groupId(), what, lost.detail());
        again(retry);
    }

    private void again(Runnable retry) {
        long current = round;
        failures++;
        loop.schedule(cluster.settings().retry().afterFailures(failures, cluster.random()), () -> {
            if (current == round) {
                retry.run();
            }
        });
    }

    /** An error answer to any of the three: what the member does about it depends on the error alone. */
    private void refused(String what, ErrorCode error) {
        LOG.debug("{}: {} answered {}", settings.groupId(), what, error);
        if (coordinator.movedOrLoading(error)) {
            again(this::join);
        } else if (error == ErrorCode.REBALANCE_IN_PROGRESS) {
            if (phase == Phase.STABLE) {
                prepare();
            } else {
                again(this::join);
            }
        } else if (error == ErrorCode.UNKNOWN_MEMBER_ID || error == ErrorCode.ILLEGAL_GENERATION) {
            if (error == ErrorCode.UNKNOWN_MEMBER_ID) {
                memberId = "";
            }
            loseMembership(what + " answered " + error);
            prepare();
        } else if (error.retriable()) {
            again(this::join);
        } else {
            fail(error, what + " answered: " + error.message());
        }
    }

    private void loseMembership(String reason) {
        boolean had = generation >= 0;
        generation = -1;
        stopHeartbeat();
        round++;
        if (had) {
            protocol.lost(reason);
        }
    }

    private void fail(ErrorCode error, String why) {
        end();
        boolean fenced = error == ErrorCode.FENCED_INSTANCE_ID;
        protocol.failed(new TidemarkException(fenced ? FailureCode.MEMBER_FENCED : FailureCode.REQUEST_FAILED,
                fenced ? "Another member took this one's place in the group" : "The group cannot be joined",
                "group " + settings.groupId()
                        + (settings.groupInstanceId() == null ? "" : ", instance " + settings.groupInstanceId()),
                error + ": " + why, fenced ? "give every running member a group.instance.id of its own"
                        : "see that the group's members have the same kind, strategies and settings within the broker's limits"));
    }

    // ---- staying

    private void startHeartbeat() {
        stopHeartbeat();
        scheduleHeartbeat();
    }

    private void scheduleHeartbeat() {
        heartbeatTimer = loop.schedule(settings.heartbeatIntervalMs(), this::heartbeat);
    }

    private void stopHeartbeat() {
        if (heartbeatTimer != null) {
            heartbeatTimer.cancel();
            heartbeatTimer = null;
        }
    }

    private void heartbeat() {
        if (phase != Phase.STABLE && phase != Phase.PREPARING) {
            return;
        }
        scheduleHeartbeat();
        if (heartbeatInFlight) {
            return;
        }
        heartbeatInFlight = true;
        int ofGeneration = generation;
        HeartbeatRequest request = new HeartbeatRequest(settings.groupId(), generation, memberId,
                settings.groupInstanceId());
        // within the session, so that a silent coordinator is looked up again before the session ends
        long timeoutMs = Math.min(cluster.settings().requestTimeoutMs(), settings.sessionTimeoutMs());
        coordinator.call(Call.of(ApiKey.HEARTBEAT, HeartbeatResponse.class, 0, 4, request), timeoutMs, reply -> {
            heartbeatInFlight = false;
            boolean current = ofGeneration == generation && (phase == Phase.STABLE || phase == Phase.PREPARING);
            if (current && reply instanceof Reply.Answer<HeartbeatResponse>(HeartbeatResponse answer, short version)) {
                beat(ErrorCode.of(answer.errorCode()));
            }
        });
    }

    private void beat(ErrorCode error) {
        if (error == ErrorCode.NONE || coordinator.movedOrLoading(error)) {
            return;
        }
        if (error == ErrorCode.REBALANCE_IN_PROGRESS && phase == Phase.PREPARING) {
            return;
        }
        refused("Heartbeat", error);
    }

    /** Looks again when the interval could be over at the earliest. */
    private void watchProgress() {
        long leftMs = progressedAtMs + settings.maxPollIntervalMs() - cluster.clock().monotonicMs();
        loop.schedule(Math.max(1, leftMs), () -> {
            if (phase == Phase.ENDED || phase == Phase.EXPIRED) {
                return;
            }
            if (cluster.clock().monotonicMs() - progressedAtMs >= settings.maxPollIntervalMs()) {
                expire();
            } else {
                watchProgress();
            }
        });
    }

    /** The user is stuck: others shall have its partitions. A static member only falls silent, so that its session decides (KIP-345). */
    private void expire() {
        LOG.warn("{}: no progress for max.poll.interval.ms={} ms, leaving the group until there is some",
                settings.groupId(), settings.maxPollIntervalMs());
        boolean tell = !memberId.isEmpty() && settings.groupInstanceId() == null;
        phase = Phase.EXPIRED;
        round++;
        stopHeartbeat();
        if (tell) {
            sendLeave(() -> {});
            memberId = "";
        }
        loseMembership("max.poll.interval.ms passed without progress");
    }

    private void sendLeave(Runnable then) {
        String leaving = memberId;
        Call<LeaveGroupResponse> call = new Call<>(ApiKey.LEAVE_GROUP, LeaveGroupResponse.class, 0, 5,
                version -> version < 3 ? new LeaveGroupRequest(settings.groupId(), leaving, List.of())
                        : new LeaveGroupRequest(settings.groupId(), "",
                                List.of(new LeaveGroupRequest.MemberIdentity(leaving, settings.groupInstanceId(),
                                        null))));
        coordinator.call(call, cluster.settings().requestTimeoutMs(), reply -> then.run());
    }
}
