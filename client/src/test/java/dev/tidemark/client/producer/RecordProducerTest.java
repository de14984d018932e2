package dev.tidemark.client.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.client.net.ClientFixture;
import dev.tidemark.client.net.NetworkSettings;
import dev.tidemark.client.net.ScriptedTransport.Exchange;
import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.message.ProduceRequest;
import dev.tidemark.record.RecordBatch;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RecordProducerTest {

    private ClientFixture client = new ClientFixture();
    private LogModel log = new LogModel();

    @BeforeEach
    void one_topic() {
        client.broker.topic("t", 2);
        client.broker.on(ProduceRequest.class, exchange -> exchange.reply(log.produce(exchange.request)));
    }

    private RecordProducer producer(String... settings) {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < settings.length; i += 2) {
            values.put(settings[i], settings[i + 1]);
        }
        var config = client.config(values);
        return new RecordProducer(client.environment(), NetworkSettings.of(config), ProducerSettings.of(config));
    }

    private static ProducerRecord text(int partition, String value) {
        return ProducerRecord.of("t", null, value.getBytes(StandardCharsets.UTF_8)).withPartition(partition);
    }

    @Test
    void records_that_linger_together_leave_in_one_batch() {
        RecordProducer producer = producer("linger.ms", "10");
        var first = producer.send(text(0, "a"));
        var second = producer.send(text(0, "b"));
        client.advanceMs(9);
        assertThat(client.broker.sent(ProduceRequest.class)).isEmpty();
        client.advanceMs(2);

        assertThat(client.broker.sent(ProduceRequest.class)).hasSize(1);
        assertThat(first.join().offset()).isZero();
        assertThat(second.join().offset()).isEqualTo(1);
    }

    @Test
    void a_flush_does_not_wait_for_linger() {
        RecordProducer producer = producer("linger.ms", "60000");
        var sent = producer.send(text(0, "a"));
        var flushed = producer.flush();
        client.advanceMs(100);
        assertThat(flushed).isCompleted();
        assertThat(sent).isCompleted();
    }

    @Test
    void order_is_kept_when_the_second_of_five_in_flight_fails() {
        List<Exchange<ProduceRequest>> held = new ArrayList<>();
        // a batch per record
        RecordProducer producer = producer("batch.size", "1", "linger.ms", "0");
        introduce(producer);
        client.broker.on(ProduceRequest.class, held::add);
        for (int i = 0; i < 8; i++) {
            producer.send(text(0, "r" + i));
        }
        client.run();
        assertThat(held).as("five in flight, no more").hasSize(5);

        List<Exchange<ProduceRequest>> first = List.copyOf(held);
        client.broker.on(ProduceRequest.class, exchange -> exchange.reply(log.produce(exchange.request)));
        first.get(0).reply(log.produce(first.get(0).request));
        first.get(1).reply(LogModel.refuse(first.get(1).request, ErrorCode.NOT_LEADER_OR_FOLLOWER));
        first.subList(2, 5).forEach(exchange -> exchange.reply(log.produce(exchange.request)));
        client.advanceMs(5_000);

        assertThat(log.log("t", 0)).containsExactly("hello", "r0", "r1", "r2", "r3", "r4", "r5", "r6", "r7");
    }

    /** The partition's log knows the producer afterwards. */
    private void introduce(RecordProducer producer) {
        client.broker.on(ProduceRequest.class, exchange -> exchange.reply(log.produce(exchange.request)));
        producer.send(text(0, "hello"));
        client.run();
    }

    @Test
    void a_log_that_does_not_know_the_producer_gets_a_batch_at_a_time() {
        List<Exchange<ProduceRequest>> held = new ArrayList<>();
        client.broker.on(ProduceRequest.class, held::add);
        RecordProducer producer = producer("batch.size", "1", "linger.ms", "0");
        for (int i = 0; i < 3; i++) {
            producer.send(text(0, "r" + i));
        }
        client.run();
        assertThat(held).as("a later one that came first would be taken for the beginning").hasSize(1);
        held.get(0).reply(LogModel.refuse(held.get(0).request, ErrorCode.NOT_LEADER_OR_FOLLOWER));
        client.advanceMs(5_000);
        assertThat(held).as("the same again").hasSize(2);
        held.get(1).reply(log.produce(held.get(1).request));
        client.run();
        assertThat(held).as("the rest together").hasSize(4);
        held.subList(2, 4).forEach(exchange -> exchange.reply(log.produce(exchange.request)));
        client.run();
        assertThat(log.log("t", 0)).containsExactly("r0", "r1", "r2");
    }

    @Test
    void random_faults_neither_lose_nor_repeat_nor_reorder() {
        for (long seed = 1; seed <= 60; seed++) {
            client = new ClientFixture(seed);
            log = new LogModel();
            client.broker.topic("t", 2);
            RandomGenerator faults = client.random;
            client.broker.on(ProduceRequest.class, exchange -> misbehave(exchange, faults));
            RecordProducer producer = producer("batch.size", "1", "linger.ms", "0");

            List<CompletableFuture<RecordMetadata>> sent = new ArrayList<>();
            for (int i = 0; i < 120; i++) {
                sent.add(producer.send(text(i % 2, "r" + i)));
                client.advanceMs(faults.nextInt(30));
            }
            client.advanceMs(110_000);

            assertThat(sent).as("seed %d", seed).allMatch(CompletableFuture::isDone);
            for (int partition = 0; partition < 2; partition++) {
                List<String> wanted = new ArrayList<>();
                for (int i = partition; i < 120; i += 2) {
                    wanted.add("r" + i);
                    assertThat(sent.get(i)).as("seed %d, record %d", seed, i).isCompleted();
                    long offset = sent.get(i).join().offset();
                    assertThat(log.log("t", partition).get((int) offset)).as("seed %d", seed).isEqualTo("r" + i);
                }
                assertThat(log.log("t", partition)).as("seed %d", seed).isEqualTo(wanted);
            }
            assertThat(log.problems).as("seed %d", seed).isEmpty();
        }
    }

    private void misbehave(Exchange<ProduceRequest> exchange, RandomGenerator faults) {
        switch (faults.nextInt(12)) {
            case 0 -> exchange.reply(LogModel.refuse(exchange.request, ErrorCode.NOT_LEADER_OR_FOLLOWER));
            case 1 -> exchange.reply(LogModel.refuse(exchange.request, ErrorCode.NOT_ENOUGH_REPLICAS));
            case 2 -> exchange.cut();
            case 3 -> {
                log.produce(exchange.request);
                exchange.cut();
            }
            default -> client.loop.schedule(faults.nextInt(40),
                    () -> exchange.reply(log.produce(exchange.request)));
        }
    }

    @Test
    void a_batch_that_the_broker_knows_already_counts_as_written() {
        client.broker.on(ProduceRequest.class,
                exchange -> exchange.reply(LogModel.refuse(exchange.request, ErrorCode.DUPLICATE_SEQUENCE_NUMBER)));
        var sent = producer("linger.ms", "0").send(text(0, "a"));
        client.advanceMs(100);
        assertThat(sent.join().offset()).isEqualTo(-1);
    }

    @Test
    void an_unanswered_record_fails_when_its_delivery_time_is_over_and_the_next_one_starts_a_new_epoch() {
        List<Exchange<ProduceRequest>> held = new ArrayList<>();
        client.broker.on(ProduceRequest.class, held::add);
        RecordProducer producer = producer("linger.ms", "0", "delivery.timeout.ms", "40000", "request.timeout.ms",
                "10000");
        var lost = producer.send(text(0, "lost"));
        client.advanceMs(39_000);
        assertThat(lost).isNotDone();
        client.advanceMs(2_000);
        assertThatThrownBy(lost::join).isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(TidemarkException.class)
                .hasMessageContaining(FailureCode.DELIVERY_TIMED_OUT.text())
                .hasMessageContaining("t-0")
                .hasMessageContaining("may have been written");

        client.broker.on(ProduceRequest.class, exchange -> exchange.reply(log.produce(exchange.request)));
        var next = producer.send(text(0, "next"));
        client.advanceMs(20_000);
        assertThat(next).isCompleted();
        ProduceRequest last = client.broker.sent(ProduceRequest.class).getLast();
        RecordBatch batch = batchOf(last);
        assertThat(batch.producerEpoch()).as("epoch after the unknown").isEqualTo((short) 1);
        assertThat(batch.baseSequence()).isZero();
    }

    @Test
    void retries_are_counted_and_pause_as_configured() {
        List<Long> triedAtMs = new ArrayList<>();
        client.broker.on(ProduceRequest.class, exchange -> {
            triedAtMs.add(client.clock.monotonicMs());
            exchange.reply(LogModel.refuse(exchange.request, ErrorCode.NOT_LEADER_OR_FOLLOWER));
        });
        RecordProducer producer = producer("linger.ms", "0", "retries", "3", "retry.backoff.ms", "1000",
                "retry.backoff.max.ms", "1000", "enable.idempotence", "false");
        var refused = producer.send(text(0, "never"));
        client.advanceMs(60_000);
        assertThat(triedAtMs).as("once and three times again").hasSize(4);
        for (int i = 1; i < triedAtMs.size(); i++) {
            // Kafka draws a fifth to either side
            assertThat(triedAtMs.get(i) - triedAtMs.get(i - 1)).isBetween(800L, 1_250L);
        }
        assertThatThrownBy(refused::join).hasCauseInstanceOf(TidemarkException.class)
                .hasMessageContaining("t-0")
                .hasMessageContaining(ErrorCode.NOT_LEADER_OR_FOLLOWER.name());
    }

    private static RecordBatch batchOf(ProduceRequest request) {
        var buffer = request.topicData().getFirst().partitionData().getFirst().records().buffer();
        return new RecordBatch().wrap(buffer, buffer.position());
    }

    @Test
    void memory_is_bounded_and_given_back() {
        List<Exchange<ProduceRequest>> held = new ArrayList<>();
        client.broker.on(ProduceRequest.class, held::add);
        RecordProducer producer = producer("linger.ms", "0", "buffer.memory", "400", "max.block.ms", "0");
        var first = producer.send(text(0, "x".repeat(200)));
        var refused = producer.send(text(0, "y".repeat(200)));
        client.advanceMs(10);
        assertThat(first).isNotDone();
        assertThatThrownBy(refused::join).hasMessageContaining("buffer.memory=400")
                .hasMessageContaining("max.block.ms=0");

        held.getFirst().reply(log.produce(held.getFirst().request));
        client.advanceMs(10);
        assertThat(first).isCompleted();
        assertThat(producer.send(text(0, "z".repeat(200)))).isNotDone();
    }

    @Test
    void a_topic_that_does_not_appear_is_named() {
        var sent = producer("max.block.ms", "3000").send(ProducerRecord.of("missing", null, new byte[1]));
        client.advanceMs(2_900);
        assertThat(sent).isNotDone();
        client.advanceMs(200);
        assertThatThrownBy(sent::join).hasMessageContaining(FailureCode.TOPIC_UNKNOWN.text())
                .hasMessageContaining("topic missing");
    }

    @Test
    void a_cluster_that_cannot_be_reached_is_named_with_what_was_tried() {
        client.broker.reachable = false;
        var sent = producer("max.block.ms", "3000").send(text(0, "a"));
        client.advanceMs(3_100);
        assertThatThrownBy(sent::join).hasMessageContaining(FailureCode.BROKER_UNREACHABLE.text())
                .hasMessageContaining("broker:9092: connection refused");
    }

    @Test
    void a_record_refused_for_good_fails_alone_and_its_sequence_is_never_anothers() {
        List<Exchange<ProduceRequest>> held = new ArrayList<>();
        RecordProducer producer = producer("batch.size", "1", "linger.ms", "0");
        introduce(producer);
        client.broker.on(ProduceRequest.class, held::add);
        List<CompletableFuture<RecordMetadata>> sent = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            sent.add(producer.send(text(0, "r" + i)));
        }
        client.run();
        List<Exchange<ProduceRequest>> first = List.copyOf(held);
        client.broker.on(ProduceRequest.class, exchange -> exchange.reply(log.produce(exchange.request)));
        first.get(0).reply(LogModel.refuse(first.get(0).request, ErrorCode.MESSAGE_TOO_LARGE));
        first.get(1).reply(log.produce(first.get(1).request));
        first.get(2).reply(log.produce(first.get(2).request));
        client.advanceMs(5_000);

        assertThat(sent.get(0)).isCompletedExceptionally();
        assertThat(log.log("t", 0)).containsExactly("hello", "r1", "r2");
        assertThat(batchOf(client.broker.sent(ProduceRequest.class).getLast()).producerEpoch()).isEqualTo((short) 1);

        log.produce(first.get(0).request); // a copy that comes when what it was refused for is over
        CompletableFuture<RecordMetadata> next = producer.send(text(0, "r3"));
        client.advanceMs(100);
        assertThat(log.log("t", 0)).containsExactly("hello", "r1", "r2", "r3");
        assertThat(next.join().offset()).isEqualTo(3);
    }

    @Test
    void keys_meet_where_kafkas_partitioner_sends_them_and_keyless_records_stick() {
        client.broker.topic("many", 7);
        RecordProducer producer = producer("linger.ms", "5");
        List<CompletableFuture<RecordMetadata>> keyed = new ArrayList<>();
        List<CompletableFuture<RecordMetadata>> keyless = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            keyed.add(producer.send(ProducerRecord.of("many", ("key" + i).getBytes(StandardCharsets.UTF_8), null)));
            keyless.add(producer.send(ProducerRecord.of("many", null, new byte[10])));
        }
        client.advanceMs(100);
        for (int i = 0; i < 20; i++) {
            assertThat(keyed.get(i).join().partition().partition())
                    .isEqualTo(Murmur2.partition(("key" + i).getBytes(StandardCharsets.UTF_8), 7));
        }
        assertThat(keyless.stream().map(sent -> sent.join().partition()).distinct()).hasSize(1);
    }

    @Test
    void an_unknown_key_is_refused_with_the_nearest_one() {
        assertThatThrownBy(() -> RecordProducer.open(client.environment(), Map.of("linger.mss", "5")))
                .isInstanceOf(TidemarkException.class)
                .hasMessageContaining("linger.mss")
                .hasMessageContaining("linger.ms");
    }
}
