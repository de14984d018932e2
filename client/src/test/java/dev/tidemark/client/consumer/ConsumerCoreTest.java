package dev.tidemark.client.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.client.net.ClientFixture;
import dev.tidemark.client.net.Cluster;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.core.id.KafkaUuid;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.message.FetchRequest;
import dev.tidemark.protocol.message.FetchResponse;
import dev.tidemark.protocol.message.ListOffsetsRequest;
import dev.tidemark.protocol.message.ListOffsetsResponse;
import dev.tidemark.protocol.message.OffsetCommitRequest;
import dev.tidemark.protocol.message.OffsetCommitResponse;
import dev.tidemark.protocol.message.OffsetFetchRequest;
import dev.tidemark.protocol.message.OffsetFetchResponse;
import dev.tidemark.record.BatchStamp;
import dev.tidemark.record.Headers;
import dev.tidemark.record.RecordBatchBuilder;
import dev.tidemark.record.RecordBytes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConsumerCoreTest {

    private static final TopicPartition T0 = new TopicPartition("t", 0);

    private final ClientFixture client = new ClientFixture();
    private final PolledRecords polled = new PolledRecords();
    private ConsumerCore core;
    /** What the broker holds of t-0: offsets 10 to 29. */
    private long start = 10;
    private long end = 30;
    private long committed = -1;
    private ErrorCode fetchError = ErrorCode.NONE;
    private int pending;

    @BeforeEach
    void a_partition() {
        client.broker.topic("t", 1);
        client.broker.on(FetchRequest.class, exchange -> {
            FetchResponse answer = fetch(exchange.request);
            boolean something = !answer.responses().isEmpty();
            client.loop.schedule(something ? 1 : exchange.request.maxWaitMs(), () -> exchange.reply(answer));
        });
        client.broker.on(ListOffsetsRequest.class, exchange -> {
            long timestamp = exchange.request.topics().getFirst().partitions().getFirst().timestamp();
            exchange.reply(new ListOffsetsResponse(0, List.of(new ListOffsetsResponse.ListOffsetsTopicResponse("t",
                    List.of(ListOffsetsResponse.ListOffsetsPartitionResponse.builder()
                            .offset(timestamp == BatchConsumer.EARLIEST ? start : end)
                            .build())))));
        });
        client.broker.on(OffsetFetchRequest.class, exchange -> exchange.reply(offsets()));
        client.broker.on(OffsetCommitRequest.class, exchange -> {
            committed = exchange.request.topics().getFirst().partitions().getFirst().committedOffset();
            exchange.reply(new OffsetCommitResponse(0,
                    List.of(new OffsetCommitResponse.OffsetCommitResponseTopic("t", KafkaUuid.ZERO,
                            List.of(new OffsetCommitResponse.OffsetCommitResponsePartition(0, (short) 0))))));
        });
    }

    private OffsetFetchResponse offsets() {
        ErrorCode error = pending-- > 0 ? ErrorCode.UNSTABLE_OFFSET_COMMIT : ErrorCode.NONE;
        return new OffsetFetchResponse(0, List.of(), (short) 0,
                List.of(new OffsetFetchResponse.OffsetFetchResponseGroup(
                        "g", List.of(new OffsetFetchResponse.OffsetFetchResponseTopics("t", KafkaUuid.ZERO,
                                List.of(OffsetFetchResponse.OffsetFetchResponsePartitions.builder()
                                        .committedOffset(committed)
                                        .errorCode(error.code())
                                        .build()))),
                        (short) 0)));
    }

    private final Map<Integer, Long> sessionOffsets = new HashMap<>();

    /** Sessions as KIP-227 has them: what a request does not name stays as it was. Five records a batch. */
    private FetchResponse fetch(FetchRequest request) {
        if (request.sessionEpoch() <= 0) {
            sessionOffsets.clear();
        }
        request.forgottenTopicsData().forEach(topic -> topic.partitions().forEach(sessionOffsets::remove));
        request.topics()
                .forEach(topic -> topic.partitions()
                        .forEach(partition -> sessionOffsets.put(partition.partition(), partition.fetchOffset())));
        List<FetchResponse.PartitionData> data = new ArrayList<>();
        Long offset = sessionOffsets.get(0);
        ErrorCode error = fetchError;
        fetchError = ErrorCode.NONE;
        if (offset != null && (offset < start || offset > end)) {
            error = ErrorCode.OFFSET_OUT_OF_RANGE;
        }
        if (offset != null && (error != ErrorCode.NONE || offset < end)) {
            data.add(FetchResponse.PartitionData.builder()
                    .errorCode(error.code())
                    .highWatermark(end)
                    .lastStableOffset(end)
                    .logStartOffset(start)
                    .records(error == ErrorCode.NONE ? batch(offset - offset % 5) : null)
                    .build());
        }
        return FetchResponse.builder()
                .sessionId(88)
                .responses(data.isEmpty() ? List.of()
                        : List.of(new FetchResponse.FetchableTopicResponse("t", KafkaUuid.ZERO, data)))
                .build();
    }

    private static RecordBytes batch(long baseOffset) {
        RecordBatchBuilder builder = new RecordBatchBuilder(1_000);
        for (long offset = baseOffset; offset < baseOffset + 5; offset++) {
            builder.append(offset, null, ByteBuffer.wrap(("v" + offset).getBytes()), Headers.none());
        }
        return RecordBytes.of(builder.finish(BatchStamp.plain().at(baseOffset, 1)));
    }

    private void consumer(String... settings) {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < settings.length; i += 2) {
            values.put(settings[i], settings[i + 1]);
        }
        Cluster cluster = client.cluster(Map.of());
        core = new ConsumerCore(cluster, ConsumerSettings.of(client.config(values)), true);
        core.assign(List.of(T0));
    }

    private ConsumerEvent poll(long timeoutMs) {
        CompletableFuture<ConsumerEvent> event = core.poll(polled.report(), timeoutMs).toCompletableFuture();
        client.advanceMs(timeoutMs + 1);
        assertThat(event).isCompleted();
        return event.join();
    }

    /** Offsets as a user's poll with this limit returns them. */
    private List<Long> read(int most) {
        List<ConsumerRecord> records = polled.next(most, Set.of());
        while (records.isEmpty() && poll(1_000) instanceof ConsumerEvent.Records fetched) {
            polled.add(fetched.fetched());
            records = polled.next(most, Set.of());
        }
        return records.stream().map(ConsumerRecord::offset).toList();
    }

    private List<Long> readAll() {
        List<Long> all = new ArrayList<>();
        for (List<Long> some = read(500); !some.isEmpty(); some = read(500)) {
            all.addAll(some);
        }
        return all;
    }

    private static List<Long> range(long from, long to) {
        return LongStream.range(from, to).boxed().toList();
    }

    @Test
    void without_a_position_it_starts_where_the_reset_says() {
        consumer("auto.offset.reset", "earliest");
        assertThat(readAll()).isEqualTo(range(10, 30));
        assertThat(core.fetcher().highWatermark(T0)).isEqualTo(30);
        assertThat(core.fetcher().logStartOffset(T0)).isEqualTo(10);
    }

    @Test
    void by_default_it_starts_at_the_end_and_sees_what_comes() {
        consumer();
        assertThat(readAll()).isEmpty();
        end = 35;
        assertThat(readAll()).isEqualTo(range(30, 35));
    }

    @Test
    void a_committed_offset_wins_over_the_reset() {
        committed = 17;
        consumer("group.id", "g", "auto.offset.reset", "earliest");
        assertThat(readAll()).isEqualTo(range(17, 30));
    }

    @Test
    void under_read_committed_it_waits_for_pending_offsets() {
        committed = 17;
        pending = 3;
        consumer("group.id", "g", "isolation.level", "read_committed");
        assertThat(readAll()).isEqualTo(range(17, 30));
        assertThat(client.broker.sent(OffsetFetchRequest.class)).hasSize(4).allMatch(OffsetFetchRequest::requireStable);
    }

    @Test
    void a_poll_returns_no_more_than_its_limit_and_loses_nothing() {
        consumer("auto.offset.reset", "earliest");
        assertThat(read(3)).isEqualTo(range(10, 13));
        assertThat(read(3)).isEqualTo(range(13, 15));
        assertThat(readAll()).isEqualTo(range(15, 30));
    }

    @Test
    void a_seek_drops_what_was_fetched_and_continues_there_in_the_middle_of_a_batch() {
        consumer("auto.offset.reset", "earliest");
        read(2);
        polled.forget(Set.of(T0));
        core.fetcher().seek(T0, 23, -1);
        assertThat(readAll()).isEqualTo(range(23, 30));
    }

    @Test
    void a_seek_to_an_end_wins_over_a_start_that_is_being_looked_up() {
        consumer(); // asks for the end
        core.fetcher().seek(T0, PartitionPosition.UNKNOWN, -1);
        core.starts().resetTo(Set.of(T0), BatchConsumer.EARLIEST);
        assertThat(readAll()).isEqualTo(range(10, 30));
        assertThat(client.broker.sent(ListOffsetsRequest.class)).as("both were asked").hasSize(2);
    }

    @Test
    void a_seek_wins_over_a_start_that_is_being_looked_up() {
        consumer("auto.offset.reset", "earliest");
        core.fetcher().seek(T0, 25, -1);
        assertThat(readAll()).isEqualTo(range(25, 30));
    }

    @Test
    void a_start_found_for_an_assignment_that_is_over_does_not_count() {
        List<Runnable> answers = new ArrayList<>();
        client.broker.on(OffsetFetchRequest.class, exchange -> {
            OffsetFetchResponse now = offsets();
            answers.add(() -> exchange.reply(now));
        });
        committed = 17;
        consumer("group.id", "g");
        client.advanceMs(10);
        core.assign(List.of());
        committed = 22; // by whoever had the partition meanwhile
        core.assign(List.of(T0));
        client.advanceMs(10);
        assertThat(answers).hasSize(2);
        answers.forEach(Runnable::run);
        assertThat(readAll()).isEqualTo(range(22, 30));
    }

    @Test
    void the_position_is_that_of_the_next_record_also_before_the_first_was_returned() {
        consumer("auto.offset.reset", "earliest");
        assertThat(poll(1_000)).isInstanceOfSatisfying(ConsumerEvent.Records.class,
                records -> polled.add(records.fetched()));
        assertThat(core.fetcher().position(T0)).as("what the reader took").isGreaterThan(10);
        assertThat(polled.position(T0)).isEqualTo(new OffsetAndMetadata(10, -1, ""));
        polled.next(2, Set.of());
        assertThat(polled.position(T0)).isEqualTo(new OffsetAndMetadata(12, 1, ""));
    }

    @Test
    void a_position_outside_the_log_is_reset() {
        consumer("auto.offset.reset", "earliest");
        read(1);
        start = 20;
        polled.forget(Set.of(T0));
        core.fetcher().seek(T0, 12, -1);
        assertThat(readAll()).isEqualTo(range(20, 30));
    }

    @Test
    void without_a_reset_rule_a_missing_position_fails_the_poll() {
        consumer("auto.offset.reset", "none");
        ConsumerEvent event = poll(1_000);
        assertThat(event).isInstanceOfSatisfying(ConsumerEvent.Failure.class,
                failure -> assertThat(failure.why()).isInstanceOf(TidemarkException.class)
                        .hasMessageContaining("auto.offset.reset=none"));
    }

    @Test
    void a_start_that_could_not_be_found_is_looked_up_again_once_the_poll_has_failed() {
        committed = 17;
        client.broker.on(OffsetFetchRequest.class, exchange -> {
            // the coordinator is silent
        });
        consumer("group.id", "g", "default.api.timeout.ms", "5000", "request.timeout.ms", "2000");
        assertThat(poll(6_000)).isInstanceOf(ConsumerEvent.Failure.class);
        client.broker.on(OffsetFetchRequest.class, exchange -> exchange.reply(offsets()));
        // what was asked in silence has to time out first: answers of a connection come in order
        ConsumerEvent event = new ConsumerEvent.Nothing();
        for (int i = 0; i < 60 && !(event instanceof ConsumerEvent.Records); i++) {
            event = poll(1_000);
        }
        assertThat(event).isInstanceOfSatisfying(ConsumerEvent.Records.class, first -> polled.add(first.fetched()));
        assertThat(readAll()).isEqualTo(range(17, 30));
    }

    @Test
    void a_paused_partition_is_not_fetched_and_resumes_where_it_was() {
        consumer("auto.offset.reset", "earliest");
        assertThat(read(500)).isEqualTo(range(10, 15));
        core.fetcher().pause(List.of(T0));
        assertThat(poll(500)).isInstanceOf(ConsumerEvent.Nothing.class);
        core.fetcher().resume(List.of(T0));
        assertThat(readAll()).isEqualTo(range(15, 30));
    }

    @Test
    void a_moved_leader_and_a_lost_session_cost_time_but_no_record() {
        consumer("auto.offset.reset", "earliest");
        read(500);
        fetchError = ErrorCode.NOT_LEADER_OR_FOLLOWER;
        client.advanceMs(2_000);
        List<Long> before = readAll();
        int[] once = {0};
        client.broker.on(FetchRequest.class, exchange -> {
            if (once[0]++ == 0) {
                exchange.reply(FetchResponse.builder()
                        .errorCode(ErrorCode.FETCH_SESSION_ID_NOT_FOUND.code())
                        .build());
            } else {
                FetchResponse answer = fetch(exchange.request);
                client.loop.schedule(answer.responses().isEmpty() ? exchange.request.maxWaitMs() : 1,
                        () -> exchange.reply(answer));
            }
        });
        end = 40;
        List<Long> all = new ArrayList<>(before);
        all.addAll(readAll());
        assertThat(all).isEqualTo(range(15, 40));
        assertThat(client.broker.sent(FetchRequest.class)).anyMatch(request -> request.sessionEpoch() > 0)
                .anyMatch(request -> request.sessionId() == 88 && request.topics().isEmpty());
    }

    @Test
    void what_was_returned_is_committed_at_the_interval_and_at_the_end() {
        consumer("group.id", "g", "auto.offset.reset", "earliest", "auto.commit.interval.ms", "2000");
        read(3);
        read(1);
        client.advanceMs(100);
        core.poll(polled.report(), 10);
        client.advanceMs(2_100);
        assertThat(committed).isEqualTo(14);
        read(500);
        core.close(polled.report());
        client.advanceMs(100);
        assertThat(committed).isEqualTo(15);
    }

    @Test
    void a_wakeup_ends_a_poll_that_waits_or_the_next() {
        consumer();
        client.advanceMs(100);
        CompletableFuture<ConsumerEvent> waiting = core.poll(Map.of(), 60_000).toCompletableFuture();
        client.advanceMs(100);
        assertThat(waiting).isNotDone();
        core.wakeup();
        assertThat(waiting.join()).isInstanceOf(ConsumerEvent.Nothing.class);

        core.wakeup();
        assertThat(core.poll(Map.of(), 60_000).toCompletableFuture().join()).isInstanceOf(ConsumerEvent.Nothing.class);
    }
}
