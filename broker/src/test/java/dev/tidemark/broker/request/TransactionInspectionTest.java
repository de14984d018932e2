package dev.tidemark.broker.request;

import static dev.tidemark.broker.RunningBroker.done;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.broker.RunningBroker;
import dev.tidemark.broker.net.WireClient;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.message.DescribeProducersRequest;
import dev.tidemark.protocol.message.DescribeProducersRequest.TopicRequest;
import dev.tidemark.protocol.message.DescribeProducersResponse;
import dev.tidemark.protocol.message.DescribeTransactionsRequest;
import dev.tidemark.protocol.message.DescribeTransactionsResponse;
import dev.tidemark.protocol.message.ListTransactionsRequest;
import dev.tidemark.protocol.message.ListTransactionsResponse;
import dev.tidemark.protocol.message.WriteTxnMarkersRequest;
import dev.tidemark.protocol.message.WriteTxnMarkersRequest.WritableTxnMarker;
import dev.tidemark.protocol.message.WriteTxnMarkersRequest.WritableTxnMarkerTopic;
import dev.tidemark.protocol.message.WriteTxnMarkersResponse;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.AbortTransactionSpec;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.TransactionCoordinatorFencedException;
import org.apache.kafka.common.errors.TransactionalIdNotFoundException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How an administrator finds a transaction that holds readers back, and ends it: through the stock admin client. */
class TransactionInspectionTest {

    @TempDir
    static Path folder;
    private static RunningBroker running;
    private static Admin admin;

    @BeforeAll
    static void start() {
        running = new RunningBroker(folder, Map.of());
        admin = running.admin();
    }

    @AfterAll
    static void stop() {
        admin.close();
        running.close();
    }

    private static TopicPartition topic(String name) throws Exception {
        done(admin.createTopics(List.of(new NewTopic(name, 1, (short) 1))).all());
        return new TopicPartition(name, 0);
    }

