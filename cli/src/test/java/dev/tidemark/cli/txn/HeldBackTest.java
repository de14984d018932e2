package dev.tidemark.cli.txn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.broker.Broker;
import dev.tidemark.broker.BrokerSettings;
import dev.tidemark.cli.Ran;
import dev.tidemark.client.admin.OpenTransaction;
import dev.tidemark.client.admin.TransactionDescription;
import dev.tidemark.core.id.TopicPartition;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What is said of a transaction that holds readers back, case by case; and of several at once. */
class HeldBackTest {

    private static final TopicPartition HERE = new TopicPartition("orders", 4);

    @TempDir
    Path folder;

    private static OpenTransaction open(String state, Set<TopicPartition> partitions, @Nullable String clientId,
            @Nullable String host) {
        return new OpenTransaction(HERE, 9, (short) 3, 71, 1_000, 0,
                new TransactionDescription("payments", state, 60_000, 5_000, 9, (short) 3, partitions, clientId, host));
    }

    @Test
    void an_open_transaction_is_said_whole() {
        assertThat(HeldBack.object(open("Ongoing", Set.of(HERE), "teller", "/10.0.0.7"), 66_000)).isEqualTo(
                Map.of("start_offset", 71L, "transactional_id", "payments", "state", "Ongoing", "producer_id", 9L,
                        "producer_epoch", (short) 3, "writer", "teller at 10.0.0.7", "since_ms", 5_000L, "age",
                        "1 min 1 s", "remedy",
                        "end it in its writer, or wait: it is aborted 1 min after it began (transaction.timeout.ms); at once by: tidemark txn abort payments"));
        assertThat(HeldBack.row(open("Ongoing", Set.of(HERE), "teller", "/10.0.0.7"), 66_000)).hasSameSizeAs(
                HeldBack.COLUMNS).startsWith(4, 71L);
    }

    @Test
    void what_is_ending_needs_nothing() {
        for (String state : List.of("PrepareCommit", "PrepareAbort")) {
            assertThat(HeldBack.object(open(state, Set.of(HERE), null, null), 6_000).get("remedy"))
                    .isEqualTo("none: it is ending");
        }
    }

    @Test
    void a_writer_without_a_name_is_its_address_and_one_without_an_address_its_producer_id() {
        assertThat(HeldBack.object(open("Ongoing", Set.of(HERE), null, "/10.0.0.7"), 6_000).get("writer"))
                .isEqualTo("at 10.0.0.7");
        assertThat(HeldBack.object(open("Ongoing", Set.of(HERE), null, null), 6_000).get("writer"))
                .isEqualTo("producer id 9");
    }

    @Test
    void one_that_its_coordinator_has_for_ended_is_as_old_as_its_last_write_and_has_to_be_aborted_here() {
        Map<String, @Nullable Object> said = HeldBack
                .object(open("Ongoing", Set.of(new TopicPartition("orders", 5)), "teller", "/10.0.0.7"), 4_000);
        assertThat(said.get("since_ms")).isEqualTo(1_000L);
        assertThat(said.get("age")).isEqualTo("3 s");
        assertThat(said.get("remedy")).isEqualTo(
                "abort it: tidemark txn abort --topic orders --partition 4 --start-offset 71");
    }

    @Test
    void the_first_to_begin_comes_first_for_it_is_the_one_that_readers_wait_for() {
        try (Broker broker = Broker.start(BrokerSettings.of(Map.of("listeners", "PLAINTEXT://127.0.0.1:0", "log.dirs",
                folder.toString(), "tidemark.flush", "os", "transaction.state.log.num.partitions", "2")))) {
            Ran.tidemark("topic", "create", "held", "--partitions", "2", "--bootstrap-server",
                    broker.bootstrapServers());
            List<KafkaProducer<String, String>> producers = new ArrayList<>();
            for (String id : List.of("zoe", "ann", "max")) {
                producers.add(writing(broker, id));
            }
            Ran ran = Ran.tidemark("topic", "describe", "held", "-o", "jsonl", "--bootstrap-server",
                    broker.bootstrapServers());
            JsonNode first = JsonMapper.builder().build().readTree(ran.out().lines().findFirst().orElseThrow());
            List<String> ids = new ArrayList<>();
            first.get("open_transactions").forEach(one -> ids.add(one.get("transactional_id").stringValue()));
            assertThat(ids).containsExactly("zoe", "ann", "max");

            Ran table = Ran.tidemark("topic", "describe", "held", "-o", "table", "--bootstrap-server",
                    broker.bootstrapServers());
            assertThat(table.out()).contains("wait at STABLE for these transactions");
            producers.forEach(producer -> {
                producer.abortTransaction();
                producer.close();
            });
            assertThat(Ran.tidemark("topic", "describe", "held", "-o", "table", "--bootstrap-server",
                    broker.bootstrapServers()).out()).doesNotContain("wait at STABLE");
        }
    }

    private static KafkaProducer<String, String> writing(Broker broker, String id) {
        KafkaProducer<String, String> producer = new KafkaProducer<>(Map.of("bootstrap.servers",
                broker.bootstrapServers(), "transactional.id", id, "key.serializer", StringSerializer.class,
                "value.serializer", StringSerializer.class));
        producer.initTransactions();
        producer.beginTransaction();
        producer.send(new ProducerRecord<>("held", 0, null, id));
        producer.flush();
        return producer;
    }
}
