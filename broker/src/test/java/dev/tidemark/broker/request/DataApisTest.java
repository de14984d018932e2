package dev.tidemark.broker.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.broker.Broker;
import dev.tidemark.broker.BrokerSettings;
import dev.tidemark.broker.net.WireClient;
import dev.tidemark.core.id.KafkaUuid;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.message.FetchRequest;
import dev.tidemark.protocol.message.FetchResponse;
import dev.tidemark.protocol.message.ProduceRequest;
import dev.tidemark.protocol.message.ProduceRequest.PartitionProduceData;
import dev.tidemark.protocol.message.ProduceRequest.TopicProduceData;
import dev.tidemark.protocol.message.ProduceResponse;
import dev.tidemark.protocol.message.ProduceResponse.PartitionProduceResponse;
import dev.tidemark.record.BatchStamp;
import dev.tidemark.record.CompressionType;
import dev.tidemark.record.Headers;
import dev.tidemark.record.RecordBatch;
import dev.tidemark.record.RecordBatchBuilder;
import dev.tidemark.record.RecordBytes;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Produce, Fetch, ListOffsets, DeleteRecords and ApiVersions of a running broker, through Kafka's own clients. */
class DataApisTest {

    private static final short REPLICATION = 1;

    @TempDir
    private static Path folder;
    private static Broker broker;
    private static Admin admin;
    private static int topics;

    @BeforeAll
    static void start() {
        broker = Broker.start(BrokerSettings.of(Map.of("listeners", "PLAINTEXT://127.0.0.1:0", "log.dirs",
                folder.toString(), "socket.request.max.bytes", "5000000")));
        admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
    }

