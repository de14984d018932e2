package dev.tidemark.broker.request;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.broker.partition.Acks;
import dev.tidemark.broker.partition.LedPartition;
import dev.tidemark.broker.partition.PartitionAppend;
import dev.tidemark.broker.partition.PartitionMarkerWriter;
import dev.tidemark.broker.partition.PartitionRig;
import dev.tidemark.broker.partition.TransactionalWrite;
import dev.tidemark.broker.txn.TransactionGate;
import dev.tidemark.core.id.KafkaUuid;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.message.FetchRequest;
import dev.tidemark.protocol.message.FetchRequest.FetchPartition;
import dev.tidemark.protocol.message.FetchRequest.FetchTopic;
import dev.tidemark.protocol.message.FetchRequest.ForgottenTopic;
import dev.tidemark.protocol.message.FetchResponse;
import dev.tidemark.protocol.message.FetchResponse.AbortedTransaction;
import dev.tidemark.protocol.message.FetchResponse.PartitionData;
import dev.tidemark.record.BatchStamp;
import dev.tidemark.record.RecordBatches;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Fetch on one thread: limits, waiting, isolation, fencing, sessions. */
class FetchHandlerTest {

    private static final int MB = 1 << 20;
    private static final int EPOCH = 3;

    private final PartitionRig rig = new PartitionRig();
    private final FetchHandler fetch = new FetchHandler(rig.partitions, new FetchHandler.Bounds(50 * MB, 2, 1),
            rig.clock, new SplittableRandom(7));
    private UUID topicId;

    @BeforeEach
    void createTopic() {
        topicId = rig.create("orders", 3, Map.of("tidemark.flush", "os"));
    }

    @Test
    void a_fetch_without_data_waits_until_its_deadline() {
        var answer = handle(request(500, 1, partition(0, 0)));
        rig.loop.advanceMs(499);
        assertThat(answer).isNotDone();
        rig.loop.advanceMs(1);
        assertThat(only(answer).errorCode()).isZero();
        assertThat(only(answer).highWatermark()).isZero();
        assertThat(offsets(only(answer))).isEmpty();
    }

    @Test
    void a_waiting_fetch_is_answered_by_the_append_it_waited_for() {
        var answer = handle(request(500, 1, partition(0, 0), partition(1, 0)));
        append(1, "a");
        assertThat(answer).isDone();
        assertThat(offsets(data(answer, 1))).containsExactly(0L);
        assertThat(data(answer, 1).highWatermark()).isEqualTo(1);
        assertThat(offsets(data(answer, 0))).isEmpty();
    }

    @Test
    void a_waiting_fetch_wants_as_many_bytes_as_it_said() {
        int batchBytes = appendedBytes(0, "x".repeat(100));
        var answer = handle(request(500, 2 * batchBytes + 1, partition(0, 0)));
        append(0, "x".repeat(100));
        assertThat(answer).isNotDone();
        append(0, "x".repeat(100));
        assertThat(offsets(only(answer))).containsExactly(0L, 1L, 2L);
    }

    @Test
    void under_group_flush_a_waiting_fetch_is_not_answered_before_the_flush() {
        rig.create("safe", 1, Map.of("tidemark.flush", "group"));
        var answer = handle(FetchRequest.builder()
                .maxWaitMs(500)
                .minBytes(1)
                .topics(List.of(new FetchTopic("safe", KafkaUuid.ZERO, List.of(partition(0, 0)))))
                .build(), 12);
        rig.append(rig.partition("safe", 0), Acks.ALL, "a");
        rig.run();
        assertThat(answer).isNotDone();
        rig.settle();
        assertThat(offsets(only(answer))).containsExactly(0L);
    }

    @Test
    void the_first_batch_comes_whatever_its_size_and_the_limit_cuts_what_follows() {
        append(0, "x".repeat(1000));
        append(0, "y".repeat(1000));
        append(1, "z".repeat(1000));
        var answer = handle(FetchRequest.builder()
                .maxWaitMs(0)
                .maxBytes(10)
                .topics(List.of(new FetchTopic("", topicId, List.of(sized(0, 0, 5), sized(1, 0, 5)))))
                .build(), 17);
        assertThat(offsets(data(answer, 0))).containsExactly(0L);
        assertThat(offsets(data(answer, 1))).as("the limit was used up by the first partition").isEmpty();
        assertThat(data(answer, 1).highWatermark()).isEqualTo(1);
    }

