package dev.tidemark.benchmarks.system.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.benchmarks.system.startup.StartupRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was measured is read back as it was, and what cannot be measured is refused. */
class RawRunsTest {

    @TempDir
    Path folder;

    @Test
    void runs_are_read_back_as_they_were_written() throws IOException {
        RawRuns raw = new RawRuns(folder.resolve("runs.jsonl"));
        StartupRun one = new StartupRun(Side.TIDEMARK, 1, 100, 1.5, 2.5, 3.5, 0.5, "-Xmx512m", "2 processors");
        StartupRun two = new StartupRun(Side.KAFKA, 1, 100, 9.5, 10.5, 11.5, 0.5, "-Xmx512m", "2 processors");
        raw.add(one);
        raw.add(two);

        assertThat(raw.read(StartupRun.class)).containsExactly(one, two);
    }

    @Test
    void a_file_that_is_not_there_is_no_empty_one() {
        RawRuns raw = new RawRuns(folder.resolve("none.jsonl"));
        assertThatThrownBy(() -> raw.read(StartupRun.class)).isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("none.jsonl");
    }

    @Test
    void an_option_that_is_not_known_or_no_number_is_refused() {
        Map<String, String> known = Map.of("runs", "3");
        assertThat(Arguments.parse(new String[]{"--runs", "5"}, known).count("runs")).isEqualTo(5);
        assertThatThrownBy(() -> Arguments.parse(new String[]{"--run", "5"}, known)).hasMessageContaining("--runs");
        assertThatThrownBy(() -> Arguments.parse(new String[]{"--runs"}, known)).hasMessageContaining("wants a value");
        assertThatThrownBy(() -> Arguments.parse(new String[]{"--runs", "x"}, known).count("runs"))
                .hasMessageContaining("whole number");
        assertThatThrownBy(() -> Arguments.parse(new String[]{"--runs", "0"}, known).count("runs"))
                .hasMessageContaining("above zero");
    }
}
