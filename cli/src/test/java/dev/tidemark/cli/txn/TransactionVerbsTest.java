package dev.tidemark.cli.txn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.broker.Broker;
import dev.tidemark.broker.BrokerSettings;
import dev.tidemark.cli.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code tidemark txn}: an operator looks at transactions and ends those that nobody else ends. */
class TransactionVerbsTest {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    @TempDir
    Path folder;

    private Broker start() {
        return Broker.start(BrokerSettings.of(Map.of("listeners", "PLAINTEXT://127.0.0.1:0", "log.dirs",
                folder.resolve("broker").toString(), "tidemark.flush", "os", "transaction.state.log.num.partitions",
                "2")));
    }

    private static KafkaProducer<String, String> producer(Broker broker, String id) {
        KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers(), "transactional.id", id, "client.id",
                        "teller-3", "transaction.timeout.ms", 90_000, "key.serializer", StringSerializer.class,
                        "value.serializer", StringSerializer.class));
        producer.initTransactions();
        return producer;
    }

    private static void write(KafkaProducer<String, String> producer, String topic, int partition) {
        producer.send(new ProducerRecord<>(topic, partition, null, "unsure"));
        producer.flush();
    }

    private static Ran run(Broker broker, String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.add("--bootstrap-server");
        all.add(broker.bootstrapServers());
        return Ran.tidemark(all.toArray(String[]::new));
    }

    private static List<JsonNode> rows(Broker broker, String... args) {
        Ran ran = run(broker, args);
        assertThat(ran.status()).as(ran.err()).isZero();
        List<JsonNode> rows = new ArrayList<>();
        ran.out().lines().forEach(line -> rows.add(MAPPER.readTree(line)));
        return rows;
    }

    private static List<String> ids(List<JsonNode> rows) {
        return rows.stream().map(row -> row.get("transactional_id").stringValue()).toList();
    }

    @Test
    void transactions_are_listed_by_state_age_producer_and_name() {
        try (Broker broker = start()) {
            run(broker, "topic", "create", "t", "--partitions", "2");
            try (KafkaProducer<String, String> open = producer(broker, "payments-1");
                    KafkaProducer<String, String> done = producer(broker, "refunds-1")) {
                open.beginTransaction();
                write(open, "t", 0);
                write(open, "t", 1);
                done.beginTransaction();
                write(done, "t", 0);
                done.commitTransaction();

                List<JsonNode> all = rows(broker, "txn", "list");
                assertThat(ids(all)).containsExactly("payments-1", "refunds-1");
                JsonNode ongoing = all.get(0);
                assertThat(ongoing.get("state").stringValue()).isEqualTo("Ongoing");
                assertThat(ongoing.get("partitions").intValue()).isEqualTo(2);
                assertThat(ongoing.get("writer").stringValue()).isEqualTo("teller-3 at 127.0.0.1");
                assertThat(ongoing.get("timeout_ms").intValue()).isEqualTo(90_000);
                assertThat(ongoing.get("age").stringValue()).endsWith(" s");
                assertThat(all.get(1).get("age").isNull()).isTrue();

                assertThat(ids(rows(broker, "txn", "list", "--state", "Ongoing"))).containsExactly("payments-1");
                assertThat(ids(rows(broker, "txn", "list", "--id", "ref.*"))).containsExactly("refunds-1");
                assertThat(ids(rows(broker, "txn", "list", "--longer-than", "1h"))).isEmpty();
                assertThat(ids(rows(broker, "txn", "list", "--producer-id",
                        String.valueOf(all.get(1).get("producer_id").longValue())))).containsExactly("refunds-1");
                open.abortTransaction();
            }
            Ran ran = run(broker, "txn", "list", "--state", "Sleeping");
            assertThat(ran.status()).isEqualTo(1);
            assertThat(ran.err()).contains("no transaction is ever in state Sleeping");
        }
    }

    @Test
    void an_id_is_described_with_what_each_partition_has_of_its_transaction() {
        try (Broker broker = start()) {
            run(broker, "topic", "create", "t", "--partitions", "2");
            try (KafkaProducer<String, String> producer = producer(broker, "payments")) {
                assertThat(rows(broker, "txn", "describe", "payments")).singleElement()
                        .satisfies(row -> assertThat(row.get("state").stringValue()).isEqualTo("Empty"))
                        .satisfies(row -> assertThat(row.get("topic").isNull()).isTrue());
                producer.beginTransaction();
                write(producer, "t", 1);
                write(producer, "t", 1);
                List<JsonNode> rows = rows(broker, "txn", "describe", "payments");
                assertThat(rows).singleElement().satisfies(row -> {
                    assertThat(row.get("state").stringValue()).isEqualTo("Ongoing");
                    assertThat(row.get("topic").stringValue()).isEqualTo("t");
                    assertThat(row.get("partition").intValue()).isEqualTo(1);
                    assertThat(row.get("start_offset").longValue()).isZero();
                    assertThat(row.get("last_write_ms").longValue()).isPositive();
                });
                producer.abortTransaction();
            }
            Ran ran = run(broker, "txn", "describe", "nobody");
            assertThat(ran.status()).isEqualTo(3);
            assertThat(ran.err()).startsWith("TM-7004").contains("nobody").contains("tidemark txn list");
        }
    }

    @Test
    void an_operator_aborts_a_transaction_and_its_writer_is_fenced() {
        try (Broker broker = start()) {
            run(broker, "topic", "create", "t", "--partitions", "1");
            KafkaProducer<String, String> producer = producer(broker, "payments");
            producer.beginTransaction();
            write(producer, "t", 0);

            Ran ran = run(broker, "txn", "abort", "payments");
            assertThat(ran.status()).as(ran.err()).isZero();
            assertThat(ran.err()).contains("Aborted the transaction of payments");
            assertThat(rows(broker, "txn", "describe", "payments").get(0).get("state").stringValue())
                    .isEqualTo("CompleteAbort");
            JsonNode partition = rows(broker, "topic", "describe", "t").get(0);
            assertThat(partition.get("stable")).isEqualTo(partition.get("end"));
            assertThat(rows(broker, "topic", "consume", "t", "--isolation", "read_committed", "--until", "end"))
                    .isEmpty();
            assertThatThrownBy(producer::commitTransaction).isInstanceOf(InvalidTxnStateException.class);
            assertThatThrownBy(producer::beginTransaction).isInstanceOf(KafkaException.class);
            producer.close(Duration.ZERO);

            Ran again = run(broker, "txn", "abort", "payments");
            assertThat(again.status()).isEqualTo(1);
            assertThat(again.err()).startsWith("TM-7005").contains("it is not open: CompleteAbort");
            assertThat(run(broker, "txn", "abort", "nobody").err()).startsWith("TM-7004");
        }
    }

    @Test
    void a_hanging_transaction_is_found_and_aborted_where_it_hangs() throws IOException {
        try (Broker broker = start()) {
            run(broker, "topic", "create", "lost", "--partitions", "2");
            KafkaProducer<String, String> producer = producer(broker, "payments");
            producer.beginTransaction();
            write(producer, "lost", 1);
            assertThat(rows(broker, "txn", "list", "--hanging")).as("its coordinator will end it").isEmpty();
            Ran ran = run(broker, "txn", "abort", "--topic", "lost", "--partition", "1", "--start-offset", "0");
            assertThat(ran.err()).startsWith("TM-7005").contains("tidemark txn abort payments");
            producer.close(Duration.ZERO);
        }
        for (int i = 0; i < 2; i++) {
            deleteTree(folder.resolve("broker/__transaction_state-" + i));
        }
        try (Broker broker = start()) {
            JsonNode hanging = rows(broker, "txn", "list", "--hanging").get(0);
            assertThat(hanging.get("topic").stringValue()).isEqualTo("lost");
            assertThat(hanging.get("partition").intValue()).isEqualTo(1);
            String[] remedy = hanging.get("remedy").stringValue().split(": tidemark ", 2)[1].split(" ");

            Ran nowhere = run(broker, "txn", "abort", "--topic", "lost", "--partition", "1", "--start-offset", "7");
            assertThat(nowhere.err()).startsWith("TM-7005").contains("no transaction is open there");
            Ran ran = run(broker, remedy);
            assertThat(ran.status()).as(ran.err()).isZero();
            assertThat(rows(broker, "txn", "list", "--hanging")).isEmpty();
            assertThat(rows(broker, "topic", "describe", "lost"))
                    .allSatisfy(row -> assertThat(row.get("stable")).isEqualTo(row.get("end")));
        }
    }

    private static void deleteTree(Path tree) throws IOException {
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
