package dev.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.core.id.TopicPartition;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes, killed by SIGKILL while they append. No claim about power loss: the page cache survives. */
class KilledProcessTest {

    @TempDir
    Path folder;

    @Test
    void everything_acknowledged_is_there_after_kill_nine() throws Exception {
        long acknowledged = 0;
        for (int acksBeforeKill : new int[]{60, 500, 1500}) {
            acknowledged = Math.max(acknowledged, appendUntilKilled(acksBeforeKill));
            ExecutorService flushers = Executors.newSingleThreadExecutor();
            try (LogManager manager = AppendingProcess.open(folder, flushers)) {
                assertThat(manager.cleanStart()).isFalse();
                assertThat(manager.offline()).isEmpty();
                PartitionLog log = manager.find(new TopicPartition("orders", 0));
                assertThat(log.logEndOffset()).as("end, %s acknowledged", acknowledged)
                        .isGreaterThanOrEqualTo(acknowledged);
                List<String> values = LogHouse.values(log.view(), 0, log.logEndOffset(), 100_000);
                assertThat(values).hasSize((int) log.logEndOffset());
                for (int i = 0; i < values.size(); i++) {
                    assertThat(values.get(i)).startsWith(i + "=v" + i + "-".repeat(i % 700));
                }
            } finally {
                flushers.shutdown();
            }
            // The test's own clean close must not help the next round.
            java.nio.file.Files.delete(folder.resolve(".kafka_cleanshutdown"));
        }
    }

    private long appendUntilKilled(int acks) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx128m", "--enable-native-access=ALL-UNNAMED", "-cp",
                System.getProperty("java.class.path"), AppendingProcess.class.getName(), folder.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        long last = 0;
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            int count = 0;
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                if (line.startsWith("ack ")) {
                    last = Math.max(last, Long.parseLong(line.substring(4)));
                    if (++count == acks) {
                        process.destroyForcibly();
                    }
                }
            }
        } catch (IOException closedByTheKill) {
            assertThat(process.waitFor()).isNotZero();
        }
        assertThat(process.waitFor()).as("killed, not ended").isEqualTo(137);
        assertThat(last).isPositive();
        return last;
    }
}
