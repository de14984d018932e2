package dev.tidemark.cli.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.core.failure.TidemarkException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a process says that it is ready. */
class ReadinessTest {

    @TempDir
    Path folder;

    @Test
    void the_file_appears_whole_and_the_line_has_its_form() throws IOException {
        Path file = folder.resolve("ready.json");
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        new Readiness(file, false).tell(new PrintStream(err, true, StandardCharsets.UTF_8), "127.0.0.1:9092",
                "http://127.0.0.1:9090");

        assertThat(Files.readString(file)).isEqualTo("{\"pid\":" + ProcessHandle.current().pid()
                + ",\"bootstrap\":\"127.0.0.1:9092\",\"console\":\"http://127.0.0.1:9090\"}");
        assertThat(Files.list(folder)).containsExactly(file);
        assertThat(err.toString(StandardCharsets.UTF_8)).matches("Ready in [0-9.]+ s\\R");
    }

    @Test
    void the_time_has_two_digits_behind_the_point() {
        assertThat(Readiness.seconds(Duration.ofMillis(1_070))).isEqualTo("1.07");
        assertThat(Readiness.seconds(Duration.ofMillis(996))).isEqualTo("1.00");
        assertThat(Readiness.seconds(Duration.ofMillis(12_344))).isEqualTo("12.34");
        assertThat(Readiness.seconds(Duration.ofMillis(-50))).as("a clock that stepped back").isEqualTo("0.00");
    }

    @Test
    void without_a_console_there_is_null_and_quiet_says_nothing() throws IOException {
        Path file = folder.resolve("ready.json");
        Files.writeString(file, "old");
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        new Readiness(file, true).tell(new PrintStream(err), "127.0.0.1:1", null);

        assertThat(Files.readString(file)).endsWith("\"bootstrap\":\"127.0.0.1:1\",\"console\":null}");
        assertThat(err.size()).isZero();
    }

    @Test
    void a_folder_that_is_not_there_is_explained() {
        Readiness readiness = new Readiness(folder.resolve("no/ready.json"), true);
        assertThatThrownBy(() -> readiness.tell(System.err, "127.0.0.1:1", null)).isInstanceOf(TidemarkException.class)
                .hasMessageContaining("--ready-file");
    }
}