    @Test
    void an_offset_outside_of_the_log_is_told() {
        append(0, "a");
        assertThat(error(handle(request(500, 1, partition(0, 2))))).isEqualTo(ErrorCode.OFFSET_OUT_OF_RANGE);
        assertThat(error(handle(request(500, 1, partition(0, -1))))).isEqualTo(ErrorCode.OFFSET_OUT_OF_RANGE);
        rig.partition("orders", 0).deleteRecordsBefore(1);
        rig.settle();
        assertThat(error(handle(request(500, 1, partition(0, 0))))).isEqualTo(ErrorCode.OFFSET_OUT_OF_RANGE);
    }

    @Test
    void unknown_topics_and_partitions_are_told_apart() {
        assertThat(error(handle(request(500, 1, partition(99, 0))))).isEqualTo(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
        var byUnknownId = FetchRequest.builder()
                .topics(List.of(new FetchTopic("", new UUID(5, 5), List.of(partition(0, 0)))))
                .build();
        assertThat(error(handle(byUnknownId, 17))).isEqualTo(ErrorCode.UNKNOWN_TOPIC_ID);
        var byUnknownName = FetchRequest.builder()
                .topics(List.of(new FetchTopic("nobody", KafkaUuid.ZERO, List.of(partition(0, 0)))))
                .build();
        assertThat(error(handle(byUnknownName, 12))).isEqualTo(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
    }

    @Test
    void a_client_with_another_leader_epoch_is_fenced() {
        assertThat(error(handle(request(500, 1, fenced(EPOCH - 1))))).isEqualTo(ErrorCode.FENCED_LEADER_EPOCH);
        assertThat(error(handle(request(500, 1, fenced(EPOCH + 1))))).isEqualTo(ErrorCode.UNKNOWN_LEADER_EPOCH);
        assertThat(error(handle(request(0, 1, fenced(EPOCH))))).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void a_topic_that_is_deleted_ends_the_wait() {
        var answer = handle(request(30_000, 1, partition(0, 0)));
        rig.delete("orders");
        assertThat(error(answer)).isEqualTo(ErrorCode.UNKNOWN_TOPIC_ID);
    }

    @Test
    void read_committed_stops_at_the_open_transaction_and_learns_what_was_aborted() {
        append(0, "plain");
        transactional(0, 0, "in doubt");
        append(0, "behind");
        assertThat(offsets(only(handle(request(0, 1, partition(0, 0)))))).containsExactly(0L, 1L, 2L);
        var committed = handle(readCommitted(0, 0));
        assertThat(offsets(only(committed))).containsExactly(0L);
        assertThat(only(committed).lastStableOffset()).isEqualTo(1);
        assertThat(only(committed).abortedTransactions()).isEmpty();

        var waiting = handle(readCommitted(500, 1));
        append(0, "still behind");
        assertThat(waiting).as("the high watermark moved, the last stable offset did not").isNotDone();
        LedPartition partition = rig.partition("orders", 0);
        new PartitionMarkerWriter(rig.partitions, rig.loop, rig.clock).write(9, (short) 0, 1, false,
                Set.of(partition.name()));
        rig.settle();
        assertThat(offsets(only(waiting))).containsExactly(1L, 2L, 3L, 4L);
        assertThat(only(waiting).abortedTransactions()).containsExactly(new AbortedTransaction(9, 1));
        assertThat(only(handle(request(0, 1, partition(0, 1)))).abortedTransactions()).as("nobody asked").isNull();
    }

    @Test
    void a_session_names_changes_only_and_tells_news_only() {
        append(0, "a");
        FetchResponse first = session(0, 0, List.of(partition(0, 0), partition(1, 0), partition(2, 0)), List.of());
        assertThat(first.sessionId()).isPositive();
        assertThat(partitionsOf(first)).containsExactly(0, 1, 2);

        FetchResponse nothingNew = session(first.sessionId(), 1, List.of(partition(0, 1)), List.of());
        assertThat(nothingNew.sessionId()).isEqualTo(first.sessionId());
        assertThat(partitionsOf(nothingNew)).isEmpty();

        append(2, "b");
        FetchResponse news = session(first.sessionId(), 2, List.of(), List.of());
        assertThat(partitionsOf(news)).containsExactly(2);
        assertThat(offsets(news.responses().getFirst().partitions().getFirst())).containsExactly(0L);

        append(1, "c");
        FetchResponse forgotten = session(first.sessionId(), 3, List.of(partition(2, 1)), List.of(1));
        assertThat(partitionsOf(forgotten)).isEmpty();
    }

    @Test
    void a_partition_that_gave_data_moves_behind_the_others() {
        append(0, "x".repeat(200));
        append(0, "x".repeat(200));
        append(1, "y".repeat(200));
        FetchResponse first = session(0, 0, List.of(sized(0, 0, 10), sized(1, 0, 10)), List.of(), 10);
        assertThat(offsets(first.responses().getFirst().partitions().getFirst())).containsExactly(0L);
        FetchResponse second = session(first.sessionId(), 1, List.of(sized(0, 1, 10)), List.of(), 10);
        FetchResponse third = session(first.sessionId(), 2, List.of(sized(0, 2, 10)), List.of(), 10);
        List<Integer> withData = new ArrayList<>();
        for (FetchResponse response : List.of(second, third)) {
            for (var topic : response.responses()) {
                topic.partitions()
                        .stream()
                        .filter(data -> !offsets(data).isEmpty())
                        .forEach(data -> withData.add(data.partitionIndex()));
            }
        }
        assertThat(withData).as("partition 1 is not starved by partition 0").contains(1);
    }

    @Test
    void wrong_sessions_and_epochs_are_refused() {
        FetchResponse first = session(0, 0, List.of(partition(0, 0)), List.of());
        assertThat(session(first.sessionId() + 1, 1, List.of(), List.of()).errorCode())
                .isEqualTo(ErrorCode.FETCH_SESSION_ID_NOT_FOUND.code());
        assertThat(session(first.sessionId(), 5, List.of(), List.of()).errorCode())
                .isEqualTo(ErrorCode.INVALID_FETCH_SESSION_EPOCH.code());
        session(first.sessionId(), -1, List.of(partition(0, 0)), List.of());
        assertThat(session(first.sessionId(), 1, List.of(), List.of()).errorCode()).as("closed by epoch -1")
                .isEqualTo(ErrorCode.FETCH_SESSION_ID_NOT_FOUND.code());
    }

    @Test
    void a_session_of_an_earlier_run_of_the_broker_is_nobody_elses_in_this_one() {
        FetchResponse before = session(0, 0, List.of(partition(0, 0)), List.of());
        FetchHandler restarted = new FetchHandler(rig.partitions, new FetchHandler.Bounds(50 * MB, 2, 1), rig.clock,
                new SplittableRandom(8));
        FetchResponse somebodyElse = handle(restarted,
                sessionRequest(0, 0, List.of(partition(1, 0)), List.of(), MB), 17).join();
        FetchResponse comesBack = handle(restarted, sessionRequest(before.sessionId(), 1, List.of(), List.of(), MB), 17)
                .join();
        assertThat(somebodyElse.sessionId()).isPositive().isNotEqualTo(before.sessionId());
        assertThat(comesBack.errorCode()).isEqualTo(ErrorCode.FETCH_SESSION_ID_NOT_FOUND.code());
    }

    @Test
    void sessions_are_bounded_and_only_idle_ones_make_room() {
        int first = session(0, 0, List.of(partition(0, 0)), List.of()).sessionId();
        int second = session(0, 0, List.of(partition(0, 0)), List.of()).sessionId();
        assertThat(second).isNotEqualTo(first);
        assertThat(session(0, 0, List.of(partition(0, 0)), List.of()).sessionId()).as("served without one").isZero();
        rig.clock.advanceMs(FetchSessions.EVICT_AFTER_MS);
        session(second, 1, List.of(), List.of());
        assertThat(session(0, 0, List.of(partition(0, 0)), List.of()).sessionId()).isPositive();
        assertThat(session(first, 1, List.of(), List.of()).errorCode()).as("the idle one made room")
                .isEqualTo(ErrorCode.FETCH_SESSION_ID_NOT_FOUND.code());
        assertThat(session(second, 2, List.of(), List.of()).errorCode()).isZero();
    }

    private CompletableFuture<FetchResponse> handle(FetchRequest request) {
        return handle(request, 17);
    }

    private CompletableFuture<FetchResponse> handle(FetchRequest request, int version) {
        return handle(fetch, request, version);
    }

    private CompletableFuture<FetchResponse> handle(FetchHandler handler, FetchRequest request, int version) {
        RequestContext context = new RequestContext((short) version, 1, "test", "/127.0.0.1", 1, false, rig.loop);
        CompletableFuture<FetchResponse> answer = new CompletableFuture<>();
        rig.loop.execute(() -> handler.handle(context, request).thenAccept(answer::complete));
        rig.run();
        return answer;
    }

    private FetchResponse session(int id, int epoch, List<FetchPartition> partitions, List<Integer> forgotten) {
        return session(id, epoch, partitions, forgotten, MB);
    }

    private FetchResponse session(int id, int epoch, List<FetchPartition> partitions, List<Integer> forgotten,
            int bytesMax) {
        return handle(sessionRequest(id, epoch, partitions, forgotten, bytesMax)).join();
    }

    private FetchRequest sessionRequest(int id, int epoch, List<FetchPartition> partitions, List<Integer> forgotten,
            int bytesMax) {
        return FetchRequest.builder()
                .sessionId(id)
                .sessionEpoch(epoch)
                .maxBytes(bytesMax)
                .topics(partitions.isEmpty() ? List.of() : List.of(new FetchTopic("", topicId, partitions)))
                .forgottenTopicsData(
                        forgotten.isEmpty() ? List.of() : List.of(new ForgottenTopic("", topicId, forgotten)))
                .build();
    }

    private FetchRequest request(int waitMs, int bytesMin, FetchPartition... partitions) {
        return FetchRequest.builder()
                .maxWaitMs(waitMs)
                .minBytes(bytesMin)
                .topics(List.of(new FetchTopic("", topicId, List.of(partitions))))
                .build();
    }

    private FetchRequest readCommitted(int waitMs, long offset) {
        return FetchRequest.builder()
                .maxWaitMs(waitMs)
                .minBytes(1)
                .isolationLevel((byte) 1)
                .topics(List.of(new FetchTopic("", topicId, List.of(partition(0, offset)))))
                .build();
    }

    private static FetchPartition partition(int partition, long offset) {
        return sized(partition, offset, MB);
    }

    private static FetchPartition sized(int partition, long offset, int bytesMax) {
        return FetchPartition.builder().partition(partition).fetchOffset(offset).partitionMaxBytes(bytesMax).build();
    }

    private static FetchPartition fenced(int leaderEpoch) {
        return FetchPartition.builder().currentLeaderEpoch(leaderEpoch).partitionMaxBytes(MB).build();
    }

    private void append(int partition, String... values) {
        PartitionAppend append = rig.append(rig.partition("orders", partition), Acks.ALL, values);
        rig.settle();
        assertThat(append.outcome().error()).isEqualTo(ErrorCode.NONE);
    }

    private int appendedBytes(int partition, String value) {
        append(partition, value);
        return (int) rig.logs.find(rig.partition("orders", partition).name()).sizeInBytes();
    }

    private void transactional(int partition, int sequence, String value) {
        rig.append(rig.partition("orders", partition),
                PartitionRig.batch(BatchStamp.transactional(9, (short) 0, sequence), rig.clock.wallMs(), value),
                Acks.ALL,
                new TransactionalWrite("txn", 9, (short) 0, TransactionGate.Mode.ADD), 1_000);
        rig.settle();
        rig.questions.forEach(question -> question.answer(ErrorCode.NONE));
        rig.settle();
    }

    private static ErrorCode error(CompletableFuture<FetchResponse> answer) {
        return ErrorCode.of(only(answer).errorCode());
    }

    private static PartitionData only(CompletableFuture<FetchResponse> answer) {
        assertThat(answer).isDone();
        assertThat(answer.join().responses()).hasSize(1);
        assertThat(answer.join().responses().getFirst().partitions()).hasSize(1);
        return answer.join().responses().getFirst().partitions().getFirst();
    }

    private static PartitionData data(CompletableFuture<FetchResponse> answer, int partition) {
        assertThat(answer).isDone();
        return answer.join()
                .responses()
                .getFirst()
                .partitions()
                .stream()
                .filter(data -> data.partitionIndex() == partition)
                .findAny()
                .orElseThrow();
    }

    private static List<Integer> partitionsOf(FetchResponse response) {
        assertThat(response.errorCode()).isZero();
        return response.responses()
                .stream()
                .flatMap(topic -> topic.partitions().stream())
                .map(PartitionData::partitionIndex)
                .toList();
    }

    private static List<Long> offsets(PartitionData data) {
        List<Long> offsets = new ArrayList<>();
        RecordBatches batches = new RecordBatches().reset(data.records().buffer());
        while (batches.next()) {
            for (long offset = batches.batch().baseOffset(); offset <= batches.batch().lastOffset(); offset++) {
                offsets.add(offset);
            }
        }
        return offsets;
    }
}