    @AfterAll
    static void stop() {
        admin.close();
        broker.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1", "all"})
    void what_is_produced_with_any_acks_is_fetched(String acks) throws Exception {
        String topic = create(1, Map.of());
        try (KafkaProducer<String, String> producer = producer(Map.of("acks", acks, "enable.idempotence", "false"))) {
            for (int i = 0; i < 100; i++) {
                producer.send(new ProducerRecord<>(topic, 0, 1_000L + i, "key" + i, "value" + i));
            }
        }
        List<ConsumerRecord<String, String>> records = read(topic, 0, 100, Map.of());
        assertThat(records).extracting(ConsumerRecord::value)
                .isEqualTo(IntStream.range(0, 100).mapToObj(i -> "value" + i).toList());
        assertThat(records).extracting(ConsumerRecord::offset)
                .isEqualTo(IntStream.range(0, 100).mapToObj(Long::valueOf).toList());
        assertThat(records).extracting(ConsumerRecord::timestamp)
                .isEqualTo(IntStream.range(0, 100).mapToObj(i -> 1_000L + i).toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "gzip", "snappy", "lz4", "zstd"})
    void every_compression_passes_through(String compression) throws Exception {
        String topic = create(1, Map.of());
        try (KafkaProducer<String, String> producer = producer(
                Map.of("compression.type", compression, "linger.ms", "5"))) {
            for (int i = 0; i < 200; i++) {
                producer.send(new ProducerRecord<>(topic, "key" + i, "the same words again and again " + i));
            }
        }
        assertThat(read(topic, 0, 200, Map.of())).last()
                .satisfies(record -> assertThat(record.value()).endsWith(" 199"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"uncompressed", "gzip", "zstd"})
    void a_topic_keeps_batches_in_its_own_compression(String compression) throws Exception {
        String topic = create(1, Map.of("compression.type", compression));
        try (KafkaProducer<String, String> producer = producer(Map.of("compression.type", "lz4"))) {
            producer.send(new ProducerRecord<>(topic, 0, 1_234L, "key", "some value")).get();
        }
        try (WireClient client = wireClient()) {
            FetchRequest fetch = FetchRequest.builder()
                    .topics(List.of(new FetchRequest.FetchTopic(topic, KafkaUuid.ZERO, List.of(
                            FetchRequest.FetchPartition.builder().partitionMaxBytes(10_000).build()))))
                    .build();
            ByteBuffer bytes = client.call(fetch, FetchResponse.class, 12)
                    .responses()
                    .getFirst()
                    .partitions()
                    .getFirst()
                    .records()
                    .buffer();
            RecordBatch batch = new RecordBatch().wrap(bytes, bytes.position());
            assertThat(batch.validate()).isNull();
            assertThat(batch.compression()).isEqualTo(compression.equals("uncompressed") ? CompressionType.NONE
                    : CompressionType.ofConfigName(compression));
            assertThat(batch.hasProducerId()).isTrue();
        }
        assertThat(read(topic, 0, 1, Map.of()).getFirst()).satisfies(record -> {
            assertThat(record.value()).isEqualTo("some value");
            assertThat(record.timestamp()).isEqualTo(1_234);
        });
    }

    @Test
    void an_idempotent_producer_with_five_requests_in_flight_keeps_order() throws Exception {
        String topic = create(1, Map.of());
        try (KafkaProducer<String, String> producer = producer(
                Map.of("batch.size", "1", "max.in.flight.requests.per.connection", "5"))) {
            for (int i = 0; i < 500; i++) {
                producer.send(new ProducerRecord<>(topic, 0, null, "value" + i));
            }
        }
        assertThat(read(topic, 0, 500, Map.of())).extracting(ConsumerRecord::value)
                .isEqualTo(IntStream.range(0, 500).mapToObj(i -> "value" + i).toList());
    }

    @Test
    void large_fetches_arrive_whole() throws Exception {
        String topic = create(1, Map.of("max.message.bytes", "3000000"));
        String large = "x".repeat(900_000);
        try (KafkaProducer<String, String> producer = producer(Map.of("max.request.size", "3000000"))) {
            for (int i = 0; i < 10; i++) {
                producer.send(new ProducerRecord<>(topic, 0, null, i + large)).get();
            }
        }
        assertThat(read(topic, 0, 10, Map.of("max.partition.fetch.bytes", "10000000")))
                .extracting(record -> record.value().length())
                .containsOnly(900_001);
    }

    @Test
    void a_consumer_that_waits_gets_the_record_when_it_comes() throws Exception {
        String topic = create(1, Map.of());
        try (Consumer<String, String> consumer = consumer(Map.of("fetch.max.wait.ms", "3000"));
                KafkaProducer<String, String> producer = producer(Map.of())) {
            TopicPartition partition = new TopicPartition(topic, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            assertThat(consumer.poll(Duration.ofMillis(300)).isEmpty()).isTrue();
            producer.send(new ProducerRecord<>(topic, 0, "k", "came later")).get();
            assertThat(consumer.poll(Duration.ofSeconds(15)).records(partition)).extracting(ConsumerRecord::value)
                    .containsExactly("came later");
        }
    }

    @Test
    void log_append_time_is_the_brokers() throws Exception {
        String topic = create(1, Map.of("message.timestamp.type", "LogAppendTime"));
        RecordMetadata metadata;
        try (KafkaProducer<String, String> producer = producer(Map.of())) {
            metadata = producer.send(new ProducerRecord<>(topic, 0, 5L, "k", "v")).get();
        }
        assertThat(metadata.timestamp()).isGreaterThan(1_500_000_000_000L);
        assertThat(read(topic, 0, 1, Map.of()).getFirst().timestamp()).isEqualTo(metadata.timestamp());
    }

    @Test
    void a_record_too_large_is_refused_and_the_next_one_accepted() throws Exception {
        String topic = create(1, Map.of("max.message.bytes", "1000"));
        try (KafkaProducer<String, String> producer = producer(Map.of("enable.idempotence", "false"))) {
            assertThatThrownBy(() -> producer.send(new ProducerRecord<>(topic, 0, "k", "x".repeat(5_000))).get())
                    .hasCauseInstanceOf(RecordTooLargeException.class);
            assertThat(producer.send(new ProducerRecord<>(topic, 0, "k", "small")).get().offset()).isZero();
        }
    }

    @Test
    void a_timestamp_far_in_the_future_is_refused() throws Exception {
        String topic = create(1, Map.of());
        try (KafkaProducer<String, String> producer = producer(Map.of())) {
            assertThatThrownBy(
                    () -> producer.send(new ProducerRecord<>(topic, 0, 99_000_000_000_000L, "k", "v")).get())
                    .hasCauseInstanceOf(InvalidTimestampException.class);
        }
    }

    @Test
    void a_timestamp_older_than_the_topic_allows_is_refused_and_a_younger_one_accepted() throws Exception {
        String topic = create(1, Map.of("message.timestamp.before.max.ms", "3600000"));
        long nowMs = System.currentTimeMillis();
        try (KafkaProducer<String, String> producer = producer(Map.of())) {
            assertThatThrownBy(
                    () -> producer.send(new ProducerRecord<>(topic, 0, nowMs - 7_200_000, "k", "old")).get())
                    .hasCauseInstanceOf(InvalidTimestampException.class);
            assertThat(producer.send(new ProducerRecord<>(topic, 0, nowMs - 1_800_000, "k", "young")).get().offset())
                    .isZero();
        }
    }

    @Test
    void a_compacted_topic_takes_no_record_without_a_key() throws Exception {
        String topic = create(1, Map.of("cleanup.policy", "compact"));
        try (KafkaProducer<String, String> producer = producer(Map.of())) {
            assertThatThrownBy(() -> producer.send(new ProducerRecord<>(topic, 0, null, "v")).get())
                    .hasCauseInstanceOf(InvalidRecordException.class);
        }
    }

    @Test
    void an_offset_beyond_the_log_is_out_of_range() throws Exception {
        String topic = create(1, Map.of());
        try (Consumer<String, String> consumer = consumer(Map.of("auto.offset.reset", "none"))) {
            TopicPartition partition = new TopicPartition(topic, 0);
            consumer.assign(List.of(partition));
            consumer.seek(partition, 17);
            assertThatThrownBy(() -> {
                for (int i = 0; i < 20; i++) {
                    consumer.poll(Duration.ofSeconds(1));
                }
            }).isInstanceOf(OffsetOutOfRangeException.class);
        }
    }

    @Test
    void offsets_are_listed_by_position_and_by_time() throws Exception {
        String topic = create(2, Map.of());
        try (KafkaProducer<String, String> producer = producer(Map.of())) {
            for (int i = 0; i < 10; i++) {
                producer.send(new ProducerRecord<>(topic, 0, i == 7 ? 5_000L : 1_000L + 10 * i, "k", "v")).get();
            }
        }
        assertThat(list(topic, 0, OffsetSpec.earliest()).offset()).isZero();
        assertThat(list(topic, 0, OffsetSpec.latest()).offset()).isEqualTo(10);
        assertThat(list(topic, 0, OffsetSpec.latest()).leaderEpoch()).isPresent();
        assertThat(list(topic, 0, OffsetSpec.maxTimestamp()).offset()).isEqualTo(7);
        assertThat(list(topic, 0, OffsetSpec.maxTimestamp()).timestamp()).isEqualTo(5_000);
        assertThat(list(topic, 0, OffsetSpec.forTimestamp(1_031)).offset()).isEqualTo(4);
        assertThat(list(topic, 0, OffsetSpec.forTimestamp(6_000)).offset()).isEqualTo(-1);
        assertThat(list(topic, 0, OffsetSpec.earliestLocal()).offset()).isZero();
        assertThat(list(topic, 0, OffsetSpec.latestTiered()).offset()).isEqualTo(-1);
        assertThat(list(topic, 1, OffsetSpec.maxTimestamp()).offset()).as("an empty partition").isEqualTo(-1);
        assertThat(list(topic, 1, OffsetSpec.latest()).offset()).isZero();
    }

    @Test
    void deleted_records_are_gone_and_the_rest_stays() throws Exception {
        String topic = create(1, Map.of());
        TopicPartition partition = new TopicPartition(topic, 0);
        try (KafkaProducer<String, String> producer = producer(Map.of())) {
            for (int i = 0; i < 10; i++) {
                producer.send(new ProducerRecord<>(topic, 0, "k", "v" + i)).get();
            }
        }
        assertThat(deleteBefore(partition, 4)).isEqualTo(4);
        assertThat(list(topic, 0, OffsetSpec.earliest()).offset()).isEqualTo(4);
        assertThat(read(topic, 4, 6, Map.of())).first().satisfies(record -> assertThat(record.value()).isEqualTo("v4"));
        assertThatThrownBy(() -> deleteBefore(partition, 11))
                .hasCauseInstanceOf(org.apache.kafka.common.errors.OffsetOutOfRangeException.class);
        assertThat(deleteBefore(partition, -1)).as("all").isEqualTo(10);
        TopicPartition compacted = new TopicPartition(create(1, Map.of("cleanup.policy", "compact")), 0);
        assertThatThrownBy(() -> deleteBefore(compacted, -1)).hasCauseInstanceOf(PolicyViolationException.class);
    }

    @Test
    void transactions_are_seen_whole_or_not_at_all() throws Exception {
        String topic = create(2, Map.of());
        try (KafkaProducer<String, String> producer = producer(Map.of("transactional.id", "data-apis"))) {
            producer.initTransactions();
            for (int round = 0; round < 6; round++) {
                producer.beginTransaction();
                producer.send(new ProducerRecord<>(topic, 0, "k", "round" + round));
                producer.send(new ProducerRecord<>(topic, 1, "k", "round" + round));
                if (round % 2 == 0) {
                    producer.commitTransaction();
                } else {
                    producer.flush();
                    producer.abortTransaction();
                }
            }
        }
        for (int partition = 0; partition < 2; partition++) {
            assertThat(read(new TopicPartition(topic, partition), 0, 3, Map.of("isolation.level", "read_committed")))
                    .extracting(ConsumerRecord::value)
                    .containsExactly("round0", "round2", "round4");
            assertThat(read(new TopicPartition(topic, partition), 0, 6, Map.of())).hasSize(6);
        }
        long latest = admin.listOffsets(Map.of(new TopicPartition(topic, 0), OffsetSpec.latest()),
                new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                .partitionResult(new TopicPartition(topic, 0))
                .get()
                .offset();
        assertThat(latest).as("six records and six markers, none open").isEqualTo(12);
    }

    @Test
    void sixty_four_producers_at_once_are_all_acknowledged_once() throws Exception {
        String topic = create(4, Map.of());
        int threads = 64;
        CountDownLatch go = new CountDownLatch(1);
        try (KafkaProducer<String, String> producer = producer(Map.of("batch.size", "1"))) {
            List<Thread> senders = new ArrayList<>();
            List<Future<RecordMetadata>> sent = java.util.Collections.synchronizedList(new ArrayList<>());
            for (int i = 0; i < threads; i++) {
                String value = "value" + i;
                senders.add(Thread.ofVirtual().start(() -> {
                    try {
                        go.await();
                    } catch (InterruptedException interrupted) {
                        return;
                    }
                    sent.add(producer.send(new ProducerRecord<>(topic, value, value)));
                }));
            }
            go.countDown();
            for (Thread sender : senders) {
                sender.join();
            }
            for (Future<RecordMetadata> one : sent) {
                one.get();
            }
        }
        long end = 0;
        for (int i = 0; i < 4; i++) {
            end += list(topic, i, OffsetSpec.latest()).offset();
        }
        assertThat(end).isEqualTo(threads);
    }

    @Test
    void a_batch_with_a_wrong_crc_is_refused_and_others_are_served() throws Exception {
        String topic = create(1, Map.of());
        ByteBuffer batch = batch("value");
        batch.put(batch.limit() - 1, (byte) (batch.get(batch.limit() - 1) ^ 1));
        assertThat(produceRaw(topic, batch).errorCode()).isEqualTo(ErrorCode.CORRUPT_MESSAGE.code());
        assertThat(produceRaw(topic, batch("good")).baseOffset()).isZero();
        assertThat(read(topic, 0, 1, Map.of()).getFirst().value()).isEqualTo("good");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void magic_0_and_1_are_refused_as_kafka_4_refuses_them(int magic) throws Exception {
        String topic = create(1, Map.of());
        // offset 8 | size 4 | crc 4 | magic 1 | attributes 1 | (timestamp 8) | key -1 | value "v"
        int body = 4 + 1 + 1 + (magic == 1 ? 8 : 0) + 4 + 4 + 1;
        ByteBuffer message = ByteBuffer.allocate(12 + body)
                .putLong(0)
                .putInt(body)
                .putInt(0)
                .put((byte) magic)
                .put((byte) 0);
        if (magic == 1) {
            message.putLong(1_000);
        }
        message.putInt(-1).putInt(1).put((byte) 'v').flip();
        PartitionProduceResponse answer = produceRaw(topic, message);
        assertThat(answer.errorCode()).isEqualTo(ErrorCode.INVALID_RECORD.code());
        assertThat(answer.errorMessage()).contains("format");
        assertThat(produceRaw(topic, batch("good")).errorCode()).isZero();
    }

    @Test
    void what_is_not_one_whole_batch_is_refused() throws Exception {
        String topic = create(1, Map.of());
        assertThat(produceRaw(topic, ByteBuffer.allocate(0)).errorCode()).isEqualTo(ErrorCode.INVALID_RECORD.code());
        ByteBuffer one = batch("one");
        assertThat(produceRaw(topic, one.slice(0, one.limit() - 3)).errorCode())
                .isEqualTo(ErrorCode.CORRUPT_MESSAGE.code());
        ByteBuffer two = ByteBuffer.allocate(2 * one.limit()).put(one.duplicate()).put(one.duplicate()).flip();
        assertThat(produceRaw(topic, two).errorCode()).isEqualTo(ErrorCode.INVALID_RECORD.code());
        assertThat(list(topic, 0, OffsetSpec.latest()).offset()).isZero();
    }

    @Test
    void unknown_topics_and_wrong_acks_are_told() throws Exception {
        try (WireClient client = wireClient()) {
            assertThat(
                    only(client.call(produce("nobody", (short) -1, batch("v")), ProduceResponse.class, 9)).errorCode())
                    .isEqualTo(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION.code());
            ProduceRequest byId = new ProduceRequest(null, (short) -1, 1_000, List.of(new TopicProduceData("",
                    new java.util.UUID(1, 1), List.of(new PartitionProduceData(0, RecordBytes.of(batch("v")))))));
            assertThat(only(client.call(byId, ProduceResponse.class, 13)).errorCode())
                    .isEqualTo(ErrorCode.UNKNOWN_TOPIC_ID.code());
            String topic = create(1, Map.of());
            assertThat(only(client.call(produce(topic, (short) 2, batch("v")), ProduceResponse.class, 9)).errorCode())
                    .isEqualTo(ErrorCode.INVALID_REQUIRED_ACKS.code());
        }
    }

    @Test
    void clients_do_not_write_internal_topics() throws Exception {
        try (KafkaProducer<String, String> producer = producer(Map.of("transactional.id", "makes-the-topic"))) {
            producer.initTransactions();
        }
        try (WireClient client = wireClient()) {
            assertThat(
                    only(client.call(produce("__transaction_state", (short) -1, batch("v")), ProduceResponse.class, 9))
                            .errorCode())
                    .isEqualTo(ErrorCode.INVALID_TOPIC_EXCEPTION.code());
        }
    }

    private static PartitionProduceResponse produceRaw(String topic, ByteBuffer bytes) throws IOException {
        try (WireClient client = wireClient()) {
            return only(client.call(produce(topic, (short) -1, bytes), ProduceResponse.class, 9));
        }
    }

    private static PartitionProduceResponse only(ProduceResponse response) {
        return response.responses().getFirst().partitionResponses().getFirst();
    }

    private static ProduceRequest produce(String topic, short acks, ByteBuffer bytes) {
        return new ProduceRequest(null, acks, 10_000, List.of(new TopicProduceData(topic, KafkaUuid.ZERO,
                List.of(new PartitionProduceData(0, RecordBytes.of(bytes))))));
    }

    private static ByteBuffer batch(String value) {
        RecordBatchBuilder builder = new RecordBatchBuilder(10_000);
        builder.append(1_000, null, ByteBuffer.wrap(value.getBytes(StandardCharsets.UTF_8)), Headers.none());
        ByteBuffer batch = builder.finish(BatchStamp.plain());
        return ByteBuffer.allocate(batch.remaining()).put(batch).flip();
    }

    private static WireClient wireClient() throws IOException {
        return new WireClient(new InetSocketAddress("127.0.0.1", broker.port()));
    }

    private static String create(int partitions, Map<String, String> configs) throws Exception {
        String topic = "topic-" + ++topics;
        admin.createTopics(List.of(new NewTopic(topic, partitions, REPLICATION).configs(configs))).all().get();
        return topic;
    }

    private static ListOffsetsResultInfo list(String topic, int partition, OffsetSpec spec) throws Exception {
        TopicPartition name = new TopicPartition(topic, partition);
        return admin.listOffsets(Map.of(name, spec)).partitionResult(name).get();
    }

    private static long deleteBefore(TopicPartition partition, long offset)
            throws ExecutionException, InterruptedException {
        return admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(offset)))
                .lowWatermarks()
                .get(partition)
                .get()
                .lowWatermark();
    }

    private static List<ConsumerRecord<String, String>> read(String topic, long from, int count,
            Map<String, String> configs) {
        return read(new TopicPartition(topic, 0), from, count, configs);
    }

    private static List<ConsumerRecord<String, String>> read(TopicPartition partition, long from, int count,
            Map<String, String> configs) {
        List<ConsumerRecord<String, String>> records = new ArrayList<>();
        try (Consumer<String, String> consumer = consumer(configs)) {
            consumer.assign(List.of(partition));
            consumer.seek(partition, from);
            for (int i = 0; i < 200 && records.size() < count; i++) {
                records.addAll(consumer.poll(Duration.ofMillis(100)).records(partition));
            }
        }
        assertThat(records).hasSize(count);
        return records;
    }

    private static KafkaProducer<String, String> producer(Map<String, String> configs) {
        return new KafkaProducer<>(properties(configs), new StringSerializer(), new StringSerializer());
    }

    private static Consumer<String, String> consumer(Map<String, String> configs) {
        return new KafkaConsumer<>(properties(configs), new StringDeserializer(), new StringDeserializer());
    }

    private static Properties properties(Map<String, String> configs) {
        Map<String, String> all = new HashMap<>(configs);
        all.put("bootstrap.servers", broker.bootstrapServers());
        Properties properties = new Properties();
        properties.putAll(all);
        return properties;
    }
}
