package dev.tidemark.verification.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.embedded.EmbeddedTidemark;
import dev.tidemark.verification.peer.PeerProcess;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A person at a terminal gets a table, a pipe gets JSON lines, and {@code -o} has the last word. */
@Tag("ci")
class TerminalOutputTest {

    @TempDir
    Path folder;

    @Test
    void results_have_the_form_that_their_reader_needs() throws Exception {
        Installation installation = Installation.in(folder);
        try (EmbeddedTidemark tidemark = EmbeddedTidemark.start()) {
            String bootstrap = tidemark.bootstrapServers();
            assertThat(installation.run("topic", "create", "orders", "--bootstrap-server", bootstrap).status())
                    .isZero();
            String[] list = {"topic", "list", "--bootstrap-server", bootstrap};

            assertThat(installation.run(list).output()).hasSize(1).allMatch(line -> line.startsWith("{\"name\":"));
            assertThat(onTerminal(installation, list)).first().asString().matches("NAME +PARTITIONS +INTERNAL +ID");
            assertThat(onTerminal(installation, and(list, "-o", "jsonl"))).first().asString().startsWith("{\"name\":");
            assertThat(installation.run(and(list, "-o", "table")).output()).first().asString().startsWith("NAME ");
        }
    }

    private static String[] and(String[] some, String... more) {
        return Stream.concat(Stream.of(some), Stream.of(more)).toArray(String[]::new);
    }

    /** {@code script} of util-linux gives the command a terminal of its own. */
    private static List<String> onTerminal(Installation installation, String... arguments) throws Exception {
        String command = "sh " + installation.folder().resolve("tidemark") + " " + String.join(" ", arguments);
        try (PeerProcess terminal = PeerProcess.start("script", installation.folder(),
                List.of("script", "-qec", command, "/dev/null"))) {
            assertThat(terminal.waitFor(Installation.PATIENCE)).as(String.join("\n", terminal.output())).isZero();
            return terminal.output().stream().map(String::strip).toList();
        }
    }
}
