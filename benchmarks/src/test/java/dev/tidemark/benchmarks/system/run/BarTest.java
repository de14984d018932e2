package dev.tidemark.benchmarks.system.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A verdict is one only if the ranges say so. */
class BarTest {

    private final Bar quarter = Bar.atMost(0.25);

    @Test
    void a_median_is_the_middle_of_the_runs() {
        assertThat(Spread.of(3.0, 1.0, 2.0)).isEqualTo(new Spread(2.0, 1.0, 3.0, 3));
        assertThat(Spread.of(4.0, 1.0, 2.0, 3.0).median()).isEqualTo(2.5);
    }

    @Test
    void the_bar_holds_if_every_run_is_below_every_allowed_one() {
        assertThat(quarter.judge(Spread.of(1.0, 1.2, 1.4), Spread.of(8.0, 9.0, 10.0))).isEqualTo(Bar.Verdict.HOLDS);
    }

    @Test
    void the_bar_is_missed_if_every_run_is_above() {
        assertThat(quarter.judge(Spread.of(2.6, 2.8, 3.0), Spread.of(8.0, 9.0, 10.0))).isEqualTo(Bar.Verdict.MISSED);
    }

    @Test
    void two_runs_show_nothing() {
        assertThat(quarter.judge(Spread.of(1.0, 1.2), Spread.of(8.0, 9.0, 10.0))).isEqualTo(Bar.Verdict.NOT_SHOWN);
        assertThat(quarter.judge(Spread.of(1.0, 1.1, 1.2), Spread.of(8.0, 9.0))).isEqualTo(Bar.Verdict.NOT_SHOWN);
    }

    @Test
    void ranges_that_overlap_show_nothing_whatever_the_medians() {
        assertThat(quarter.judge(Spread.of(1.0, 1.2, 8.1), Spread.of(8.0, 9.0, 10.0))).isEqualTo(Bar.Verdict.NOT_SHOWN);
        assertThat(quarter.judge(Spread.of(1.0, 2.4, 2.6), Spread.of(8.0, 9.0, 10.0))).isEqualTo(Bar.Verdict.NOT_SHOWN);
    }

    @Test
    void medians_below_with_ranges_apart_are_told_from_runs_that_are_all_below() {
        assertThat(quarter.judge(Spread.of(1.0, 1.2, 2.1), Spread.of(8.0, 9.0, 10.0)))
                .isEqualTo(Bar.Verdict.MEDIAN_HOLDS);
        assertThat(Bar.Verdict.MEDIAN_HOLDS.label()).isEqualTo("median holds");
    }

    @Test
    void what_has_to_be_more_holds_above_and_is_missed_below() {
        Bar halfAsMuchAgain = Bar.atLeast(1.5);
        assertThat(halfAsMuchAgain.judge(Spread.of(16, 17, 18), Spread.of(9, 10, 10.5))).isEqualTo(Bar.Verdict.HOLDS);
        assertThat(halfAsMuchAgain.judge(Spread.of(11, 12, 13), Spread.of(9, 10, 10.5))).isEqualTo(Bar.Verdict.MISSED);
        assertThat(halfAsMuchAgain.judge(Spread.of(15, 17, 18), Spread.of(9, 10, 10.5)))
                .isEqualTo(Bar.Verdict.MEDIAN_HOLDS);
        assertThat(halfAsMuchAgain.judge(Spread.of(10, 17, 18), Spread.of(9, 10, 10.5)))
                .isEqualTo(Bar.Verdict.NOT_SHOWN);
    }
}
