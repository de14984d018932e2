package dev.tidemark.verification.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The peer itself works: what is compared with it later is compared with a running broker. */
@Tag("ci")
class ApacheBrokerTest {

    private static final Path ROOT = Path.of(System.getProperty("tidemark.project.root"));

    @Test
    void the_peer_broker_serves_and_counts_its_cpu(@TempDir Path folder) throws Exception {
        int port;
        int controllerPort;
        try (ServerSocket one = new ServerSocket(0); ServerSocket two = new ServerSocket(0)) {
            port = one.getLocalPort();
            controllerPort = two.getLocalPort();
        }
        try (ApacheBroker broker = ApacheBroker.start(ROOT, folder, port, controllerPort,
                List.of("-Xmx512m", "-XX:+UseSerialGC"), Map.of());
                Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
            admin.createTopics(List.of(new NewTopic("t", 2, (short) 1))).all().get(30, TimeUnit.SECONDS);
            assertThat(admin.listTopics().names().get(30, TimeUnit.SECONDS)).contains("t");
            assertThat(broker.process().cpu()).isPositive();
        }
    }
}
