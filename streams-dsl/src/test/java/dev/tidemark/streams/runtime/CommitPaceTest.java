package dev.tidemark.streams.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.core.loop.ManualClock;
import dev.tidemark.state.MemoryPressure;
import org.junit.jupiter.api.Test;

class CommitPaceTest {

    private final ManualClock clock = new ManualClock(1_000);

    private CommitPace pace(long commitIntervalMs, long trimIntervalMs) {
        CommitPace pace = new CommitPace(clock, commitIntervalMs, trimIntervalMs);
        pace.begin();
        return pace;
    }

    @Test
    void a_commit_is_due_an_interval_after_the_one_before_began() {
        CommitPace pace = pace(100, 1_000);
        clock.advanceMs(99);
        assertThat(pace.commitIsDue(MemoryPressure.NONE)).isFalse();
        assertThat(pace.untilCommitMs(false)).isEqualTo(1);
        clock.advanceMs(1);
        assertThat(pace.commitIsDue(MemoryPressure.NONE)).isTrue();
        pace.commits();
        assertThat(pace.commitIsDue(MemoryPressure.NONE)).isFalse();
        assertThat(pace.untilCommitMs(false)).isEqualTo(100);
    }

    @Test
    void what_passed_before_it_began_does_not_count() {
        clock.advanceMs(5_000);
        CommitPace pace = pace(100, 1_000);
        assertThat(pace.commitIsDue(MemoryPressure.NONE)).isFalse();
        assertThat(pace.trimIsDue()).isFalse();
        assertThat(pace.untilCommitMs(false)).isEqualTo(100);
    }

    @Test
    void under_pressure_it_is_due_sooner_but_never_later() {
        CommitPace pace = pace(100, 1_000);
        CommitPace quick = pace(5, 1_000);
        clock.advanceMs(9);
        assertThat(pace.commitIsDue(MemoryPressure.CHECKPOINT)).isFalse();
        assertThat(quick.commitIsDue(MemoryPressure.CHECKPOINT)).isTrue();
        clock.advanceMs(1);
        assertThat(pace.commitIsDue(MemoryPressure.CHECKPOINT)).isTrue();
        assertThat(pace.commitIsDue(MemoryPressure.NONE)).isFalse();
    }

    @Test
    void at_rest_it_is_due_after_half_the_interval() {
        CommitPace pace = pace(100, 1_000);
        clock.advanceMs(49);
        assertThat(pace.commitIsDueAtRest()).isFalse();
        assertThat(pace.untilCommitMs(true)).isEqualTo(1);
        clock.advanceMs(1);
        assertThat(pace.commitIsDueAtRest()).isTrue();
        assertThat(pace.untilCommitMs(true)).isZero();
        assertThat(pace.commitIsDue(MemoryPressure.NONE)).isFalse();
    }

    @Test
    void at_rest_commits_take_a_tenth_of_the_time_at_most() {
        CommitPace pace = pace(100, 1_000);
        commitLasting(pace, 8);
        assertThat(pace.untilCommitMs(true)).as("of 80, since it began").isEqualTo(72);
        commitLasting(pace, 40);
        assertThat(pace.untilCommitMs(true)).as("never later than the interval").isEqualTo(60);
    }

    @Test
    void what_a_commit_takes_is_that_of_the_last_ones() {
        CommitPace pace = pace(100, 1_000);
        commitLasting(pace, 400);
        for (int i = 0; i < 40; i++) {
            commitLasting(pace, 4);
        }
        clock.advanceMs(46);
        assertThat(pace.commitIsDueAtRest()).as("the first one is forgotten").isTrue();
    }

    @Test
    void a_commit_is_measured_once() {
        CommitPace pace = pace(100, 1_000);
        commitLasting(pace, 4);
        clock.advanceMs(46);
        pace.committed();
        assertThat(pace.commitIsDueAtRest()).isTrue();
    }

    private void commitLasting(CommitPace pace, long ms) {
        pace.commits();
        clock.advanceMs(ms);
        pace.committed();
    }

    @Test
    void trimming_is_due_once_an_interval() {
        CommitPace pace = pace(100, 1_000);
        assertThat(pace.trimIsDue()).isFalse();
        clock.advanceMs(1_500);
        assertThat(pace.trimIsDue()).isTrue();
        assertThat(pace.trimIsDue()).isFalse();
        clock.advanceMs(999);
        assertThat(pace.trimIsDue()).isFalse();
        clock.advanceMs(1);
        assertThat(pace.trimIsDue()).isTrue();
    }

    @Test
    void an_interval_for_ever_never_ends() {
        CommitPace pace = pace(Long.MAX_VALUE, Long.MAX_VALUE);
        clock.advanceMs(1_000_000);
        assertThat(pace.commitIsDue(MemoryPressure.NONE)).isFalse();
        assertThat(pace.untilCommitMs(false)).isPositive();
        assertThat(pace.trimIsDue()).isFalse();
    }
}
