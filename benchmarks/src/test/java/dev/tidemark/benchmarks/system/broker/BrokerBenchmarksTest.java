package dev.tidemark.benchmarks.system.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.benchmarks.system.run.RawRuns;
import dev.tidemark.benchmarks.system.run.Side;
import dev.tidemark.benchmarks.system.run.Site;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line: what is measured, and what is refused before anything is started. */
class BrokerBenchmarksTest {

    @TempDir
    Path folder;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @Test
    void the_table_comes_from_several_files_of_raw_runs_without_a_measurement() throws Exception {
        String one = file("one.jsonl", "fresh", "100-none");
        String two = file("two.jsonl", "consume", "1024");
        run("broker", "--from", one + "," + two);
        assertThat(printed.toString(StandardCharsets.UTF_8)).contains("| consume 1024: ", "| fresh 100-none: ",
                "raw runs: one.jsonl", "raw runs: two.jsonl");
    }

    @Test
    void a_variant_that_the_kind_does_not_have_is_refused_with_those_that_it_has() {
        assertThatThrownBy(() -> run("consume", "--variant", "100-lz4")).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("--variant 100-lz4: there are [100, 1024]");
    }

    @Test
    void samples_are_taken_of_one_variant() {
        assertThatThrownBy(() -> run("produce", "--profile-to", "samples.jfr"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("--variant");
    }

    @Test
    void all_kinds_of_the_command_line_are_known_and_no_others() {
        assertThat(new String[]{"broker", "produce", "consume", "fresh", "latency", "fsync", "idle", "recovery"})
                .allMatch(BrokerBenchmarks::knows);
        assertThat(BrokerBenchmarks.knows("keyed-count")).isFalse();
    }

    private String file(String name, String kind, String variant) throws IOException {
        RawRuns raw = new RawRuns(folder.resolve(name));
        for (Side side : Side.values()) {
            raw.add(new BrokerRun(kind, variant, side, 1, "work", 3, Map.of(Figures.CPU_PER_MILLION, 0.5), "", 0.1,
                    "-Xmx512m", "2 processors"));
        }
        return raw.file().toString();
    }

    private void run(String kind, String... options) throws Exception {
        PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
        new BrokerBenchmarks(new Site(folder, folder, out, out)).run(kind, options);
    }
}
