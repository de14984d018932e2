package dev.tidemark.cli.topic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.broker.Broker;
import dev.tidemark.broker.BrokerSettings;
import dev.tidemark.cli.Ran;
import dev.tidemark.cli.txn.HeldBack;
import dev.tidemark.client.admin.OpenTransaction;
import dev.tidemark.client.admin.TransactionDescription;
import dev.tidemark.core.id.TopicPartition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Why a reader of committed data gets no further: {@code topic describe} names the transaction, its writer and what to do. */
class StuckReadersTest {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    @TempDir
    Path folder;

    private Broker start() {
        return Broker.start(BrokerSettings.of(Map.of("listeners", "PLAINTEXT://127.0.0.1:0", "log.dirs",
                folder.resolve("broker").toString(), "tidemark.flush", "os", "transaction.state.log.num.partitions",
                "2")));
    }

    private static KafkaProducer<String, String> open(Broker broker, String topic) {
        KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers(), "transactional.id", "payments", "client.id",
                        "teller-3", "transaction.timeout.ms", 90_000, "key.serializer", StringSerializer.class,
                        "value.serializer", StringSerializer.class));
        producer.initTransactions();
        producer.beginTransaction();
        producer.send(new ProducerRecord<>(topic, 0, null, "unsure"));
        producer.flush();
        return producer;
    }

    private static List<JsonNode> describe(Broker broker, String topic) {
        Ran ran = Ran.tidemark("topic", "describe", topic, "-o", "jsonl", "--bootstrap-server",
                broker.bootstrapServers());
        assertThat(ran.status()).as(ran.err()).isZero();
        List<JsonNode> rows = new ArrayList<>();
        ran.out().lines().forEach(line -> rows.add(MAPPER.readTree(line)));
        return rows;
    }

    private static void line(Broker broker, String topic, String text) {
        Ran ran = Ran.withInput(text + "\n", "topic", "produce", topic, "--partition", "0", "--bootstrap-server",
                broker.bootstrapServers());
        assertThat(ran.status()).as(ran.err()).isZero();
    }

    @Test
    void an_open_transaction_is_named_with_its_writer_and_age() {
        try (Broker broker = start()) {
            Ran.tidemark("topic", "create", "held", "--partitions", "2", "--bootstrap-server",
                    broker.bootstrapServers());
            line(broker, "held", "sure");
            try (KafkaProducer<String, String> producer = open(broker, "held")) {
                line(broker, "held", "behind");
                List<JsonNode> rows = describe(broker, "held");
                assertThat(rows).hasSize(2);
                assertThat(rows.get(0).get("stable").longValue()).isEqualTo(1);
                assertThat(rows.get(0).get("end").longValue()).isEqualTo(3);
                assertThat(rows.get(1).get("open_transactions")).isEmpty();
                JsonNode held = rows.get(0).get("open_transactions").get(0);
                assertThat(held.get("transactional_id").stringValue()).isEqualTo("payments");
                assertThat(held.get("writer").stringValue()).isEqualTo("teller-3 at 127.0.0.1");
                assertThat(held.get("state").stringValue()).isEqualTo("Ongoing");
                assertThat(held.get("start_offset").longValue()).isEqualTo(1);
                assertThat(held.get("since_ms").longValue()).isPositive();
                assertThat(held.get("age").stringValue()).matches("\\d+ s");
                assertThat(held.get("remedy").stringValue()).contains("1 min 30 s").contains("transaction.timeout.ms");

                Ran table = Ran.tidemark("topic", "describe", "held", "-o", "table", "--bootstrap-server",
                        broker.bootstrapServers());
                assertThat(table.out()).contains("STABLE").contains("payments").contains("teller-3 at 127.0.0.1");
                producer.commitTransaction();
            }
            assertThat(describe(broker, "held"))
                    .allSatisfy(row -> assertThat(row.get("open_transactions")).isEmpty())
                    .allSatisfy(row -> assertThat(row.get("stable")).isEqualTo(row.get("end")));
        }
    }

    @Test
    void a_transaction_that_no_coordinator_knows_is_called_hanging_with_the_way_to_abort_it() throws IOException {
        try (Broker broker = start()) {
            Ran.tidemark("topic", "create", "lost", "--partitions", "1", "--bootstrap-server",
                    broker.bootstrapServers());
            KafkaProducer<String, String> producer = open(broker, "lost");
            producer.close(Duration.ZERO);
        }
        for (int i = 0; i < 2; i++) {
            deleteTree(folder.resolve("broker/__transaction_state-" + i));
        }
        try (Broker broker = start()) {
            JsonNode held = describe(broker, "lost").get(0).get("open_transactions").get(0);
            assertThat(held.get("transactional_id").isNull()).isTrue();
            assertThat(held.get("state").stringValue()).startsWith("hanging");
            assertThat(held.get("writer").stringValue()).startsWith("producer id ");
            assertThat(held.get("remedy").stringValue()).contains("abort --topic lost --partition 0 --start-offset 0");
        }
    }

    @Test
    void a_writer_that_nobody_heard_since_the_start_is_its_producer_id() {
        try (Broker broker = start()) {
            Ran.tidemark("topic", "create", "unheard", "--partitions", "1", "--bootstrap-server",
                    broker.bootstrapServers());
            open(broker, "unheard").close(Duration.ZERO);
        }
        try (Broker broker = start()) {
            JsonNode held = describe(broker, "unheard").get(0).get("open_transactions").get(0);
            assertThat(held.get("transactional_id").stringValue()).isEqualTo("payments");
            assertThat(held.get("state").stringValue()).isEqualTo("Ongoing");
            assertThat(held.get("writer").stringValue())
                    .isEqualTo("producer id " + held.get("producer_id").longValue());
        }
    }

    @Test
    void a_transaction_that_its_coordinator_ended_elsewhere_hangs_here() {
        TopicPartition here = new TopicPartition("t", 0);
        TransactionDescription ended = new TransactionDescription(
                "id", "CompleteCommit", 60_000, 5, 9, (short) 1, Set.of(), "c", "/10.0.0.1");
        OpenTransaction open = new OpenTransaction(here, 9, (short) 1, 7, 3, 0, ended);
        assertThat(open.hanging()).isTrue();
        assertThat(open.sinceMs()).isEqualTo(3);
        assertThat(HeldBack.object(open, 10).get("state")).isEqualTo("hanging: its coordinator has it for ended");
        assertThat(HeldBack.object(open, 10).get("writer")).isEqualTo("c at 10.0.0.1");
    }

    private static void deleteTree(Path tree) throws IOException {
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
