package dev.tidemark.verification.compatibility;

import dev.tidemark.verification.peer.PeerProcess;
import dev.tidemark.verification.peer.PeerProgram;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kafka's own clients of three ages, side by side on one broker: each a JVM with its own class path that runs the programs
 * of {@code verification/peers/clients}.
 */
@CompatibilitySuite
class KafkaClientsTest {

    private static final Path ROOT = Path.of(System.getProperty("tidemark.project.root"));
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final List<String> FOR_ALL = List.of("Checks.java", "clients/Cluster.java",
            "clients/RecordChecks.java", "clients/GroupChecks.java", "clients/TransactionChecks.java",
            "clients/TopicChecks.java", "clients/ConfigChecks.java", "clients/GroupAdminChecks.java",
            "clients/OperatorChecks.java", "clients/Clients28.java");
    private static final List<String> SINCE_39 = List.of("clients/since31/DescribedTopics.java",
            "clients/NewGroupChecks.java", "clients/InspectionChecks.java", "clients/Clients39.java");

    @TempDir
    static Path folder;

    private static SuiteBroker broker;
    private static PeerProcess clients28;
    private static PeerProcess clients39;
    private static PeerProcess clients44;

    @BeforeAll
    static void start() throws Exception {
        broker = SuiteBroker.start(folder);
        clients28 = start("2.8", "Clients28", List.of("clients/before31/DescribedTopics.java"));
        clients39 = start("3.9", "Clients39", SINCE_39);
        clients44 = start("4.4", "Clients44",
                Stream.concat(SINCE_39.stream(), Stream.of("clients/Clients44.java")).toList());
    }

    private static PeerProcess start(String version, String mainClass, List<String> more)
            throws IOException, InterruptedException {
        List<String> sources = new ArrayList<>(FOR_ALL);
        sources.addAll(more);
        List<String> arguments = new ArrayList<>(List.of(broker.bootstrap(), "v" + version));
        arguments.addAll(PeerReport.asked());
        return PeerProgram.compile(ROOT, "kafka-clients-" + version, mainClass, sources)
                .start("kafka-clients " + version, folder, List.of("-Xmx256m"), mainClass, arguments);
    }

    @AfterAll
    static void stop() throws IOException {
        for (AutoCloseable child : new AutoCloseable[]{clients28, clients39, clients44, broker}) {
            SuiteBroker.close(child);
        }
    }

    @TestFactory
    @ForPeer("kafka-clients 2.8")
    List<DynamicTest> clients_2_8(PeerRow row) throws Exception {
        return PeerReport.of(clients28, "kafka-clients 2.8", PATIENCE).tests(row);
    }

    @TestFactory
    @ForPeer("kafka-clients 3.9")
    List<DynamicTest> clients_3_9(PeerRow row) throws Exception {
        return PeerReport.of(clients39, "kafka-clients 3.9", PATIENCE).tests(row);
    }

    @TestFactory
    @ForPeer("kafka-clients 4.4")
    List<DynamicTest> clients_4_4(PeerRow row) throws Exception {
        return PeerReport.of(clients44, "kafka-clients 4.4", PATIENCE).tests(row);
    }
}
