package dev.tidemark.verification.compatibility;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.verification.peer.PeerInstallation;
import dev.tidemark.verification.peer.PeerProcess;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** kcat, and with it librdkafka, the client below most languages other than Java. */
@CompatibilitySuite
class KcatTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    static Path folder;

    private static PeerInstallation kcat;
    private static SuiteBroker broker;

    @BeforeAll
    static void start() throws Exception {
        kcat = PeerInstallation.debian("kcat", "kcat");
        if (kcat instanceof PeerInstallation.Here) {
            broker = SuiteBroker.start(folder);
        }
    }

    @AfterAll
    static void stop() {
        SuiteBroker.close(broker);
    }

    @Test
    @ForPeer("kcat (librdkafka)")
    void tells_its_version(PeerRow row) throws Exception {
        String version = Pattern.compile("Version (\\S+) .*librdkafka (\\S+)")
                .matcher(String.join("\n", kcat(List.of(), "-V")))
                .results()
                .map(found -> found.group(1) + " (" + found.group(2) + ")")
                .findFirst()
                .orElse("");
        assertThat(version).isNotEmpty();
        row.version(version);
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "gzip", "snappy", "lz4", "zstd"})
    @ForPeer("kcat (librdkafka)")
    void produces_and_consumes(String codec) throws Exception {
        String topic = "cats-" + codec;
        kcat(numbered("key%d:value%d", 500), "-P", "-t", topic, "-K", ":", "-z", codec, "-H", "word=a");
        assertThat(kcat(List.of(), "-C", "-t", topic, "-o", "beginning", "-e", "-f", "%k:%s:%h\n"))
                .containsExactlyInAnyOrderElementsOf(numbered("key%d:value%d:word=a", 500));
    }

    @Test
    @ForPeer("kcat (librdkafka)")
    void lists_topics_and_brokers() throws Exception {
        kcat(List.of("one"), "-P", "-t", "listed");
        assertThat(String.join("\n", kcat(List.of(), "-L", "-t", "listed"))).contains("1 brokers:")
                .contains("topic \"listed\" with 1 partitions:")
                .containsPattern("partition 0, leader \\d+, replicas: \\d+, isrs: \\d+");
    }

    @Test
    @ForPeer("kcat (librdkafka)")
    void finds_offsets_by_time() throws Exception {
        kcat(numbered("value%d", 5), "-P", "-t", "timed");
        assertThat(kcat(List.of(), "-Q", "-t", "timed:0:0")).containsExactly("timed [0] offset 0");
        assertThat(kcat(List.of(), "-Q", "-t", "timed:0:-1")).containsExactly("timed [0] offset 5");
    }

    @Test
    @ForPeer("kcat (librdkafka)")
    void reads_from_an_offset_and_from_the_tail() throws Exception {
        kcat(numbered("value%d", 20), "-P", "-t", "seeked", "-p", "0");
        assertThat(kcat(List.of(), "-C", "-t", "seeked", "-p", "0", "-o", "17", "-e")).containsExactly("value17",
                "value18",
                "value19");
        assertThat(kcat(List.of(), "-C", "-t", "seeked", "-p", "0", "-o", "-2", "-e")).containsExactly("value18",
                "value19");
    }

    @ParameterizedTest
    @ValueSource(strings = {"range", "roundrobin", "cooperative-sticky"})
    @ForPeer("kcat (librdkafka)")
    void reads_in_a_group_and_resumes(String assignor) throws Exception {
        String topic = "grouped-" + assignor;
        kcat(numbered("first%d", 50), "-P", "-t", topic);
        String[] reading = {"-G", "cats-" + assignor, "-X", "partition.assignment.strategy=" + assignor, "-X",
                "auto.offset.reset=earliest", "-e", topic};
        assertThat(kcat(List.of(), reading)).containsExactlyInAnyOrderElementsOf(numbered("first%d", 50));
        kcat(numbered("second%d", 50), "-P", "-t", topic);
        assertThat(kcat(List.of(), reading)).containsExactlyInAnyOrderElementsOf(numbered("second%d", 50));
    }

    @Test
    @ForPeer("kcat (librdkafka)")
    void writes_idempotently_and_in_a_transaction() throws Exception {
        kcat(numbered("value%d", 1_000), "-P", "-t", "idempotent", "-p", "0", "-X", "enable.idempotence=true");
        assertThat(kcat(List.of(), "-C", "-t", "idempotent", "-o", "beginning", "-e"))
                .containsExactlyElementsOf(numbered("value%d", 1_000));
        kcat(numbered("value%d", 100), "-P", "-t", "transactional", "-p", "0", "-X", "transactional.id=cats");
        assertThat(kcat(List.of(), "-C", "-t", "transactional", "-o", "beginning", "-e", "-X",
                "isolation.level=read_committed")).containsExactlyElementsOf(numbered("value%d", 100));
    }

    private static List<String> numbered(String form, int count) {
        return IntStream.range(0, count).mapToObj(i -> form.replace("%d", Integer.toString(i))).toList();
    }

    /** Runs it to its end with these lines as its input; the lines it printed. */
    private static List<String> kcat(List<String> input, String... arguments) throws IOException, InterruptedException {
        if (kcat instanceof PeerInstallation.Impossible(String why)) {
            return Assumptions.abort(why);
        }
        List<String> command = Stream.concat(Stream.of("kcat", "-q", "-b", broker.bootstrap()), Stream.of(arguments))
                .toList();
        try (PeerProcess process = PeerProcess.start("kcat", folder, command)) {
            try (OutputStream in = process.standardInput()) {
                for (String line : input) {
                    in.write((line + "\n").getBytes(StandardCharsets.UTF_8));
                }
            }
            int status = process.waitFor(PATIENCE);
            List<String> said = new ArrayList<>(process.output());
            assertThat(status).as("%s:\n%s", command, String.join("\n", said)).isZero();
            return said;
        }
    }
}
