package dev.tidemark.verification.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.embedded.EmbeddedTidemark;
import dev.tidemark.verification.peer.PeerClassPath;
import dev.tidemark.verification.peer.PeerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kafka's dump tool over the files that a broker leaves. */
@CompatibilitySuite
class DumpToolTest {

    private static final Path ROOT = Path.of(System.getProperty("tidemark.project.root"));
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    @ForPeer("kafka-tools")
    void kafkas_dump_tool_reads_segments_indexes_and_snapshots(@TempDir Path folder) throws Exception {
        try (EmbeddedTidemark tidemark = EmbeddedTidemark.options().dataDir(folder).start()) {
            for (String compression : List.of("none", "gzip", "snappy", "lz4", "zstd")) {
                produce(tidemark.bootstrapServers(), compression);
            }
        }
        Path partition = folder.resolve("broker/dumped-0");
        List<String> files = files(partition, ".log", ".index", ".timeindex", ".txnindex", ".snapshot");
        assertThat(files).anyMatch(name -> name.endsWith(".log"));
        try (PeerProcess dump = PeerProcess.java("dump tool", folder, List.of("-Xmx256m"),
                PeerClassPath.of(ROOT, "kafka-tools"), "org.apache.kafka.tools.DumpLogSegments",
                List.of("--deep-iteration", "--print-data-log", "--files", String.join(",", files)))) {
            int status = dump.waitFor(PATIENCE);
            String output = String.join("\n", dump.output());
            assertThat(status).as(output).isZero();
            assertThat(output).contains("isvalid: true")
                    .contains("payload: value-499")
                    .contains("endTxnMarker: COMMIT")
                    .doesNotContain("isvalid: false")
                    .doesNotContainIgnoringCase("mismatch")
                    .doesNotContain("Found timestamp mismatch")
                    .doesNotContain("Exception");
        }
    }

    @Test
    @ForPeer("kafka-tools")
    void kafkas_dump_tool_reads_offsets_groups_and_transactions(@TempDir Path folder) throws Exception {
        try (EmbeddedTidemark tidemark = EmbeddedTidemark.options().dataDir(folder).start()) {
            produce(tidemark.bootstrapServers(), "none");
            consumeInTransaction(tidemark.bootstrapServers());
        }
        String offsets = dump(folder, "__consumer_offsets-", "--offsets-decoder");
        assertThat(offsets).contains("\"group\":\"dumped-group\"")
                .contains("\"topic\":\"dumped\"")
                .contains("\"offset\":7")
                .contains("\"metadata\":\"lucky\"")
                .contains("\"protocolType\":\"consumer\"")
                .contains("\"protocol\":\"range\"")
                .contains("endTxnMarker: COMMIT");
        String transactions = dump(folder, "__transaction_state-", "--transaction-log-decoder");
        assertThat(transactions).contains("dump-none").contains("dump-group-offsets");
        for (int status = 0; status <= 5; status++) { // empty, ongoing, both prepared, both complete
            assertThat(transactions).contains("\"transactionStatus\":" + status + ",");
        }
        assertThat(transactions).contains("\"topic\":\"__consumer_offsets\"");
    }

    /** What the tool makes of every segment of an internal topic; it does not complain about a single record. */
    private static String dump(Path folder, String partitions, String decoder) throws Exception {
        List<String> files = new ArrayList<>();
        try (Stream<Path> folders = Files.list(folder.resolve("broker"))) {
            for (Path partition : folders.filter(path -> path.getFileName().toString().startsWith(partitions))
                    .toList()) {
                files.addAll(files(partition, ".log"));
            }
        }
        assertThat(files).isNotEmpty();
        try (PeerProcess dump = PeerProcess.java("dump tool", folder, List.of("-Xmx256m"),
                PeerClassPath.of(ROOT, "kafka-tools"), "org.apache.kafka.tools.DumpLogSegments",
                List.of(decoder, "--deep-iteration", "--files", String.join(",", files)))) {
            int status = dump.waitFor(PATIENCE);
            String output = String.join("\n", dump.output());
            assertThat(status).as(output).isZero();
            assertThat(output).contains("payload:")
                    .doesNotContain("isvalid: false")
                    .doesNotContainIgnoringCase("mismatch")
                    .doesNotContain("Exception")
                    .doesNotContainIgnoringCase("unknown")
                    .doesNotContainIgnoringCase("could not");
            return output;
        }
    }

    private static void consumeInTransaction(String bootstrap) {
        Map<String, Object> reading = Map.of("bootstrap.servers", bootstrap, "group.id", "dumped-group",
                "group.protocol", "classic", "auto.offset.reset", "earliest", "enable.auto.commit", "false",
                "isolation.level", "read_committed");
        Map<String, Object> writing = Map.of("bootstrap.servers", bootstrap, "transactional.id", "dump-group-offsets");
        TopicPartition partition = new TopicPartition("dumped", 0);
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(reading, new StringDeserializer(),
                new StringDeserializer());
                KafkaProducer<String, String> producer = new KafkaProducer<>(writing, new StringSerializer(),
                        new StringSerializer())) {
            consumer.subscribe(List.of("dumped"));
            while (consumer.poll(Duration.ofMillis(200)).isEmpty()) {
                // until the group has formed
            }
            consumer.commitSync(Map.of(partition, new OffsetAndMetadata(3, "plain")));
            producer.initTransactions();
            producer.beginTransaction();
            producer.sendOffsetsToTransaction(Map.of(partition, new OffsetAndMetadata(7, "lucky")),
                    consumer.groupMetadata());
            producer.commitTransaction();
        }
    }

    private static void produce(String bootstrap, String compression) {
        Map<String, Object> config = Map.of("bootstrap.servers", bootstrap, "compression.type", compression,
                "transactional.id", "dump-" + compression, "linger.ms", "20");
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(config, new StringSerializer(),
                new StringSerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            for (int i = 0; i < 500; i++) {
                producer.send(new ProducerRecord<>("dumped", 0, "key-" + i, "value-" + i));
            }
            producer.commitTransaction();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>("dumped", 0, "key", "aborted"));
            producer.flush();
            producer.abortTransaction();
        }
    }

    private static List<String> files(Path folder, String... endings) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(Path::toString)
                    .filter(name -> Stream.of(endings).anyMatch(name::endsWith))
                    .sorted()
                    .toList();
        }
    }
}
