package dev.tidemark.verification.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.verification.cli.Installation.Ended;
import dev.tidemark.verification.cli.Installation.Served;
import dev.tidemark.verification.peer.PeerProcess;
import dev.tidemark.verification.streams.StockReader;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code broker start} over the {@code server.properties} that Apache Kafka ships, with our ports and folder. */
@Tag("ci")
class ServerPropertiesTest {

    private static final List<String> NOT_SERVED = List.of("num.io.threads", "socket.send.buffer.bytes",
            "socket.receive.buffer.bytes");

    @TempDir
    Path folder;

    @Test
    void an_empty_folder_is_formatted_and_a_restart_keeps_what_is_there() throws Exception {
        Installation installation = Installation.in(folder);
        Path properties = write("");
        try (Served broker = installation.serve("broker", "start", "-c", properties.toString())) {
            assertThat(broker.readyFile()).endsWith("\"console\":null}");
            for (String key : NOT_SERVED) {
                assertThat(broker.process().output()).as("warnings for " + key)
                        .filteredOn(line -> line.contains("'" + key + "'"))
                        .hasSize(1)
                        .allSatisfy(line -> assertThat(line).contains("server.properties, line"));
            }
            assertThat(produce(installation, broker.bootstrap(), "kept")).isZero();
            broker.process().terminate();
            assertThat(broker.process().waitFor(Installation.PATIENCE)).isEqualTo(143);
        }
        assertThat(folder.resolve("logs/kept-0")).isDirectory();
        try (Served broker = installation.serve("broker", "start", "-c", properties.toString())) {
            assertThat(StockReader.readAll(broker.bootstrap(), "kept"))
                    .extracting(record -> new String(record.value(), StandardCharsets.UTF_8))
                    .containsExactly("one", "two");
        }
    }

    @Test
    void quiet_says_nothing_and_the_ready_file_still_appears() throws Exception {
        Installation installation = Installation.in(folder);
        Path ready = folder.resolve("ready.json");
        try (PeerProcess broker = installation.start("broker", "start", "-q", "-c", write("").toString(),
                "--ready-file", ready.toString())) {
            org.awaitility.Awaitility.await().atMost(Installation.PATIENCE).until(() -> Files.exists(ready));
            broker.terminate();
            assertThat(broker.waitFor(Installation.PATIENCE)).isEqualTo(143);
            assertThat(broker.output()).isEmpty();
        }
    }

    @Test
    void a_key_that_nobody_knows_ends_with_2_and_names_the_nearest() throws Exception {
        Ended ended = Installation.in(folder)
                .run("broker", "start", "-c", write("num.partition=3\n").toString());
        assertThat(ended.status()).isEqualTo(2);
        assertThat(ended.text()).contains("TM-1004")
                .contains("'num.partition'")
                .contains("server.properties, line 19")
                .contains("'num.partitions'");
        assertThat(folder.resolve("logs")).as("nothing was begun").doesNotExist();
    }

    @Test
    void a_port_or_folder_that_is_taken_ends_with_1() throws Exception {
        Installation installation = Installation.in(folder);
        try (ServerSocket other = new ServerSocket(0)) {
            Ended port = installation.run("broker", "start", "-c", write("").toString(), "--set",
                    "listeners=PLAINTEXT://127.0.0.1:" + other.getLocalPort());
            assertThat(port.status()).as(port.text()).isEqualTo(1);
            assertThat(port.text()).contains("TM-1001").contains(String.valueOf(other.getLocalPort()));
        }
        try (Served first = installation.serve("broker", "start", "-c", write("").toString())) {
            Ended second = installation.run("broker", "start", "-c", write("").toString());
            assertThat(second.status()).as(second.text()).isEqualTo(1);
            assertThat(second.text()).contains("TM-1002").contains(folder.resolve("logs").toString());
            assertThat(produce(installation, first.bootstrap(), "still")).as("the first still serves").isZero();
        }
    }

    private static int produce(Installation installation, String bootstrap, String topic) throws Exception {
        assertThat(installation.run("topic", "create", topic, "--bootstrap-server", bootstrap).status()).isZero();
        try (PeerProcess producer = installation.start("topic", "produce", topic, "--bootstrap-server", bootstrap)) {
            try (OutputStream in = producer.standardInput()) {
                in.write("one\ntwo\n".getBytes(StandardCharsets.UTF_8));
            }
            return producer.waitFor(Installation.PATIENCE);
        }
    }

    private Path write(String more) throws Exception {
        return Files.writeString(folder.resolve("server.properties"), """
                # as Apache Kafka ships it for one node
                process.roles=broker,controller
                node.id=1
                controller.quorum.bootstrap.servers=localhost:9093
                listeners=PLAINTEXT://127.0.0.1:0,CONTROLLER://localhost:9093
                inter.broker.listener.name=PLAINTEXT
                controller.listener.names=CONTROLLER
                listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,SSL:SSL
                num.network.threads=3
                num.io.threads=8
                socket.send.buffer.bytes=102400
                socket.receive.buffer.bytes=102400
                socket.request.max.bytes=104857600
                log.dirs=%s
                num.partitions=1
                num.recovery.threads.per.data.dir=1
                offsets.topic.replication.factor=1
                transaction.state.log.replication.factor=1
                """.formatted(folder.resolve("logs")) + more);
    }
}
