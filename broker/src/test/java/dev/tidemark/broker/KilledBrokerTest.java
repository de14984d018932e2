package dev.tidemark.broker;

import static dev.tidemark.broker.RunningBroker.done;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker in a process of its own, killed without a word while topics are made and records written. */
@Tag("ci")
class KilledBrokerTest {

    private static final int KILLS = 4;

    @TempDir
    Path folder;

    /** The child: serves until it is killed; its first line says where. */
    public static void main(String[] args) throws IOException {
        try (Broker broker = Broker
                .start(BrokerSettings.of(Map.of("listeners", "PLAINTEXT://127.0.0.1:0", "log.dirs", args[0])))) {
            System.out.println(broker.bootstrapServers() + " " + broker.clusterId());
            System.out.flush();
            int ended = System.in.read();
            System.exit(ended);
        }
    }

    @Test
    void what_was_acknowledged_survives_kill_9() throws Exception {
        Set<String> acknowledged = new HashSet<>();
        Set<String> clusters = new HashSet<>();
        for (int life = 0; life < KILLS; life++) {
            Process child = start();
            try (BufferedReader out = child.inputReader()) {
                String[] ready = out.readLine().split(" ");
                clusters.add(ready[1]);
                try (Admin admin = Admin.create(Map.of("bootstrap.servers", ready[0], "default.api.timeout.ms", "20000",
                        "request.timeout.ms", "10000"))) {
                    assertThat(done(admin.listTopics().names())).as("life %s", life).containsAll(acknowledged);
                    for (int i = 0; i < 10; i++) {
                        String name = "life-" + life + "-" + i;
                        done(admin.createTopics(List.of(new NewTopic(name, 1, (short) 1))).all());
                        acknowledged.add(name);
                    }
                    var onTheWay = admin.createTopics(List.of(new NewTopic("unsure-" + life, 50, (short) 1)));
                    assertThat(onTheWay.all().isCompletedExceptionally()).isFalse();
                    child.destroyForcibly().waitFor();
                    admin.close(Duration.ZERO); // the answer under way never comes
                }
            } finally {
                child.destroyForcibly().waitFor();
            }
        }
        try (RunningBroker running = new RunningBroker(folder, Map.of()); Admin admin = running.admin()) {
            assertThat(done(admin.listTopics().names())).containsAll(acknowledged);
            clusters.add(running.broker().clusterId());
            assertThat(clusters).hasSize(1);
            running.produce("life-0-0", 0, "still writable");
            assertThat(running.consume("life-0-0", 0, 1)).containsExactly("still writable");
        }
    }

    @Test
    void a_data_folder_that_another_process_uses_is_refused_and_that_one_serves_on() throws Exception {
        Process child = start();
        try (BufferedReader out = child.inputReader()) {
            String bootstrap = out.readLine().split(" ")[0];
            assertThatThrownBy(() -> new RunningBroker(folder, Map.of()).close()).isInstanceOfSatisfying(
                    TidemarkException.class, refused -> {
                        assertThat(refused.code()).isEqualTo(FailureCode.DATA_DIR_IN_USE);
                        assertThat(refused.where()).contains(folder.toString());
                        assertThat(refused.why()).contains("another process");
                        assertThat(refused.getMessage()).contains("choose another data folder");
                    });
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
                done(admin.createTopics(List.of(new NewTopic("still-served", 1, (short) 1))).all());
                assertThat(done(admin.listTopics().names())).contains("still-served");
            }
        } finally {
            child.destroyForcibly().waitFor();
        }
        // its lock went with it
        try (RunningBroker running = new RunningBroker(folder, Map.of()); Admin admin = running.admin()) {
            assertThat(done(admin.listTopics().names())).contains("still-served");
        }
    }

    private Process start() throws IOException {
        return new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m",
                "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"),
                KilledBrokerTest.class.getName(),
                folder.toString()).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    }
}
