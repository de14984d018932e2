package dev.tidemark.broker.group;

import dev.tidemark.core.loop.EventLoop;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.message.JoinGroupResponse;
import dev.tidemark.protocol.message.SyncGroupResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One member of a classic group, as the conversation with it stands. Owned by its {@link ClassicGroup}, on the control loop. */
final class ClassicMember {

    static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();

    final @Nullable String instanceId;
    final String clientId;
    final String clientHost;
    String memberId;
    int sessionTimeoutMs;
    int rebalanceTimeoutMs;
    List<MemberProtocol> protocols;
    ByteBuffer assignment = NOTHING;
    /** Waits for its first generation. */
    boolean isNew;
    /** Silence up to here, in monotonic nanoseconds, is no reason to drop it. */
    long deadlineNanos;
    EventLoop.Scheduled sessionTimer = () -> {};
    private @Nullable CompletableFuture<JoinGroupResponse> join;
    private @Nullable CompletableFuture<SyncGroupResponse> sync;

    ClassicMember(String memberId, @Nullable String instanceId, String clientId, String clientHost,
            int sessionTimeoutMs,
            int rebalanceTimeoutMs, List<MemberProtocol> protocols) {
        this.memberId = memberId;
        this.instanceId = instanceId;
        this.clientId = clientId;
        this.clientHost = clientHost;
        this.sessionTimeoutMs = sessionTimeoutMs;
        this.rebalanceTimeoutMs = rebalanceTimeoutMs;
        this.protocols = protocols;
    }

    boolean isStatic() {
        return instanceId != null;
    }

    boolean awaitsJoin() {
        return join != null;
    }

    boolean awaitsSync() {
        return sync != null;
    }

    /** Takes over a JoinGroup that waits; one that waited before (a retry on a new connection) is answered. */
    CompletableFuture<JoinGroupResponse> waitForJoin() {
        completeJoin(JoinReplies.error(memberId, ErrorCode.REBALANCE_IN_PROGRESS));
        CompletableFuture<JoinGroupResponse> waiting = new CompletableFuture<>();
        join = waiting;
        return waiting;
    }

    /** Takes over a SyncGroup that waits. */
    CompletableFuture<SyncGroupResponse> waitForSync() {
        completeSync(SyncReplies.error(ErrorCode.REBALANCE_IN_PROGRESS));
        CompletableFuture<SyncGroupResponse> waiting = new CompletableFuture<>();
        sync = waiting;
        return waiting;
    }

    /** Answers the JoinGroup that waits, if one does. */
    void completeJoin(JoinGroupResponse response) {
        CompletableFuture<JoinGroupResponse> waiting = join;
        join = null;
        if (waiting != null) {
            waiting.complete(response);
        }
    }

    /** Answers the SyncGroup that waits, if one does. */
    void completeSync(SyncGroupResponse response) {
        CompletableFuture<SyncGroupResponse> waiting = takeSync();
        if (waiting != null) {
            waiting.complete(response);
        }
    }

    /** The SyncGroup that waits, no longer held here. */
    @Nullable
    CompletableFuture<SyncGroupResponse> takeSync() {
        CompletableFuture<SyncGroupResponse> waiting = sync;
        sync = null;
        return waiting;
    }

    /** What it tells the assignor of this name. */
    ByteBuffer metadata(String protocol) {
        for (MemberProtocol candidate : protocols) {
            if (candidate.name().equals(protocol)) {
                return candidate.metadata();
            }
        }
        return NOTHING;
    }

    boolean speaks(String protocol) {
        return protocols.stream().anyMatch(candidate -> candidate.name().equals(protocol));
    }
}
