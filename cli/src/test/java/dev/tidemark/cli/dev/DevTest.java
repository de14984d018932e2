package dev.tidemark.cli.dev;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.broker.Broker;
import dev.tidemark.broker.BrokerSettings;
import dev.tidemark.cli.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code tidemark dev} and {@code app run}, in this process. */
class DevTest {

    /** Letters a, b, c in turn: 20 of each in the first minute, 40 more in the second. */
    private static final List<String> COUNTS = List.of("{\"start\":0,\"letter\":\"a\",\"count\":20}",
            "{\"start\":0,\"letter\":\"b\",\"count\":20}", "{\"start\":0,\"letter\":\"c\",\"count\":20}",
            "{\"start\":60000,\"letter\":\"a\",\"count\":14}", "{\"start\":60000,\"letter\":\"b\",\"count\":13}",
            "{\"start\":60000,\"letter\":\"c\",\"count\":13}");

    @TempDir
    Path folder;

    @Test
    void a_broker_says_that_it_is_ready_and_has_the_topics() throws IOException {
        Path ready = folder.resolve("ready.json");
        Ran ran = Ran.tidemark("dev", "--listen", "127.0.0.1:0", "--console-port", "0", "--topic", "orders:3",
                "--ready-file", ready.toString(), "--data-dir", folder.resolve("data").toString());

        assertThat(ran.status()).as(ran.err()).isZero();
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err().lines()).anyMatch(line -> line.matches("^Ready in [0-9.]+ s.*"));
        assertThat(ran.err()).contains("/health/ready");
        assertThat(Files.readString(ready)).matches("\\{\"pid\":" + ProcessHandle.current().pid()
                + ",\"bootstrap\":\"127.0.0.1:[0-9]+\",\"console\":\"http://127.0.0.1:[0-9]+\"}");
        assertThat(folder.resolve("data/broker/orders-2")).isDirectory();
    }

    @Test
    void a_demo_runs_once_to_its_summary() {
        Ran ran = Ran.tidemark("dev", "--demo", "letters", "--once", "--partitions", "1", "--listen", "127.0.0.1:0",
                "--console-port", "off", "-q");
        assertThat(ran.status()).as(ran.err()).isZero();
        assertThat(ran.lines()).containsExactlyInAnyOrderElementsOf(COUNTS);
        assertThat(ran.err()).isEqualTo("Done: 100 in, 100 accepted, 0 late, 6 windows\n");
    }

    @Test
    void a_second_run_over_the_same_folder_adds_nothing_and_shows_nothing_again() {
        String[] args = {"dev", "--demo", "letters", "--once", "--partitions", "1", "--listen", "127.0.0.1:0",
                "--console-port", "off", "-q", "--data-dir", folder.toString()};
        Ran first = Ran.tidemark(args);
        assertThat(first.err()).isEqualTo("Done: 100 in, 100 accepted, 0 late, 6 windows\n");
        assertThat(first.lines()).containsExactlyInAnyOrderElementsOf(COUNTS);
        Ran second = Ran.tidemark(args);
        assertThat(second.err()).isEqualTo("Done: 100 in, 100 accepted, 0 late, 6 windows\n");
        assertThat(second.out()).isEmpty();
        assertThat(folder.resolve("state/letters")).isDirectory();
    }

    @Test
    void partitions_that_an_earlier_start_made_stay() {
        String[] args = {"dev", "--demo", "letters", "--once", "--partitions", "2", "--listen", "127.0.0.1:0",
                "--console-port", "off", "--data-dir", folder.toString()};
        assertThat(Ran.tidemark(args).err()).doesNotContain("has no effect");
        args[5] = "3";
        assertThat(Ran.tidemark(args).err()).contains("--partitions 3 has no effect").contains("have had 2");
    }

    @Test
    void what_stands_in_the_way_is_explained() {
        Broker first = Broker.start(BrokerSettings.of(Map.of("listeners", "PLAINTEXT://127.0.0.1:0", "log.dirs",
                folder.resolve("broker").toString())));
        try (first) {
            Ran port = Ran.tidemark("dev", "--listen", first.bootstrapServers(), "--console-port", "off");
            assertThat(port.status()).isEqualTo(1);
            assertThat(port.err()).contains("TM-1001").contains(first.bootstrapServers());

            Ran data = Ran.tidemark("dev", "--listen", "127.0.0.1:0", "--console-port", "off", "--data-dir",
                    folder.toString());
            assertThat(data.status()).isEqualTo(1);
            assertThat(data.err()).contains("TM-1002").contains(folder.toString());
        }
        Ran open = Ran.tidemark("dev", "--listen", "0.0.0.0:0", "--console-port", "off");
        assertThat(open.status()).isEqualTo(2);
        assertThat(open.err()).contains("TM-1006").contains("--insecure-listen");

        Ran key = Ran.tidemark("dev", "--set", "num.partition=3", "--listen", "127.0.0.1:0", "--console-port", "off");
        assertThat(key.status()).isEqualTo(2);
        assertThat(key.err()).contains("TM-1004").contains("num.partitions");

        Ran demo = Ran.tidemark("dev", "--demo", "letter");
        assertThat(demo.status()).isEqualTo(2);
        assertThat(demo.err()).contains("there are: ").contains("letters");

        Ran flag = Ran.tidemark("dev", "--speed", "10");
        assertThat(flag.status()).isEqualTo(2);
        assertThat(flag.err()).contains("TM-1010").contains("--speed needs a demo");
    }

    @Test
    void an_application_runs_against_a_cluster() {
        Broker broker = Broker.start(BrokerSettings.of(Map.of("listeners", "PLAINTEXT://127.0.0.1:0", "log.dirs",
                folder.resolve("broker").toString(), "tidemark.flush", "os")));
        try (broker) {
            String[] app = {"app", "run", "letters", "--once", "--bootstrap-server", broker.bootstrapServers(), "--set",
                    "state.dir=" + folder.resolve("state"), "-q"};
            Ran early = Ran.tidemark(app);
            assertThat(early.status()).isEqualTo(3);
            assertThat(early.err()).startsWith("TM-5003").contains("letters");

            String[] create = {"topic", "create", "letters", "--partitions", "2", "--config", "retention.ms=-1",
                    "--bootstrap-server", broker.bootstrapServers()};
            assertThat(Ran.tidemark(create).status()).isZero();
            assertThat(Ran.withInput("a\nb\na\n", "topic", "produce", "letters", "--partition", "0",
                    "--bootstrap-server", broker.bootstrapServers()).status()).isZero();

            Ran ran = Ran.tidemark(app);
            assertThat(ran.status()).as(ran.err()).isZero();
            assertThat(ran.err()).matches("Done: 3 in, 3 accepted, 0 late, [2-4] windows\n");
        }
    }
}
