package dev.tidemark.client.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.tidemark.client.net.ClientFixture;
import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.core.id.KafkaUuid;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.message.FetchRequest;
import dev.tidemark.protocol.message.FetchResponse;
import dev.tidemark.protocol.message.HeartbeatRequest;
import dev.tidemark.protocol.message.HeartbeatResponse;
import dev.tidemark.protocol.message.JoinGroupRequest;
import dev.tidemark.protocol.message.JoinGroupResponse;
import dev.tidemark.protocol.message.ListOffsetsRequest;
import dev.tidemark.protocol.message.ListOffsetsResponse;
import dev.tidemark.protocol.message.OffsetCommitRequest;
import dev.tidemark.protocol.message.OffsetCommitResponse;
import dev.tidemark.protocol.message.OffsetFetchRequest;
import dev.tidemark.protocol.message.OffsetFetchResponse;
import dev.tidemark.protocol.message.SyncGroupRequest;
import dev.tidemark.protocol.message.SyncGroupResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A member whose session ended joins again by itself: what it read before must not be committed in the name of what it became. */
class CommitAfterLossTest {

    private static final TopicPartition T0 = new TopicPartition("t", 0);

    private final ClientFixture client = new ClientFixture();
    private SteppedConsumer consumer;
    private int members;
    private int generation;
    private ErrorCode beat = ErrorCode.NONE;
    private ErrorCode commitAnswer = ErrorCode.NONE;

    @BeforeEach
    void a_group_that_this_member_leads() {
        client.broker.topic("t", 1);
        client.broker.on(JoinGroupRequest.class, exchange -> exchange.reply(exchange.request.memberId().isEmpty()
                ? JoinGroupResponse.builder()
                        .errorCode(ErrorCode.MEMBER_ID_REQUIRED.code())
                        .memberId("m-" + ++members)
                        .build()
                : JoinGroupResponse.builder()
                        .generationId(++generation)
                        .protocolName("range")
                        .leader(exchange.request.memberId())
                        .memberId(exchange.request.memberId())
                        .members(
                                List.of(new JoinGroupResponse.JoinGroupResponseMember(exchange.request.memberId(), null,
                                        exchange.request.protocols().getFirst().metadata())))
                        .build()));
        client.broker.on(SyncGroupRequest.class, exchange -> exchange.reply(SyncGroupResponse.builder()
                .assignment(exchange.request.assignments().getFirst().assignment())
                .build()));
        client.broker.on(HeartbeatRequest.class, exchange -> {
            exchange.reply(new HeartbeatResponse(0, beat.code()));
            beat = ErrorCode.NONE;
        });
        client.broker.on(FetchRequest.class, exchange -> client.loop.schedule(exchange.request.maxWaitMs(),
                () -> exchange.reply(FetchResponse.builder().build())));
        client.broker.on(ListOffsetsRequest.class, exchange -> exchange.reply(new ListOffsetsResponse(0,
                List.of(new ListOffsetsResponse.ListOffsetsTopicResponse("t",
                        List.of(ListOffsetsResponse.ListOffsetsPartitionResponse.builder().offset(0).build()))))));
        client.broker.on(OffsetFetchRequest.class, exchange -> exchange.reply(new OffsetFetchResponse(0, List.of(),
                (short) 0, List.of(new OffsetFetchResponse.OffsetFetchResponseGroup("g", List.of(), (short) 0)))));
        client.broker.on(OffsetCommitRequest.class, exchange -> exchange.reply(new OffsetCommitResponse(0,
                List.of(new OffsetCommitResponse.OffsetCommitResponseTopic("t", KafkaUuid.ZERO,
                        List.of(new OffsetCommitResponse.OffsetCommitResponsePartition(0, commitAnswer.code())))))));
        consumer = new SteppedConsumer(client.cluster(Map.of()), ConsumerSettings.of(client.config(Map.of("group.id",
                "g", "enable.auto.commit", "false", "partition.assignment.strategy", "range",
                "heartbeat.interval.ms", "1000", "session.timeout.ms", "10000"))), true);
        consumer.subscribe(List.of("t"), RebalanceListener.NONE);
        poll();
        assertThat(consumer.assignment()).containsExactly(T0);
        assertThat(consumer.groupMetadata().generation()).isEqualTo(1);
    }

