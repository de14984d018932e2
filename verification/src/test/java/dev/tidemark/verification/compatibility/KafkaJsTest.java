package dev.tidemark.verification.compatibility;

import dev.tidemark.verification.peer.PeerInstallation;
import dev.tidemark.verification.peer.PeerProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** kafkajs, a client in JavaScript with a protocol stack of its own; its checks are {@code verification/peers/kafkajs}. */
@CompatibilitySuite
class KafkaJsTest {

    private static final Path ROOT = Path.of(System.getProperty("tidemark.project.root"));
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir
    Path folder;

    @TestFactory
    @ForPeer("kafkajs")
    List<DynamicTest> kafkajs(PeerRow row) throws Exception {
        PeerInstallation installation = PeerInstallation.npm(ROOT.resolve("verification/peers/kafkajs"),
                ROOT.resolve("target/peers/kafkajs"));
        return switch (installation) {
            case PeerInstallation.Impossible(String why) -> Assumptions.abort(why);
            case PeerInstallation.Here(String installed) -> {
                try (SuiteBroker broker = SuiteBroker.start(folder);
                        PeerProcess node = PeerProcess.start("kafkajs", Path.of(installed),
                                List.of("node", "checks.js", broker.bootstrap()))) {
                    yield PeerReport.of(node, "kafkajs", PATIENCE).tests(row);
                }
            }
        };
    }
}
