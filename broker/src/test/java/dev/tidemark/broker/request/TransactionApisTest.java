package dev.tidemark.broker.request;

import static dev.tidemark.broker.RunningBroker.done;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.broker.RunningBroker;
import dev.tidemark.broker.net.WireClient;
import dev.tidemark.broker.partition.PartitionRig;
import dev.tidemark.core.id.KafkaUuid;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.message.AddOffsetsToTxnRequest;
import dev.tidemark.protocol.message.AddOffsetsToTxnResponse;
import dev.tidemark.protocol.message.AddPartitionsToTxnRequest;
import dev.tidemark.protocol.message.AddPartitionsToTxnRequest.AddPartitionsToTxnTopic;
import dev.tidemark.protocol.message.AddPartitionsToTxnRequest.AddPartitionsToTxnTransaction;
import dev.tidemark.protocol.message.AddPartitionsToTxnResponse;
import dev.tidemark.protocol.message.EndTxnRequest;
import dev.tidemark.protocol.message.EndTxnResponse;
import dev.tidemark.protocol.message.FindCoordinatorRequest;
import dev.tidemark.protocol.message.FindCoordinatorResponse;
import dev.tidemark.protocol.message.InitProducerIdRequest;
import dev.tidemark.protocol.message.InitProducerIdResponse;
import dev.tidemark.protocol.message.ProduceRequest;
import dev.tidemark.protocol.message.ProduceRequest.PartitionProduceData;
import dev.tidemark.protocol.message.ProduceRequest.TopicProduceData;
import dev.tidemark.protocol.message.ProduceResponse;
import dev.tidemark.protocol.message.TxnOffsetCommitRequest;
import dev.tidemark.protocol.message.TxnOffsetCommitRequest.TxnOffsetCommitRequestPartition;
import dev.tidemark.protocol.message.TxnOffsetCommitRequest.TxnOffsetCommitRequestTopic;
import dev.tidemark.protocol.message.TxnOffsetCommitResponse;
import dev.tidemark.record.BatchStamp;
import dev.tidemark.record.RecordBytes;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Transactions as stock clients see them, which speak the second protocol here; and request by request, as clients of the
 * first protocol do.
 */
class TransactionApisTest {

    @TempDir
    static Path folder;
    private static RunningBroker running;
    private static Admin admin;

    @BeforeAll
    static void start() {
        running = new RunningBroker(folder,
                Map.of("transaction.abort.timed.out.transaction.cleanup.interval.ms", "500"));
        admin = running.admin();
    }

    @AfterAll
    static void stop() {
        admin.close();
        running.close();
    }

    private static KafkaProducer<String, String> producer(RunningBroker broker, String id, int timeoutMs) {
        Map<String, Object> settings = new HashMap<>(Map.of("bootstrap.servers", broker.broker().bootstrapServers(),
                "transactional.id", id, "transaction.timeout.ms", timeoutMs, "linger.ms", "0", "max.block.ms", "20000",
                "delivery.timeout.ms", "20000", "request.timeout.ms", "10000"));
        return new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
    }

    private static KafkaProducer<String, String> producer(String id) {
        return producer(running, id, 30_000);
    }

    private static String topic(String name) throws Exception {
        done(admin.createTopics(List.of(new NewTopic(name, 2, (short) 1))).all());
        return name;
    }