    private void poll() {
        CompletableFuture<List<ConsumerRecord>> polled = consumer.poll(2_000).toCompletableFuture();
        client.advanceMs(2_100);
        assertThat(polled).isCompletedWithValue(List.of());
    }

    private void loseMembership() {
        beat = ErrorCode.UNKNOWN_MEMBER_ID;
        client.advanceMs(2_500);
        assertThat(generation).as("it has joined again").isEqualTo(2);
        assertThat(consumer.groupMetadata().generation()).as("what was polled is of before").isEqualTo(1);
    }

    private CompletableFuture<Void> commit() {
        CompletableFuture<Void> committed = consumer.commit(Map.of(T0, OffsetAndMetadata.of(17))).toCompletableFuture();
        client.advanceMs(3_000);
        return committed;
    }

    private static void assertFenced(CompletableFuture<Void> committed) {
        assertThat(catchThrowable(committed::join)).hasRootCauseInstanceOf(TidemarkException.class)
                .rootCause()
                .satisfies(why -> assertThat(((TidemarkException) why).code()).isEqualTo(FailureCode.MEMBER_FENCED));
    }

    @Test
    void what_was_read_before_is_not_committed_until_a_poll_told_of_the_loss() {
        loseMembership();
        assertFenced(commit());
        assertThat(client.broker.sent(OffsetCommitRequest.class)).isEmpty();
        poll();
        assertThat(commit()).isCompleted();
        assertThat(client.broker.sent(OffsetCommitRequest.class))
                .extracting(OffsetCommitRequest::generationIdOrMemberEpoch)
                .containsExactly(2);
    }

    @Test
    void a_commit_under_way_is_not_tried_again_in_the_next_generation() {
        commitAnswer = ErrorCode.COORDINATOR_LOAD_IN_PROGRESS;
        CompletableFuture<Void> committed = commit();
        loseMembership();
        commitAnswer = ErrorCode.NONE;
        client.advanceMs(3_000);
        assertFenced(committed);
        assertThat(client.broker.sent(OffsetCommitRequest.class)).isNotEmpty()
                .extracting(OffsetCommitRequest::generationIdOrMemberEpoch)
                .containsOnly(1);
    }

    @Test
    void a_loss_while_a_revocation_waits_for_a_poll_is_one_too_and_takes_the_revocation_back() {
        beat = ErrorCode.REBALANCE_IN_PROGRESS;
        client.advanceMs(1_500);
        assertThat(generation).as("the partitions are not given back yet").isEqualTo(1);
        loseMembership();
        assertFenced(commit());
        assertThat(client.broker.sent(OffsetCommitRequest.class)).isEmpty();

        int before = client.broker.sent(FetchRequest.class).size();
        poll();
        poll();
        assertThat(consumer.assignment()).containsExactly(T0);
        assertThat(client.broker.sent(FetchRequest.class)).as("what the new generation gave is read")
                .last()
                .satisfies(request -> assertThat(request.forgottenTopicsData()).isEmpty());
        assertThat(
                client.broker.sent(FetchRequest.class).subList(before, client.broker.sent(FetchRequest.class).size()))
                .anySatisfy(request -> assertThat(request.topics()).isNotEmpty());
        assertThat(commit()).isCompleted();
    }

    @Test
    void a_commit_under_way_of_what_was_given_up_is_not_tried_again_in_the_next_generation() {
        commitAnswer = ErrorCode.COORDINATOR_LOAD_IN_PROGRESS;
        CompletableFuture<Void> committed = commit();
        beat = ErrorCode.REBALANCE_IN_PROGRESS;
        client.advanceMs(1_500);
        poll();
        assertThat(consumer.groupMetadata().generation()).isEqualTo(2);
        commitAnswer = ErrorCode.NONE;
        client.advanceMs(3_000);
        assertFenced(committed);
        assertThat(client.broker.sent(OffsetCommitRequest.class)).isNotEmpty()
                .extracting(OffsetCommitRequest::generationIdOrMemberEpoch)
                .containsOnly(1);
        assertThat(commit()).as("one of what it was given since").isCompleted();
    }
}
