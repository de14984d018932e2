package dev.tidemark.verification.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.embedded.EmbeddedTidemark;
import dev.tidemark.examples.quakes.Quakes;
import dev.tidemark.verification.cli.Installation.Served;
import dev.tidemark.verification.streams.Player;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A signal stops what serves, in order: the status says which signal it was, and nothing looks like a failure. */
@Tag("ci")
class SignalsTest {

    /** The contract's bound for a clean stop; a process that takes longer fails the wait. */
    private static final Duration STOP = Duration.ofSeconds(10);

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"TERM, 143", "INT, 130"})
    void dev_stops_and_takes_its_temporary_folder_along(String signal, int status) throws Exception {
        try (Served dev = Installation.in(folder)
                .serve("dev", "--listen", "127.0.0.1:0", "--console-port", "0", "--topic", "orders:3")) {
            String line = dev.process().awaitLine(Pattern.compile("^  data "), STOP);
            Path data = Path.of(line.replaceAll("^  data +(\\S+) .*", "$1"));
            assertThat(data.resolve("broker")).isDirectory();
            stops(dev, signal, status);
            assertThat(data).doesNotExist();
        }
    }

    @ParameterizedTest
    @CsvSource({"TERM, 143", "INT, 130"})
    void a_demo_stops_while_it_plays(String signal, int status) throws Exception {
        try (Served dev = Installation.in(folder)
                .serve("dev", "--demo", "quakes", "--listen", "127.0.0.1:0", "--console-port", "off")) {
            dev.process().awaitLine(Pattern.compile("^\\{\"window_start_ms\""), Installation.PATIENCE);
            stops(dev, signal, status);
        }
    }

    /** Ready means that the broker answers: the demo's app is being opened when the signal comes. */
    @Test
    void a_demo_stops_while_it_starts() throws Exception {
        try (Served dev = Installation.in(folder)
                .serve("dev", "--demo", "quakes", "--listen", "127.0.0.1:0", "--console-port", "off")) {
            stops(dev, "TERM", 143);
        }
    }

    @ParameterizedTest
    @CsvSource({"TERM, 143", "INT, 130"})
    void a_broker_stops(String signal, int status) throws Exception {
        Installation installation = Installation.in(folder);
        Path properties = Files.writeString(folder.resolve("server.properties"),
                "listeners=PLAINTEXT://127.0.0.1:0\nlog.dirs=" + folder.resolve("logs") + "\n");
        try (Served broker = installation.serve("broker", "start", "-c", properties.toString())) {
            stops(broker, signal, status);
        }
    }

    @ParameterizedTest
    @CsvSource({"TERM, 143", "INT, 130"})
    void an_application_stops(String signal, int status) throws Exception {
        Installation installation = Installation.in(folder);
        try (EmbeddedTidemark tidemark = EmbeddedTidemark.start()) {
            Player.play(tidemark.bootstrapServers(), new Quakes(), 4, null);
            try (Served app = installation.serve("app", "run", "quakes", "--bootstrap-server",
                    tidemark.bootstrapServers(), "--set", "state.dir=" + folder.resolve("state"))) {
                stops(app, signal, status);
            }
        }
    }

    private static void stops(Served served, String signal, int status) throws Exception {
        served.process().signal(signal);
        assertThat(served.process().waitFor(STOP)).as(String.join("\n", served.process().output())).isEqualTo(status);
        List<String> output = served.process().output();
        assertThat(output).as(String.join("\n", output))
                .noneMatch(line -> line.contains("Exception") || line.startsWith("\tat ") || line.contains("not clean")
                        || line.contains(" ERROR "));
    }
}