    private static KafkaProducer<String, String> producer(String id) {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", running.broker().bootstrapServers(), "transactional.id", id, "client.id",
                        "writer-of-" + id, "linger.ms", "0", "max.block.ms", "20000"),
                new StringSerializer(), new StringSerializer());
    }

    /** Leaves a transaction open with one record in the partition. */
    private static KafkaProducer<String, String> open(String id, TopicPartition partition) throws Exception {
        KafkaProducer<String, String> producer = producer(id);
        producer.initTransactions();
        producer.beginTransaction();
        producer.send(new ProducerRecord<>(partition.topic(), partition.partition(), null, "of " + id)).get();
        return producer;
    }

    private static ProducerState onlyProducer(TopicPartition partition) throws Exception {
        List<ProducerState> producers = done(
                admin.describeProducers(List.of(partition)).partitionResult(partition)).activeProducers();
        assertThat(producers).hasSize(1);
        return producers.get(0);
    }

    private static Set<String> ids(ListTransactionsOptions options) throws Exception {
        Collection<TransactionListing> listed = done(admin.listTransactions(options).all());
        Set<String> ids = new TreeSet<>();
        listed.forEach(listing -> ids.add(listing.transactionalId()));
        return ids;
    }

    private static List<String> committed(RunningBroker broker, TopicPartition partition, int count) {
        List<String> values = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", broker.broker().bootstrapServers(), "isolation.level", "read_committed",
                        "auto.offset.reset", "earliest"),
                new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(List.of(partition));
            for (int polls = 0; polls < 200 && values.size() < count; polls++) {
                for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(50))) {
                    values.add(record.value());
                }
            }
        }
        return values;
    }

    @Test
    void an_open_transaction_is_found_from_its_partition_to_its_writer() throws Exception {
        TopicPartition partition = topic("found");
        running.produce("found", 0, "before");
        try (KafkaProducer<String, String> producer = open("found-id", partition)) {
            List<ProducerState> producers = done(
                    admin.describeProducers(List.of(partition)).partitionResult(partition)).activeProducers();
            ProducerState writer = producers.stream()
                    .filter(state -> state.currentTransactionStartOffset().isPresent())
                    .findFirst()
                    .orElseThrow();
            assertThat(producers).hasSize(2);
            assertThat(writer.currentTransactionStartOffset()).hasValue(1);
            assertThat(writer.lastSequence()).isZero();
            assertThat(writer.lastTimestamp()).isPositive();
            assertThat(writer.coordinatorEpoch()).isEmpty();

            assertThat(ids(new ListTransactionsOptions().filterProducerIds(List.of(writer.producerId()))))
                    .containsExactly("found-id");
            TransactionDescription described = done(
                    admin.describeTransactions(List.of("found-id")).description("found-id"));
            assertThat(described.state()).isEqualTo(TransactionState.ONGOING);
            assertThat(described.producerId()).isEqualTo(writer.producerId());
            assertThat(described.producerEpoch()).isEqualTo(writer.producerEpoch());
            assertThat(described.topicPartitions()).containsExactly(partition);
            assertThat(described.transactionTimeoutMs()).isEqualTo(60_000);
            assertThat(described.transactionStartTimeMs().getAsLong()).as("it began with the write")
                    .isLessThanOrEqualTo(writer.lastTimestamp());

            try (WireClient client = wire()) {
                DescribeTransactionsResponse.TransactionState ours = client
                        .call(new DescribeTransactionsRequest(List.of("found-id")), DescribeTransactionsResponse.class,
                                0)
                        .transactionStates()
                        .get(0);
                assertThat(ours.writerClientId()).isEqualTo("writer-of-found-id");
                assertThat(ours.writerClientHost()).isEqualTo("/127.0.0.1");
            }
            producer.commitTransaction();
            // a commit is answered once it is decided; its markers come after that
            TransactionDescription ended = Awaitility.await()
                    .until(() -> done(admin.describeTransactions(List.of("found-id")).description("found-id")),
                            now -> now.state() == TransactionState.COMPLETE_COMMIT);
            assertThat(done(admin.describeProducers(List.of(partition)).partitionResult(partition)).activeProducers())
                    .allSatisfy(state -> assertThat(state.currentTransactionStartOffset()).isEmpty())
                    .anySatisfy(state -> assertThat(state.coordinatorEpoch()).hasValue(0));
            assertThat(ended.topicPartitions()).isEmpty();
        }
    }

    @Test
    void transactions_are_listed_by_state_producer_duration_and_pattern() throws Exception {
        TopicPartition partition = topic("listed");
        try (KafkaProducer<String, String> open = open("listed-open", partition);
                KafkaProducer<String, String> ended = open("listed-ended", partition);
                KafkaProducer<String, String> fresh = producer("listed-fresh")) {
            ended.abortTransaction();
            fresh.initTransactions();
            ListTransactionsOptions all = new ListTransactionsOptions().filterOnTransactionalIdPattern("listed-.*");
            assertThat(ids(all)).containsExactly("listed-ended", "listed-fresh", "listed-open");
            assertThat(ids(new ListTransactionsOptions().filterOnTransactionalIdPattern("listed")))
                    .as("the whole id is matched")
                    .isEmpty();
            assertThat(ids(new ListTransactionsOptions().filterOnTransactionalIdPattern("listed-.*")
                    .filterStates(List.of(TransactionState.ONGOING)))).containsExactly("listed-open");
            assertThat(ids(new ListTransactionsOptions().filterOnTransactionalIdPattern("listed-.*")
                    .filterStates(List.of(TransactionState.COMPLETE_ABORT, TransactionState.EMPTY))))
                    .containsExactly("listed-ended", "listed-fresh");
            assertThat(ids(new ListTransactionsOptions().filterOnTransactionalIdPattern("listed-o.*")
                    .filterOnDuration(3_600_000))).isEmpty();
            assertThat(ids(new ListTransactionsOptions().filterOnTransactionalIdPattern("listed-o.*")
                    .filterOnDuration(-1))).containsExactly("listed-open");
            open.abortTransaction();
        }
    }

    @Test
    void a_filter_that_makes_no_sense_is_said_so() throws Exception {
        try (WireClient client = wire()) {
            ListTransactionsResponse unknown = client.call(
                    new ListTransactionsRequest(List.of("Sleeping", "Empty"), List.of(), -1, null),
                    ListTransactionsResponse.class, 0);
            assertThat(unknown.unknownStateFilters()).containsExactly("Sleeping");
            assertThat(ErrorCode.of(unknown.errorCode())).isEqualTo(ErrorCode.NONE);
            ListTransactionsResponse malformed = client.call(
                    new ListTransactionsRequest(List.of(), List.of(), -1, "(("), ListTransactionsResponse.class, 2);
            assertThat(ErrorCode.of(malformed.errorCode())).isEqualTo(ErrorCode.INVALID_REGULAR_EXPRESSION);
        }
    }

    @Test
    void an_expression_without_end_ends() throws Exception {
        try (KafkaProducer<String, String> producer = producer("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!");
                WireClient client = wire()) {
            producer.initTransactions();
            ListTransactionsResponse costly = client.call(
                    new ListTransactionsRequest(List.of(), List.of(), -1, "(.*)(.*)(.*)(.*)(.*)(.*)(.*)\\1z"),
                    ListTransactionsResponse.class,
                    2);
            assertThat(ErrorCode.of(costly.errorCode())).isEqualTo(ErrorCode.INVALID_REGULAR_EXPRESSION);
        }
    }

    @Test
    void what_does_not_exist_is_not_described() throws Exception {
        assertThatThrownBy(() -> done(admin.describeTransactions(List.of("nobody")).description("nobody")))
                .hasCauseInstanceOf(TransactionalIdNotFoundException.class);
        TopicPartition malformed = new TopicPartition("not a name", 0);
        try (WireClient client = wire()) {
            DescribeProducersResponse answer = client.call(
                    new DescribeProducersRequest(List.of(new TopicRequest(malformed.topic(), List.of(0)),
                            new TopicRequest("no-such-topic", List.of(0, -1)))),
                    DescribeProducersResponse.class, 0);
            assertThat(ErrorCode.of(answer.topics().get(0).partitions().get(0).errorCode()))
                    .isEqualTo(ErrorCode.INVALID_TOPIC_EXCEPTION);
            assertThat(answer.topics().get(1).partitions())
                    .allSatisfy(partition -> assertThat(ErrorCode.of(partition.errorCode()))
                            .isEqualTo(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION));
            DescribeTransactionsResponse empty = client.call(new DescribeTransactionsRequest(List.of("")),
                    DescribeTransactionsResponse.class, 0);
            assertThat(ErrorCode.of(empty.transactionStates().get(0).errorCode()))
                    .isEqualTo(ErrorCode.INVALID_REQUEST);
        }
        assertThatThrownBy(() -> done(admin.describeProducers(List.of(malformed)).partitionResult(malformed)))
                .hasCauseInstanceOf(InvalidTopicException.class);
    }

    @Test
    void a_transaction_that_its_coordinator_forgot_is_aborted_by_hand() throws Exception {
        TopicPartition partition = topic("hanging");
        try (KafkaProducer<String, String> producer = open("hanging-id", partition)) {
            producer.close(Duration.ZERO);
        }
        running.produce("hanging", 0, "behind it");
        ProducerState hanging = done(admin.describeProducers(List.of(partition)).partitionResult(partition))
                .activeProducers()
                .stream()
                .filter(state -> state.currentTransactionStartOffset().isPresent())
                .findFirst()
                .orElseThrow();

        assertThatThrownBy(() -> done(admin.abortTransaction(new AbortTransactionSpec(partition, hanging.producerId(),
                (short) (hanging.producerEpoch() - 1), 0)).all()))
                .hasCauseInstanceOf(InvalidProducerEpochException.class);
        assertThat(onlyOpen(partition)).isEqualTo(hanging.currentTransactionStartOffset().getAsLong());

        done(admin.abortTransaction(new AbortTransactionSpec(partition, hanging.producerId(),
                (short) hanging.producerEpoch(), 7)).all());
        assertThat(committed(running, partition, 1)).containsExactly("behind it");
        assertThatThrownBy(() -> done(admin.abortTransaction(new AbortTransactionSpec(partition, hanging.producerId(),
                (short) hanging.producerEpoch(), 6)).all()))
                .as("an older coordinator")
                .hasCauseInstanceOf(TransactionCoordinatorFencedException.class);
    }

    private static long onlyOpen(TopicPartition partition) throws ExecutionException {
        return done(admin.describeProducers(List.of(partition)).partitionResult(partition)).activeProducers()
                .stream()
                .filter(state -> state.currentTransactionStartOffset().isPresent())
                .findFirst()
                .orElseThrow()
                .currentTransactionStartOffset()
                .getAsLong();
    }

    @Test
    void markers_go_where_they_are_sent_in_every_version() throws Exception {
        try (WireClient client = wire()) {
            for (int version = 1; version <= 2; version++) {
                TopicPartition partition = topic("marked-" + version);
                try (KafkaProducer<String, String> producer = open("marked-" + version, partition)) {
                    ProducerState open = onlyProducer(partition);
                    WriteTxnMarkersResponse answer = client.call(
                            new WriteTxnMarkersRequest(List.of(WritableTxnMarker.builder()
                                    .producerId(open.producerId())
                                    .producerEpoch((short) open.producerEpoch())
                                    .transactionResult(true)
                                    .topics(List.of(
                                            new WritableTxnMarkerTopic(partition.topic(), List.of(0, 5, -1))))
                                    .build())),
                            WriteTxnMarkersResponse.class, version);
                    assertThat(answer.markers()).hasSize(1);
                    assertThat(answer.markers()
                            .get(0)
                            .topics()
                            .get(0)
                            .partitions()
                            .stream()
                            .map(result -> ErrorCode.of(result.errorCode())))
                            .containsExactly(ErrorCode.NONE, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
                                    ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
                    assertThat(committed(running, partition, 1)).containsExactly("of marked-" + version);
                }
            }
            assertThat(client.call(new WriteTxnMarkersRequest(List.of()), WriteTxnMarkersResponse.class, 2).markers())
                    .isEmpty();
        }
    }

    private static WireClient wire() throws Exception {
        return new WireClient(new InetSocketAddress(InetAddress.getLoopbackAddress(), running.broker().port()));
    }
}
