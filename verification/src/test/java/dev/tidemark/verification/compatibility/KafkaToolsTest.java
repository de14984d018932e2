package dev.tidemark.verification.compatibility;

import dev.tidemark.verification.peer.PeerProcess;
import dev.tidemark.verification.peer.PeerProgram;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Kafka's command-line tools, one after the other in one JVM: {@code verification/peers/tools}. */
@CompatibilitySuite
class KafkaToolsTest {

    private static final Path ROOT = Path.of(System.getProperty("tidemark.project.root"));
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final List<String> SOURCES = List.of("Checks.java", "clients/Cluster.java", "tools/Tool.java",
            "tools/ToolsPeer.java");

    @TempDir
    Path folder;

    @TestFactory
    @ForPeer("kafka-tools")
    List<DynamicTest> command_line_tools(PeerRow row) throws Exception {
        PeerProgram program = PeerProgram.compile(ROOT, "kafka-tools", "ToolsPeer", SOURCES);
        Path files = Files.createDirectories(folder.resolve("files"));
        try (SuiteBroker broker = SuiteBroker.start(folder)) {
            List<String> arguments = new ArrayList<>(
                    List.of(broker.bootstrap(), broker.dataFolder().toString(), files.toString()));
            arguments.addAll(PeerReport.asked());
            try (PeerProcess tools = program.start("kafka-tools", folder, List.of("-Xmx512m"), "ToolsPeer",
                    arguments)) {
                return PeerReport.of(tools, "kafka-tools", PATIENCE).tests(row);
            }
        }
    }
}
