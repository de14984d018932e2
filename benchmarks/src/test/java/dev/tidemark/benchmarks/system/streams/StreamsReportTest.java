package dev.tidemark.benchmarks.system.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tidemark.benchmarks.system.run.Bar;
import dev.tidemark.benchmarks.system.run.RawRuns;
import dev.tidemark.benchmarks.system.run.Site;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tables say what the raw runs say, and the command line refuses what cannot be measured before anything starts. */
class StreamsReportTest {

    @TempDir
    Path folder;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @Test
    void a_bar_holds_if_each_of_ours_is_so_many_times_cheaper_than_each_of_kafkas() {
        assertThat(verdicts(runs("keyed-count", Deployment.TIDEMARK, 3, 3.5, 4), runs("keyed-count", Deployment.KAFKA,
                25, 26, 27))).containsExactly(Bar.Verdict.HOLDS);
        assertThat(verdicts(runs("windowed-count", Deployment.TIDEMARK, 3, 3.5, 4), runs("windowed-count",
                Deployment.KAFKA, 25, 26, 27))).as("eight times are asked for").containsExactly(Bar.Verdict.NOT_SHOWN);
        assertThat(verdicts(runs("join", Deployment.TIDEMARK, 7, 7.5, 8), runs("join", Deployment.KAFKA, 25, 26, 27)))
                .containsExactly(Bar.Verdict.MISSED);
    }

    @Test
    void application_and_broker_count_together_but_on_kafkas_broker_the_application_alone() {
        List<StreamsReport.Row> rows = StreamsReport.rows(all(runs("map", Deployment.TIDEMARK, 3, 3.5, 4),
                runs("map", Deployment.ON_KAFKA, 6, 6.5, 6.7), runs("map", Deployment.KAFKA, 25, 26, 27)));
        assertThat(rows).hasSize(2);
        assertThat(rows.getFirst().ours().median()).isEqualTo(3.5);
        assertThat(rows.getLast().says()).isEqualTo("map: our app on Apache Kafka, app alone");
        assertThat(rows.getLast().ours().median()).as("three fifths of the sum").isCloseTo(3.9, within(1e-9));
        assertThat(rows.getLast().peers().median()).isCloseTo(15.6, within(1e-9));
        assertThat(rows.getLast().verdict()).isEqualTo(Bar.Verdict.NOT_SHOWN);
    }

    @Test
    void runs_with_samples_show_their_parts_and_are_not_compared() {
        QueryRun profiled = run("map", Deployment.TIDEMARK, 9, 400, true, "abc");
        List<QueryRun> runs = all(runs("map", Deployment.TIDEMARK, 3, 3.5, 4), List.of(profiled), runs("map",
                Deployment.KAFKA, 25, 26, 27));
        assertThat(StreamsReport.rows(runs).getFirst().ours().runs()).isEqualTo(3);
        assertThat(StreamsReport.text(runs)).anyMatch(line -> line.startsWith("map, tidemark: parts of 400.00 µs"))
                .contains("  decode                             0.25");
    }

    @Test
    void one_side_alone_has_figures_and_no_verdict() {
        List<QueryRun> runs = runs("join", Deployment.IN_PROCESS, 2, 3, 4);
        assertThat(StreamsReport.rows(runs)).isEmpty();
        assertThat(StreamsReport.text(runs)).contains(
                "| join | in-process | 3 |  |  | 3.00 (2.00 to 4.00) | 9.00 (9.00 to 9.00) | 1,234 | 17 |");
    }

    @Test
    void runs_of_different_production_code_or_inputs_do_not_stand_beside_each_other() {
        List<QueryRun> runs = List.of(run("map", Deployment.TIDEMARK, 1, 3, false, "abc"), run("map", Deployment.KAFKA,
                1, 30, false, "def"));
        assertThatThrownBy(() -> StreamsReport.text(runs)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("runs of different production commits do not stand beside each other: [abc, def]");
    }

    @Test
    void the_tables_come_from_several_files_without_a_measurement() throws Exception {
        String one = file("one.jsonl", runs("map", Deployment.TIDEMARK, 3, 3.5, 4));
        String two = file("two.jsonl", runs("map", Deployment.KAFKA, 25, 26, 27));
        run("streams", "--from", one + "," + two);
        assertThat(printed.toString(StandardCharsets.UTF_8)).contains(
                "| map: app and broker | at least 4 times | 3.50 (3.00 to 4.00) | 26.00 (25.00 to 27.00) | 7.43 | holds |",
                "raw runs: one.jsonl", "raw runs: two.jsonl");
    }

    @Test
    void what_cannot_be_measured_is_refused() {
        assertThatThrownBy(() -> run("streams", "--query", "count")).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("there are [keyed-count, windowed-count, repartition-count, map, join]");
        assertThatThrownBy(() -> run("map", "--deployments", "tidemark,kafka-4")).isInstanceOf(
                IllegalArgumentException.class)
                .hasMessageContaining("no deployment is called kafka-4");
        assertThatThrownBy(() -> run("streams", "--profile-to", "samples.jfr")).isInstanceOf(
                IllegalArgumentException.class)
                .hasMessageContaining("--query");
        assertThatThrownBy(() -> run("streams", "--from", "committed")).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no raw runs of production commit unknown");
        assertThat(StreamsBenchmark.knows("join")).isTrue();
        assertThat(StreamsBenchmark.knows("produce")).isFalse();
    }

    private String file(String name, List<QueryRun> runs) throws IOException {
        RawRuns raw = new RawRuns(folder.resolve(name));
        for (QueryRun run : runs) {
            raw.add(run);
        }
        return raw.file().toString();
    }

    private void run(String kind, String... options) throws Exception {
        PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);
        new StreamsBenchmark(new Site(folder, folder, out, out)).run(kind, options);
    }

    private static List<Bar.Verdict> verdicts(List<QueryRun> ours, List<QueryRun> kafkas) {
        return StreamsReport.rows(all(ours, kafkas)).stream().map(StreamsReport.Row::verdict).toList();
    }

    @SafeVarargs
    private static List<QueryRun> all(List<QueryRun>... lists) {
        List<QueryRun> all = new ArrayList<>();
        for (List<QueryRun> list : lists) {
            all.addAll(list);
        }
        return all;
    }

    /** Runs with so many microseconds per record. */
    private static List<QueryRun> runs(String query, Deployment deployment, double... micros) {
        List<QueryRun> runs = new ArrayList<>();
        for (double each : micros) {
            runs.add(run(query, deployment, runs.size() + 1, each, false, "abc"));
        }
        return runs;
    }

    /** Three fifths of it are the application's. */
    private static QueryRun run(String query, Deployment deployment, int number, double micros, boolean profiled,
            String commit) {
        return new QueryRun(query, deployment, number, profiled, 1_000, 10, 4, 1_000_000, micros * 0.6, micros * 0.4, 9,
                1_234, 17, Map.of(), profiled ? Map.of("decode", 0.25) : Map.of(), commit, 0.5, "-Xmx512m",
                "2 processors");
    }
}
