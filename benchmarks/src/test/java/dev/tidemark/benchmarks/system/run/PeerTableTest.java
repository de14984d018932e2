package dev.tidemark.benchmarks.system.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PeerTableTest {

    private record Run(Side side, double seconds) {}

    private static List<Run> runs(double ours, double peers) {
        return List.of(new Run(Side.KAFKA, peers), new Run(Side.TIDEMARK, ours), new Run(Side.KAFKA, peers + 1),
                new Run(Side.TIDEMARK, ours + 0.2), new Run(Side.TIDEMARK, ours + 0.1), new Run(Side.KAFKA, peers + 2));
    }

    private static List<String> rows(List<Run> runs) {
        return new PeerTable<>("Kafka's", Run::side).row("s, all told", Bar.atMost(0.5), 1, runs, Run::seconds)
                .row("ms", null, 0, runs, run -> run.seconds() * 1_000)
                .lines();
    }

    @Test
    void a_row_sets_medians_and_ranges_beside_each_other_with_the_verdict() {
        assertThat(rows(runs(1, 9))).containsExactly("| what | bar | ours | Kafka's | ratio | verdict |",
                "|---|---|---|---|---|---|",
                "| s, all told | at most 0.50 | 1.1 (1.0 to 1.2) | 10.0 (9.0 to 11.0) | 0.110 | holds |",
                "| ms |  | 1100 (1000 to 1200) | 10000 (9000 to 11000) | 0.110 |  |");
    }

    @Test
    void a_bar_that_is_missed_says_so() {
        assertThat(rows(runs(8, 9)).get(2)).endsWith("| 0.810 | missed |");
    }
}
