package dev.tidemark.client.producer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.client.consumer.GroupMetadata;
import dev.tidemark.client.consumer.OffsetAndMetadata;
import dev.tidemark.client.net.ClientFixture;
import dev.tidemark.client.net.Lane;
import dev.tidemark.client.net.ScriptedTransport.Exchange;
import dev.tidemark.core.id.KafkaUuid;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.message.AddOffsetsToTxnRequest;
import dev.tidemark.protocol.message.AddOffsetsToTxnResponse;
import dev.tidemark.protocol.message.AddPartitionsToTxnRequest;
import dev.tidemark.protocol.message.AddPartitionsToTxnResponse;
import dev.tidemark.protocol.message.EndTxnRequest;
import dev.tidemark.protocol.message.EndTxnResponse;
import dev.tidemark.protocol.message.InitProducerIdRequest;
import dev.tidemark.protocol.message.ProduceRequest;
import dev.tidemark.protocol.message.TxnOffsetCommitRequest;
import dev.tidemark.protocol.message.TxnOffsetCommitResponse;
import dev.tidemark.record.CompressionType;
import dev.tidemark.record.Headers;
import dev.tidemark.record.RecordBatch;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SteppedProducerTest {

    private static final TopicPartition OUT = new TopicPartition("out", 0);
    private static final Map<TopicPartition, OffsetAndMetadata> OFFSETS = Map.of(new TopicPartition("in", 3),
            new OffsetAndMetadata(42, 5, "seq=9"));

    private final ClientFixture client = new ClientFixture();
    private final LogModel log = new LogModel();
    private SteppedProducer producer;

    @BeforeEach
    void a_cluster_that_does_what_it_is_asked() {
        client.broker.topic("out", 2);
        client.broker.on(ProduceRequest.class, exchange -> exchange.reply(log.produce(exchange.request)));
        client.broker.on(TxnOffsetCommitRequest.class, exchange -> exchange.reply(committed(ErrorCode.NONE)));
        client.broker.on(EndTxnRequest.class, this::end);
        client.broker.on(AddOffsetsToTxnRequest.class,
                exchange -> exchange.reply(new AddOffsetsToTxnResponse(0, (short) 0)));
        client.broker.on(AddPartitionsToTxnRequest.class, exchange -> exchange.reply(added(exchange.request)));
    }

    private void end(Exchange<EndTxnRequest> exchange) {
        boolean second = exchange.version >= 5;
        exchange.reply(new EndTxnResponse(0, (short) 0, second ? exchange.request.producerId() : -1L,
                second ? (short) (exchange.request.producerEpoch() + 1) : -1));
    }

    private static TxnOffsetCommitResponse committed(ErrorCode error) {
        return new TxnOffsetCommitResponse(0,
                List.of(new TxnOffsetCommitResponse.TxnOffsetCommitResponseTopic("in", KafkaUuid.ZERO,
                        List.of(new TxnOffsetCommitResponse.TxnOffsetCommitResponsePartition(3, error.code())))));
    }

    private static AddPartitionsToTxnResponse added(AddPartitionsToTxnRequest request) {
        return new AddPartitionsToTxnResponse(0, (short) 0, List.of(), request.v3AndBelowTopics()
                .stream()
                .map(topic -> new AddPartitionsToTxnResponse.AddPartitionsToTxnTopicResult(topic.name(),
                        topic.partitions()
                                .stream()
                                .map(partition -> new AddPartitionsToTxnResponse.AddPartitionsToTxnPartitionResult(
                                        partition, (short) 0))
                                .toList()))
                .toList());
    }

    private void start() {
        producer = new SteppedProducer(client.cluster(Map.of()),
                ProducerSettings.of(client.config(Map.of("transactional.id", "tx"))), Lane.PRODUCE);
        assertThat(settled(producer.initialise())).isEqualTo(new TransactionOutcome.Done());
    }

    private TransactionOutcome settled(CompletionStage<TransactionOutcome> step) {
        client.advanceMs(2_000);
        CompletableFuture<TransactionOutcome> future = step.toCompletableFuture();
        assertThat(future).isCompleted();
        return future.join();
    }

    private static List<OutboxBatch> batches(String... values) {
        Outbox outbox = new Outbox(CompressionType.NONE, topic -> 1 << 20);
        for (String value : values) {
            outbox.append(OUT, 1, null, ByteBuffer.wrap(value.getBytes()), Headers.none());
        }
        return outbox.takeAll();
    }

    private static GroupMetadata member() {
        return new GroupMetadata("app", 4, "m-1", "i-1");
    }

    private RecordBatch lastBatch() {
        var buffer = client.broker.sent(ProduceRequest.class)
                .getLast()
                .topicData()
                .getFirst()
                .partitionData()
                .getFirst()
                .records()
                .buffer();
        return new RecordBatch().wrap(buffer, buffer.position());
    }

    @Test
    void under_the_second_protocol_partitions_join_by_themselves_and_each_end_moves_the_epoch() {
        start();
        assertThat(settled(producer.send(batches("a", "b")))).isEqualTo(new TransactionOutcome.Done());
        assertThat(settled(producer.sendOffsets(member(), OFFSETS))).isEqualTo(new TransactionOutcome.Done());
        assertThat(settled(producer.end(true))).isEqualTo(new TransactionOutcome.Done());

        assertThat(client.broker.sent(AddPartitionsToTxnRequest.class)).isEmpty();
        assertThat(client.broker.sent(AddOffsetsToTxnRequest.class)).isEmpty();
        TxnOffsetCommitRequest offsets = client.broker.sent(TxnOffsetCommitRequest.class).getFirst();
        assertThat(offsets.generationIdOrMemberEpoch()).isEqualTo(4);
        assertThat(offsets.memberId()).isEqualTo("m-1");
        assertThat(offsets.topics().getFirst().partitions().getFirst().committedMetadata()).isEqualTo("seq=9");
        assertThat(producer.producerEpoch()).isEqualTo((short) 1);

        settled(producer.send(batches("c")));
        assertThat(lastBatch().transactional()).isTrue();
        assertThat(lastBatch().producerEpoch()).isEqualTo((short) 1);
        assertThat(lastBatch().baseSequence()).isZero();
    }

    @Test
    void under_the_first_protocol_partitions_and_offsets_are_added_before_they_are_written() {
        client.broker.transactionVersion = 1;
        start();
        settled(producer.send(batches("a")));
        settled(producer.send(batches("b")));
        settled(producer.sendOffsets(member(), OFFSETS));
        settled(producer.end(true));

        assertThat(client.broker.sent(AddPartitionsToTxnRequest.class)).as("once per partition").hasSize(1);
        int added = client.broker.requests.indexOf(client.broker.sent(AddPartitionsToTxnRequest.class).getFirst());
        int produced = client.broker.requests.indexOf(client.broker.sent(ProduceRequest.class).getFirst());
        assertThat(added).isLessThan(produced);
        assertThat(client.broker.sent(AddOffsetsToTxnRequest.class)).hasSize(1);
        assertThat(producer.producerEpoch()).as("the epoch stays").isZero();

        settled(producer.send(batches("c")));
        assertThat(lastBatch().baseSequence()).as("so do the sequences").isEqualTo(2);
    }

    @Test
    void an_end_without_answer_is_asked_again_with_the_same_epoch() {
        start();
        settled(producer.send(batches("a")));
        int[] attempts = {0};
        client.broker.on(EndTxnRequest.class, exchange -> {
            if (attempts[0]++ == 0) {
                exchange.cut();
            } else {
                end(exchange);
            }
        });
        assertThat(settled(producer.end(true))).isEqualTo(new TransactionOutcome.Done());
        assertThat(client.broker.sent(EndTxnRequest.class)).hasSize(2)
                .allMatch(request -> request.producerEpoch() == 0 && request.committed());
        assertThat(producer.producerEpoch()).isEqualTo((short) 1);
    }

    @Test
    void an_end_whose_answer_never_comes_is_unknown_and_may_be_asked_again() {
        start();
        settled(producer.send(batches("a")));
        client.broker.on(EndTxnRequest.class, Exchange::cut);
        CompletableFuture<TransactionOutcome> end = producer.end(true).toCompletableFuture();
        client.advanceMs(61_000);
        assertThat(end.join()).isInstanceOf(TransactionOutcome.Unknown.class);
        assertThat(producer.producerEpoch()).isZero();

        client.broker.on(EndTxnRequest.class, this::end);
        assertThat(settled(producer.end(true))).isEqualTo(new TransactionOutcome.Done());
    }

    @Test
    void the_first_write_waits_while_the_transaction_before_still_ends() {
        start();
        int[] attempts = {0};
        client.broker.on(ProduceRequest.class,
                exchange -> exchange.reply(attempts[0]++ < 3
                        ? LogModel.refuse(exchange.request, ErrorCode.CONCURRENT_TRANSACTIONS)
                        : log.produce(exchange.request)));
        assertThat(settled(producer.send(batches("a")))).isEqualTo(new TransactionOutcome.Done());
        assertThat(log.log("out", 0)).containsExactly("a");
    }

    @Test
    void a_refused_batch_leaves_only_the_abort() {
        start();
        client.broker.on(ProduceRequest.class,
                exchange -> exchange.reply(LogModel.refuse(exchange.request, ErrorCode.MESSAGE_TOO_LARGE)));
        assertThat(settled(producer.send(batches("a")))).isInstanceOf(TransactionOutcome.MustAbort.class);
        assertThat(settled(producer.sendOffsets(member(), OFFSETS))).isInstanceOf(TransactionOutcome.MustAbort.class);
        assertThat(settled(producer.end(true))).isInstanceOf(TransactionOutcome.MustAbort.class);
        assertThat(client.broker.sent(EndTxnRequest.class)).isEmpty();

        assertThat(settled(producer.end(false))).isEqualTo(new TransactionOutcome.Done());
        assertThat(client.broker.sent(EndTxnRequest.class).getFirst().committed()).isFalse();
        client.broker.on(ProduceRequest.class, exchange -> exchange.reply(log.produce(exchange.request)));
        assertThat(settled(producer.send(batches("b")))).isEqualTo(new TransactionOutcome.Done());
    }

    @Test
    void an_abort_waits_for_what_is_on_its_way() {
        start();
        List<Exchange<ProduceRequest>> held = new ArrayList<>();
        client.broker.on(ProduceRequest.class, held::add);
        producer.send(batches("a"));
        client.advanceMs(10);
        CompletableFuture<TransactionOutcome> aborted = producer.end(false).toCompletableFuture();
        client.advanceMs(100);
        assertThat(client.broker.sent(EndTxnRequest.class)).isEmpty();

        held.getFirst().reply(log.produce(held.getFirst().request));
        client.advanceMs(100);
        assertThat(aborted.join()).isEqualTo(new TransactionOutcome.Done());
    }

    @Test
    void a_member_of_an_old_generation_cannot_commit() {
        start();
        settled(producer.send(batches("a")));
        client.broker.on(TxnOffsetCommitRequest.class,
                exchange -> exchange.reply(committed(ErrorCode.ILLEGAL_GENERATION)));
        assertThat(settled(producer.sendOffsets(member(), OFFSETS))).isInstanceOf(TransactionOutcome.MustAbort.class);
    }

    @Test
    void a_fenced_producer_says_so_until_it_initialises_again() {
        start();
        settled(producer.send(batches("a")));
        client.broker.on(EndTxnRequest.class, exchange -> exchange
                .reply(new EndTxnResponse(0, ErrorCode.PRODUCER_FENCED.code(), -1L, (short) -1)));
        assertThat(settled(producer.end(true))).isInstanceOf(TransactionOutcome.Fenced.class);
        assertThat(settled(producer.send(batches("b")))).isInstanceOf(TransactionOutcome.Fenced.class);

        assertThat(settled(producer.initialise())).isEqualTo(new TransactionOutcome.Done());
        assertThat(client.broker.sent(InitProducerIdRequest.class)).hasSize(2);
        client.broker.on(EndTxnRequest.class, this::end);
        assertThat(settled(producer.send(batches("c")))).isEqualTo(new TransactionOutcome.Done());
    }

    @Test
    void a_record_larger_than_the_topic_takes_is_refused_where_it_is_appended() {
        Outbox outbox = new Outbox(CompressionType.NONE, topic -> 1_000);
        outbox.append(OUT, 1, null, ByteBuffer.allocate(400), Headers.none());
        outbox.append(OUT, 1, null, ByteBuffer.allocate(700), Headers.none());
        assertThat(outbox.takeFull()).as("the first no longer fits the second").hasSize(1);
        assertThat(outbox.takeAll()).hasSize(1);
        org.assertj.core.api.Assertions
                .assertThatThrownBy(() -> outbox.append(OUT, 1, null, ByteBuffer.allocate(1_100), Headers.none()))
                .hasMessageContaining("out-0")
                .hasMessageContaining("max.message.bytes");
    }
}
