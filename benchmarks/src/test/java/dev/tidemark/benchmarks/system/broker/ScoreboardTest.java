package dev.tidemark.benchmarks.system.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.benchmarks.system.run.Bar;
import dev.tidemark.benchmarks.system.run.RawRuns;
import dev.tidemark.benchmarks.system.run.Side;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The table says what the raw runs say, and no more. */
class ScoreboardTest {

    @TempDir
    Path folder;

    @Test
    void a_bar_holds_if_all_of_ours_are_below_all_that_it_allows() {
        assertThat(verdicts(produced(Side.TIDEMARK, 0.5, 0.6, 0.69), produced(Side.KAFKA, 1.0, 1.1, 1.2)))
                .containsExactly(Bar.Verdict.HOLDS);
    }

    @Test
    void a_bar_is_missed_if_all_of_ours_are_above_though_less_than_kafkas() {
        assertThat(verdicts(produced(Side.TIDEMARK, 0.85, 0.86, 0.87), produced(Side.KAFKA, 1.0, 1.1, 1.2)))
                .containsExactly(Bar.Verdict.MISSED);
    }

    @Test
    void ranges_that_overlap_and_single_runs_show_nothing() {
        assertThat(verdicts(produced(Side.TIDEMARK, 0.5, 0.6, 1.05), produced(Side.KAFKA, 1.0, 1.1, 1.2)))
                .containsExactly(Bar.Verdict.NOT_SHOWN);
        assertThat(verdicts(produced(Side.TIDEMARK, 0.1), produced(Side.KAFKA, 1.0)))
                .containsExactly(Bar.Verdict.NOT_SHOWN);
    }

    @Test
    void medians_as_asked_with_ranges_apart_are_called_that() {
        assertThat(verdicts(produced(Side.TIDEMARK, 0.5, 0.6, 0.75), produced(Side.KAFKA, 1.0, 1.1, 1.2)))
                .containsExactly(Bar.Verdict.MEDIAN_HOLDS);
    }

    @Test
    void throughput_has_to_be_above() {
        assertThat(verdicts(synced(Side.TIDEMARK, 1_600, 1_700, 1_800), synced(Side.KAFKA, 900, 950, 1_000)))
                .containsExactly(Bar.Verdict.HOLDS, Bar.Verdict.MISSED);
    }

    @Test
    void one_side_alone_or_another_variant_gives_no_row() {
        assertThat(verdicts(produced(Side.TIDEMARK, 0.5, 0.6, 0.69), List.of())).isEmpty();
        assertThat(verdicts(produced(Side.TIDEMARK, 0.5, 0.6, 0.69), synced(Side.KAFKA, 900, 950, 1_000))).isEmpty();
    }

    @Test
    void the_table_is_computed_from_the_file() throws IOException {
        RawRuns raw = new RawRuns(folder.resolve("runs.jsonl"));
        for (BrokerRun run : both(produced(Side.TIDEMARK, 0.5, 0.6, 0.69), produced(Side.KAFKA, 1.0, 1.1, 1.2))) {
            raw.add(run);
        }
        assertThat(Scoreboard.text(raw.read(BrokerRun.class))).contains("flags of both sides: -Xmx512m",
                "produce 100-none: 3 records", "| produce 100-none: broker CPU s per million records | at most 0.70 | "
                        + "0.600 (0.500 to 0.690) | 1.100 (1.000 to 1.200) | 0.545 | holds |");
    }

    @Test
    void every_claim_is_of_a_workload_and_variant_that_there_is() {
        assertThat(Claim.ALL).allSatisfy(claim -> assertThat(BrokerBenchmarks.variants(claim.kind())).as(claim.kind())
                .contains(claim.variant()));
        assertThat(BrokerBenchmarks.variants("produce")).allSatisfy(variant -> assertThat(Claim.ALL).anyMatch(
                claim -> claim.kind().equals("produce") && claim.variant().equals(variant)));
    }

    @Test
    void a_figure_that_a_run_does_not_have_is_no_zero() {
        assertThatThrownBy(() -> produced(Side.KAFKA, 1.0).getFirst().figure(Figures.P99_MICROS))
                .hasMessageContaining("no figure p99Micros");
    }

    private static List<BrokerRun> produced(Side side, double... cpu) {
        List<BrokerRun> runs = new ArrayList<>();
        for (double value : cpu) {
            runs.add(run("produce", "100-none", side, runs.size() + 1, Map.of(Figures.CPU_PER_MILLION, value)));
        }
        return runs;
    }

    /** With the same 99th percentile on both sides, 0.7 of which ours are above. */
    private static List<BrokerRun> synced(Side side, double... perSecond) {
        List<BrokerRun> runs = new ArrayList<>();
        for (double value : perSecond) {
            runs.add(run("fsync", "timed", side, runs.size() + 1, Map.of(Figures.RECORDS_PER_SECOND, value,
                    Figures.P99_MICROS, 700.0)));
        }
        return runs;
    }

    private static BrokerRun run(String kind, String variant, Side side, int run, Map<String, Double> figures) {
        return new BrokerRun(kind, variant, side, run, "3 records", 3, figures, "", 0.5, "-Xmx512m", "2 processors");
    }

    private static List<Bar.Verdict> verdicts(List<BrokerRun> ours, List<BrokerRun> kafkas) {
        List<String> lines = Scoreboard.text(both(ours, kafkas));
        return lines.subList(lines.indexOf("|---|---|---|---|---|---|") + 1, lines.size())
                .stream()
                .map(row -> verdict(row.split(" \\| | \\|")[5]))
                .toList();
    }

    private static Bar.Verdict verdict(String label) {
        return Stream.of(Bar.Verdict.values())
                .filter(verdict -> verdict.label().equals(label))
                .findFirst()
                .orElseThrow();
    }

    private static List<BrokerRun> both(List<BrokerRun> ours, List<BrokerRun> kafkas) {
        List<BrokerRun> all = new ArrayList<>(ours);
        all.addAll(kafkas);
        return all;
    }
}