    private static List<String> committed(RunningBroker broker, String topic, int count) {
        List<String> values = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", broker.broker().bootstrapServers(), "isolation.level", "read_committed",
                        "auto.offset.reset", "earliest"),
                new StringDeserializer(), new StringDeserializer())) {
            List<TopicPartition> all = List.of(new TopicPartition(topic, 0), new TopicPartition(topic, 1));
            consumer.assign(all);
            consumer.seekToBeginning(all);
            for (int polls = 0; polls < 200 && values.size() < count; polls++) {
                for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(50))) {
                    values.add(record.value());
                }
            }
            consumer.poll(Duration.ofMillis(50)).forEach(record -> values.add(record.value()));
        }
        return values;
    }

    private static ConsumerGroupMetadata group(String id) {
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", running.broker().bootstrapServers(), "group.id", id),
                new StringDeserializer(), new StringDeserializer())) {
            return consumer.groupMetadata();
        }
    }

    private static OffsetAndMetadata offset(String group, TopicPartition partition) throws Exception {
        return done(admin.listConsumerGroupOffsets(group, new ListConsumerGroupOffsetsOptions().requireStable(true))
                .partitionsToOffsetAndMetadata()).get(partition);
    }

    @Test
    void records_and_offsets_count_together_or_not_at_all() throws Exception {
        String topic = topic("together");
        TopicPartition input = new TopicPartition(topic, 0);
        try (KafkaProducer<String, String> producer = producer("together")) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(topic, 0, null, "a"));
            producer.send(new ProducerRecord<>(topic, 1, null, "b"));
            producer.sendOffsetsToTransaction(Map.of(input, new OffsetAndMetadata(5, "one")),
                    group("together"));
            producer.commitTransaction();
            assertThat(offset("together", input)).isEqualTo(new OffsetAndMetadata(5, "one"));

            producer.beginTransaction();
            producer.send(new ProducerRecord<>(topic, 0, null, "x"));
            producer.sendOffsetsToTransaction(Map.of(input, new OffsetAndMetadata(6, "two")),
                    group("together"));
            producer.abortTransaction();
            assertThat(offset("together", input)).isEqualTo(new OffsetAndMetadata(5, "one"));

            producer.beginTransaction();
            producer.send(new ProducerRecord<>(topic, 0, null, "c"));
            producer.commitTransaction();
        }
        assertThat(committed(running, topic, 3)).containsExactlyInAnyOrder("a", "b", "c");
    }

    @Test
    void a_new_instance_fences_the_old_one_and_aborts_what_it_left_open() throws Exception {
        String topic = topic("fenced");
        try (KafkaProducer<String, String> old = producer("fenced");
                KafkaProducer<String, String> young = producer(
                        "fenced")) {
            old.initTransactions();
            old.beginTransaction();
            old.send(new ProducerRecord<>(topic, 0, null, "lost")).get();
            young.initTransactions();
            assertThatThrownBy(() -> {
                old.send(new ProducerRecord<>(topic, 0, null, "late")).get();
                old.commitTransaction();
            }).satisfiesAnyOf(
                    failure -> assertThat(failure).isInstanceOf(ProducerFencedException.class),
                    failure -> assertThat(failure).hasCauseInstanceOf(KafkaException.class));
            young.beginTransaction();
            young.send(new ProducerRecord<>(topic, 0, null, "kept"));
            young.commitTransaction();
        }
        assertThat(committed(running, topic, 1)).containsExactly("kept");
    }

    @Test
    void a_transaction_that_nobody_ends_is_aborted_in_time() throws Exception {
        String topic = topic("timed-out");
        try (KafkaProducer<String, String> producer = producer(running, "timed-out", 1_000)) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(topic, 0, null, "lost")).get();
            try (KafkaProducer<String, String> other = producer("other")) {
                other.initTransactions();
                other.beginTransaction();
                other.send(new ProducerRecord<>(topic, 0, null, "kept")).get();
                other.commitTransaction();
            }
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(committed(running, topic, 1)).containsExactly("kept"));
            assertThatThrownBy(producer::commitTransaction).isInstanceOf(KafkaException.class);
        }
    }

    @Test
    void transactions_go_on_over_a_restart_of_the_broker() throws Exception {
        try (RunningBroker own = new RunningBroker(folder.resolve("own"), Map.of())) {
            try (Admin ownAdmin = own.admin()) {
                done(ownAdmin.createTopics(List.of(new NewTopic("restarted", 2, (short) 1))).all());
            }
            long producerId;
            try (KafkaProducer<String, String> producer = producer(own, "restarted", 30_000)) {
                producer.initTransactions();
                producer.beginTransaction();
                producer.send(new ProducerRecord<>("restarted", 0, null, "kept"));
                producer.commitTransaction();
                producer.beginTransaction();
                producer.send(new ProducerRecord<>("restarted", 1, null, "open")).get();
                producerId = newProducerId(own);
                producer.close(Duration.ZERO); // as if its process had died: it says nothing to the broker
                own.restart();
            }
            assertThat(newProducerId(own)).isGreaterThan(producerId);
            try (KafkaProducer<String, String> producer = producer(own, "restarted", 30_000)) {
                producer.initTransactions();
                producer.beginTransaction();
                producer.send(new ProducerRecord<>("restarted", 1, null, "after"));
                producer.commitTransaction();
            }
            assertThat(committed(own, "restarted", 2)).containsExactlyInAnyOrder("kept", "after");
        }
    }

    private static WireClient wire(RunningBroker broker) throws Exception {
        return new WireClient(new InetSocketAddress(InetAddress.getLoopbackAddress(), broker.broker().port()));
    }

    private static long newProducerId(RunningBroker broker) throws Exception {
        try (WireClient client = wire(broker)) {
            return client.call(new InitProducerIdRequest(null, 0, -1, (short) -1), InitProducerIdResponse.class, 5)
                    .producerId();
        }
    }

    // the first protocol, request by request

    @Test
    void every_version_of_the_first_protocol_commits_offsets() throws Exception {
        String topic = topic("first-protocol");
        TopicPartition input = new TopicPartition(topic, 0);
        try (WireClient client = wire(running)) {
            for (int version = 0; version <= 4; version++) {
                String id = "first-" + version;
                find(client, id, (byte) 1);
                find(client, id, (byte) 0);
                InitProducerIdResponse producer = client.call(
                        new InitProducerIdRequest(id, 30_000, -1, (short) -1), InitProducerIdResponse.class, version);
                assertThat(ErrorCode.of(producer.errorCode())).isEqualTo(ErrorCode.NONE);
                assertThat(addPartitions(client, id, producer, topic, 0, Math.min(3, version)))
                        .isEqualTo(ErrorCode.NONE);
                assertThat(commitOffsets(client, id, producer, topic, version, 10 + version))
                        .as("before AddOffsetsToTxn")
                        .isEqualTo(version >= 4 ? ErrorCode.TRANSACTION_ABORTABLE : ErrorCode.INVALID_TXN_STATE);
                AddOffsetsToTxnResponse added = client.call(
                        new AddOffsetsToTxnRequest(id, producer.producerId(), producer.producerEpoch(), id),
                        AddOffsetsToTxnResponse.class, version);
                assertThat(ErrorCode.of(added.errorCode())).isEqualTo(ErrorCode.NONE);
                assertThat(commitOffsets(client, id, producer, topic, version, 10 + version))
                        .isEqualTo(ErrorCode.NONE);
                assertThat(end(client, id, producer, true, version)).isEqualTo(ErrorCode.NONE);
                assertThat(offset(id, input).offset()).isEqualTo(10 + version);
            }
        }
    }

    @Test
    void a_write_outside_of_the_transaction_is_refused_in_the_words_of_its_version() throws Exception {
        String topic = topic("outside-words");
        try (WireClient client = wire(running)) {
            find(client, "outside", (byte) 1);
            InitProducerIdResponse producer = client.call(new InitProducerIdRequest("outside", 30_000, -1, (short) -1),
                    InitProducerIdResponse.class, 4);
            assertThat(produce(client, "outside", producer, topic, 3)).isEqualTo(ErrorCode.INVALID_TXN_STATE);
            assertThat(produce(client, "outside", producer, topic, 10)).isEqualTo(ErrorCode.INVALID_TXN_STATE);
            assertThat(produce(client, "outside", producer, topic, 11)).isEqualTo(ErrorCode.TRANSACTION_ABORTABLE);
            assertThat(addPartitions(client, "outside", producer, topic, 0, 3)).isEqualTo(ErrorCode.NONE);
            assertThat(produce(client, "outside", producer, topic, 3)).isEqualTo(ErrorCode.NONE);
        }
    }

    @Test
    void a_fenced_producer_hears_it_in_the_words_of_its_version() throws Exception {
        String topic = topic("fenced-words");
        try (WireClient client = wire(running)) {
            find(client, "words", (byte) 1);
            InitProducerIdRequest anew = new InitProducerIdRequest("words", 30_000, -1, (short) -1);
            InitProducerIdResponse old = client.call(anew, InitProducerIdResponse.class, 4);
            client.call(anew, InitProducerIdResponse.class, 4);
            assertThat(addPartitions(client, "words", old, topic, 0, 1)).isEqualTo(ErrorCode.INVALID_PRODUCER_EPOCH);
            assertThat(addPartitions(client, "words", old, topic, 0, 2)).isEqualTo(ErrorCode.PRODUCER_FENCED);
            assertThat(end(client, "words", old, true, 1)).isEqualTo(ErrorCode.INVALID_PRODUCER_EPOCH);
            assertThat(end(client, "words", old, true, 2)).isEqualTo(ErrorCode.PRODUCER_FENCED);
            InitProducerIdRequest recover = new InitProducerIdRequest("words", 30_000, old.producerId(),
                    old.producerEpoch());
            assertThat(ErrorCode.of(client.call(recover, InitProducerIdResponse.class, 3).errorCode()))
                    .isEqualTo(ErrorCode.INVALID_PRODUCER_EPOCH);
            assertThat(ErrorCode.of(client.call(recover, InitProducerIdResponse.class, 4).errorCode()))
                    .isEqualTo(ErrorCode.PRODUCER_FENCED);
        }
    }

    @Test
    void a_partition_that_is_not_there_spoils_the_whole_registration() throws Exception {
        String topic = topic("spoiled");
        try (WireClient client = wire(running)) {
            find(client, "spoiled", (byte) 1);
            InitProducerIdResponse producer = client.call(new InitProducerIdRequest("spoiled", 30_000, -1, (short) -1),
                    InitProducerIdResponse.class, 4);
            AddPartitionsToTxnResponse response = client.call(AddPartitionsToTxnRequest.builder()
                    .v3AndBelowTransactionalId("spoiled")
                    .v3AndBelowProducerId(producer.producerId())
                    .v3AndBelowProducerEpoch(producer.producerEpoch())
                    .v3AndBelowTopics(List.of(new AddPartitionsToTxnTopic(topic, List.of(0, 7))))
                    .build(), AddPartitionsToTxnResponse.class, 3);
            assertThat(response.resultsByTopicV3AndBelow().get(0).resultsByPartition())
                    .extracting(result -> ErrorCode.of(result.partitionErrorCode()))
                    .containsExactly(ErrorCode.OPERATION_NOT_ATTEMPTED, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
            assertThat(end(client, "spoiled", producer, true, 3)).isEqualTo(ErrorCode.INVALID_TXN_STATE);
        }
    }

    @Test
    void brokers_ask_for_several_transactions_at_once() throws Exception {
        String topic = topic("several");
        try (WireClient client = wire(running)) {
            List<AddPartitionsToTxnTransaction> asked = new ArrayList<>();
            for (String id : List.of("several-a", "several-b")) {
                find(client, id, (byte) 1);
                InitProducerIdResponse producer = client.call(new InitProducerIdRequest(id, 30_000, -1, (short) -1),
                        InitProducerIdResponse.class, 5);
                asked.add(new AddPartitionsToTxnTransaction(id, producer.producerId(), producer.producerEpoch(),
                        id.endsWith("b"), List.of(new AddPartitionsToTxnTopic(topic, List.of(0)))));
            }
            AddPartitionsToTxnResponse response = client.call(
                    AddPartitionsToTxnRequest.builder().transactions(asked).build(), AddPartitionsToTxnResponse.class,
                    5);
            assertThat(response.resultsByTransaction()).extracting(result -> ErrorCode
                    .of(result.topicResults().get(0).resultsByPartition().get(0).partitionErrorCode()))
                    .containsExactly(ErrorCode.NONE, ErrorCode.TRANSACTION_ABORTABLE);
        }
    }

    @Test
    void every_version_finds_the_coordinator() throws Exception {
        try (WireClient client = wire(running)) {
            for (int version = 0; version <= 6; version++) {
                boolean several = version >= 4;
                FindCoordinatorResponse response = client.call(
                        new FindCoordinatorRequest(several ? "" : "k", (byte) 0,
                                several ? List.of("k", "l") : List.of()),
                        FindCoordinatorResponse.class, version);
                if (several) {
                    assertThat(response.coordinators()).hasSize(2)
                            .allSatisfy(it -> assertThat(it.port()).isEqualTo(running.broker().port()));
                } else {
                    assertThat(response.nodeId()).isEqualTo(1);
                    assertThat(response.port()).isEqualTo(running.broker().port());
                }
            }
            assertThat(ErrorCode.of(client.call(new FindCoordinatorRequest("", (byte) 2, List.of("g:t:0")),
                    FindCoordinatorResponse.class, 6).coordinators().get(0).errorCode()))
                    .isEqualTo(ErrorCode.INVALID_REQUEST);
        }
    }

    private static void find(WireClient client, String key, byte type) throws Exception {
        FindCoordinatorResponse response = client.call(new FindCoordinatorRequest("", type, List.of(key)),
                FindCoordinatorResponse.class, 4);
        assertThat(ErrorCode.of(response.coordinators().get(0).errorCode())).isEqualTo(ErrorCode.NONE);
    }

    private static ErrorCode addPartitions(WireClient client, String id, InitProducerIdResponse producer, String topic,
            int partition, int version) throws Exception {
        AddPartitionsToTxnResponse response = client.call(AddPartitionsToTxnRequest.builder()
                .v3AndBelowTransactionalId(id)
                .v3AndBelowProducerId(producer.producerId())
                .v3AndBelowProducerEpoch(producer.producerEpoch())
                .v3AndBelowTopics(List.of(new AddPartitionsToTxnTopic(topic, List.of(partition))))
                .build(), AddPartitionsToTxnResponse.class, version);
        return ErrorCode.of(
                response.resultsByTopicV3AndBelow().get(0).resultsByPartition().get(0).partitionErrorCode());
    }

    private static ErrorCode produce(WireClient client, String id, InitProducerIdResponse producer, String topic,
            int version) throws Exception {
        ByteBuffer batch = PartitionRig.batch(
                BatchStamp.transactional(producer.producerId(), producer.producerEpoch(), 0), 1_000, "v");
        ProduceResponse response = client.call(new ProduceRequest(id, (short) -1, 1_000,
                List.of(new TopicProduceData(topic, KafkaUuid.ZERO,
                        List.of(new PartitionProduceData(0, RecordBytes.of(batch)))))),
                ProduceResponse.class, version);
        return ErrorCode.of(response.responses().get(0).partitionResponses().get(0).errorCode());
    }

    private static ErrorCode commitOffsets(WireClient client, String id, InitProducerIdResponse producer, String topic,
            int version, long offset) throws Exception {
        TxnOffsetCommitResponse response = client.call(TxnOffsetCommitRequest.builder()
                .transactionalId(id)
                .groupId(id)
                .producerId(producer.producerId())
                .producerEpoch(producer.producerEpoch())
                .topics(List.of(new TxnOffsetCommitRequestTopic(topic, new UUID(0, 0),
                        List.of(new TxnOffsetCommitRequestPartition(0, offset, -1, null)))))
                .build(), TxnOffsetCommitResponse.class, version);
        return ErrorCode.of(response.topics().get(0).partitions().get(0).errorCode());
    }

    private static ErrorCode end(WireClient client, String id, InitProducerIdResponse producer, boolean commit,
            int version) throws Exception {
        return ErrorCode.of(client.call(
                new EndTxnRequest(id, producer.producerId(), producer.producerEpoch(), commit), EndTxnResponse.class,
                version).errorCode());
    }
}
