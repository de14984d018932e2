package dev.tidemark.client.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.client.net.ClientFixture;
import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClassicMembershipTest {

    private final ClientFixture client = new ClientFixture();
    private final Diary diary = new Diary();
    private int generation;
    private ErrorCode heartbeatAnswer = ErrorCode.NONE;

    /** Writes down what it is told; shares are the strategy's name. */
    private static final class Diary implements GroupProtocol {
        final List<String> told = new ArrayList<>();
        CompletableFuture<Void> beforeJoin = CompletableFuture.completedFuture(null);
        TidemarkException failure;

        @Override
        public String protocolType() {
            return "diary";
        }

        @Override
        public List<Strategy> strategies() {
            return List.of(new Strategy("s", ByteBuffer.wrap(new byte[]{1})));
        }

        @Override
        public CompletionStage<Void> beforeJoin(GroupMetadata current) {
            told.add("before " + current.generation());
            return beforeJoin;
        }

        @Override
        public CompletionStage<Map<String, ByteBuffer>> assign(String strategy, List<Member> members) {
            told.add("lead " + members.size());
            return CompletableFuture.completedFuture(Map.of("m-1", ByteBuffer.wrap(new byte[]{9})));
        }

        @Override
        public void joined(Assignment assignment) {
            told.add("joined " + assignment.generation() + " " + assignment.bytes().get(0));
        }

        @Override
        public void lost(String reason) {
            told.add("lost");
        }

        @Override
        public void failed(TidemarkException why) {
            failure = why;
        }
    }

    @BeforeEach
    void a_group_that_this_member_leads() {
        client.broker.on(JoinGroupRequest.class, exchange -> exchange.reply(exchange.request.memberId().isEmpty()
                ? JoinGroupResponse.builder()
                        .errorCode(ErrorCode.MEMBER_ID_REQUIRED.code())
                        .memberId("m-1")
                        .build()
                : JoinGroupResponse.builder()
                        .generationId(++generation)
                        .protocolName("s")
                        .leader("m-1")
                        .memberId("m-1")
                        .members(List.of(new JoinGroupResponse.JoinGroupResponseMember("m-1", null,
                                ByteBuffer.wrap(new byte[]{1}))))
                        .build()));
        client.broker.on(SyncGroupRequest.class, exchange -> exchange.reply(SyncGroupResponse.builder()
                .assignment(exchange.request.assignments().getFirst().assignment())
                .build()));
        client.broker.on(HeartbeatRequest.class,
                exchange -> exchange.reply(new HeartbeatResponse(0, heartbeatAnswer.code())));
        client.broker.on(LeaveGroupRequest.class,
                exchange -> exchange.reply(new LeaveGroupResponse(0, (short) 0, List.of())));
    }

    private ClassicMembership member(String instanceId) {
        ClassicMembership member = new ClassicMembership(client.cluster(Map.of()),
                new GroupSettings("g", instanceId, 10_000, 1_000, 60_000), diary);
        member.start();
        client.advanceMs(500);
        return member;
    }

    @Test
    void a_member_gets_its_id_leads_and_learns_its_share() {
        ClassicMembership member = member(null);
        assertThat(diary.told).containsExactly("before -1", "lead 1", "joined 1 9");
        assertThat(client.broker.sent(JoinGroupRequest.class)).extracting(JoinGroupRequest::memberId)
                .containsExactly("", "m-1");
        assertThat(member.metadata()).isEqualTo(new GroupMetadata("g", 1, "m-1", null));
        assertThat(member.rebalancing()).isFalse();
    }

    @Test
    void heartbeats_keep_it_and_a_rebalance_makes_it_join_again() {
        ClassicMembership member = member(null);
        client.advanceMs(5_000);
        assertThat(client.broker.sent(HeartbeatRequest.class)).hasSize(5);

        diary.beforeJoin = new CompletableFuture<>();
        heartbeatAnswer = ErrorCode.REBALANCE_IN_PROGRESS;
        client.advanceMs(3_000);
        assertThat(member.rebalancing()).isTrue();
        assertThat(client.broker.sent(JoinGroupRequest.class)).as("not before the user is ready").hasSize(2);
        assertThat(client.broker.sent(HeartbeatRequest.class)).as("and stays a member meanwhile").hasSize(8);

        heartbeatAnswer = ErrorCode.NONE;
        diary.beforeJoin.complete(null);
        client.advanceMs(100);
        assertThat(diary.told).endsWith("before 1", "lead 1", "joined 2 9");
    }

    @Test
    void a_member_that_the_group_forgot_loses_everything_and_joins_anew() {
        member(null);
        heartbeatAnswer = ErrorCode.UNKNOWN_MEMBER_ID;
        client.advanceMs(1_000);
        heartbeatAnswer = ErrorCode.NONE;
        client.advanceMs(1_000);
        assertThat(diary.told).containsSubsequence("joined 1 9", "lost", "before -1", "joined 2 9");
    }

    @Test
    void without_progress_it_leaves_and_comes_back_with_the_next_progress() {
        ClassicMembership member = member(null);
        client.advanceMs(59_000);
        assertThat(client.broker.sent(LeaveGroupRequest.class)).isEmpty();
        client.advanceMs(1_000);
        assertThat(client.broker.sent(LeaveGroupRequest.class)).hasSize(1);
        assertThat(diary.told).endsWith("lost");
        int beats = client.broker.sent(HeartbeatRequest.class).size();
        client.advanceMs(20_000);
        assertThat(client.broker.sent(HeartbeatRequest.class)).hasSize(beats);

        member.progressed();
        client.advanceMs(500);
        assertThat(diary.told).endsWith("joined 2 9");
    }

    @Test
    void progress_in_time_keeps_it() {
        ClassicMembership member = member(null);
        for (int i = 0; i < 5; i++) {
            client.advanceMs(50_000);
            member.progressed();
        }
        assertThat(client.broker.sent(LeaveGroupRequest.class)).isEmpty();
        assertThat(diary.told).doesNotContain("lost");
    }

    @Test
    void a_static_member_does_not_leave_when_it_stops() {
        ClassicMembership member = member("i-1");
        var left = member.leave();
        client.advanceMs(100);
        assertThat(left.toCompletableFuture()).isCompleted();
        assertThat(client.broker.sent(LeaveGroupRequest.class)).isEmpty();
        int beats = client.broker.sent(HeartbeatRequest.class).size();
        client.advanceMs(10_000);
        assertThat(client.broker.sent(HeartbeatRequest.class)).hasSize(beats);
    }

    @Test
    void a_fenced_static_member_ends_with_the_reason() {
        member("i-1");
        heartbeatAnswer = ErrorCode.FENCED_INSTANCE_ID;
        client.advanceMs(1_100);
        assertThat(diary.failure.code()).isEqualTo(FailureCode.MEMBER_FENCED);
        assertThat(diary.failure).hasMessageContaining("i-1");
    }

    @Test
    void a_coordinator_that_moves_is_looked_up_again() {
        int[] attempts = {0};
        client.broker.on(SyncGroupRequest.class, exchange -> exchange.reply(SyncGroupResponse.builder()
                .errorCode(attempts[0]++ == 0 ? ErrorCode.NOT_COORDINATOR.code() : 0)
                .assignment(ByteBuffer.wrap(new byte[]{9}))
                .build()));
        member(null);
        client.advanceMs(2_000);
        assertThat(diary.told).endsWith("joined 2 9");
        assertThat(client.broker.sent(dev.tidemark.protocol.message.FindCoordinatorRequest.class)).hasSize(2);
    }

    @Test
    void a_rejoin_asked_for_during_a_round_starts_another_one_after_it() {
        ClassicMembership member = new ClassicMembership(client.cluster(Map.of()),
                new GroupSettings("g", null, 10_000, 1_000, 60_000), diary);
        client.broker.on(SyncGroupRequest.class, exchange -> {
            if (generation == 1) {
                member.requestRejoin();
            }
            exchange.reply(SyncGroupResponse.builder().assignment(ByteBuffer.wrap(new byte[]{9})).build());
        });
        member.start();
        client.advanceMs(500);
        assertThat(diary.told).containsExactly("before -1", "lead 1", "joined 1 9", "before 1", "lead 1",
                "joined 2 9");
    }
}
