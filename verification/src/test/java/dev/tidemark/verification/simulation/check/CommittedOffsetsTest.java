package dev.tidemark.verification.simulation.check;

import static dev.tidemark.verification.simulation.check.HandMade.T0;
import static dev.tidemark.verification.simulation.check.HandMade.T1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.verification.simulation.history.End;
import dev.tidemark.verification.simulation.history.OffsetFetch;
import dev.tidemark.verification.simulation.history.Outcome;
import org.junit.jupiter.api.Test;

class CommittedOffsetsTest {

    private final Checker checker = new CommittedOffsets();

    @Test
    void forward_is_fine_with_lost_answers_and_resets() {
        HandMade run = new HandMade().told("g", T0, OffsetFetch.NONE)
                .committed("g", T0, 3, Outcome.OK)
                .committed("g", T0, 5, Outcome.UNKNOWN)
                .told("g", T0, 3)
                .told("g", T0, 5)
                .transaction("a")
                .commits("g", T0, 8)
                .ends(End.COMMITTED)
                .told("g", T0, 8)
                .reset("g", T0, 1)
                .told("g", T0, 1)
                .committed("g", T0, 2, Outcome.OK)
                .told("g", T0, 2);
        assertThat(run.judgedBy(checker)).isEmpty();
    }

    @Test
    void an_answer_behind_an_acknowledged_commit_or_an_earlier_answer_has_gone_back() {
        HandMade behindCommit = new HandMade().committed("g", T0, 3, Outcome.OK)
                .committed("g", T0, 5, Outcome.OK)
                .told("g", T0, 3);
        assertThat(behindCommit.judgedBy(checker)).containsExactly(Kind.COMMITTED_BACK);
        HandMade behindAnswer = new HandMade().committed("g", T0, 3, Outcome.OK)
                .committed("g", T0, 5, Outcome.UNKNOWN)
                .told("g", T0, 5)
                .told("g", T0, 3);
        assertThat(behindAnswer.judgedBy(checker)).containsExactly(Kind.COMMITTED_BACK);
    }

    @Test
    void a_commit_taken_from_a_member_of_the_past_has_gone_back() {
        HandMade run = new HandMade().committed("g", T0, 5, Outcome.OK).committed("g", T0, 3, Outcome.OK);
        assertThat(run.judgedBy(checker)).containsExactly(Kind.COMMITTED_BACK);
    }

    @Test
    void none_after_a_commit_is_not_to_be_told() {
        HandMade run = new HandMade().committed("g", T0, 0, Outcome.OK).told("g", T0, OffsetFetch.NONE);
        assertThat(run.judgedBy(checker)).containsExactly(Kind.COMMITTED_NONE);
        HandMade deleted = new HandMade().committed("g", T0, 3, Outcome.OK)
                .reset("g", T0, OffsetFetch.NONE)
                .told("g", T0,
                        OffsetFetch.NONE);
        assertThat(deleted.judgedBy(checker)).isEmpty();
    }

    @Test
    void after_a_reset_what_is_committed_binds_again() {
        HandMade run = new HandMade().committed("g", T0, 9, Outcome.OK)
                .reset("g", T0, 1)
                .committed("g", T0, 4, Outcome.OK)
                .told("g", T0, 1);
        assertThat(run.judgedBy(checker)).containsExactly(Kind.COMMITTED_BACK);
    }

    @Test
    void an_offset_that_nobody_committed_is_from_nowhere_and_so_is_one_of_an_aborted_transaction() {
        HandMade nobody = new HandMade().committed("g", T0, 3, Outcome.OK)
                .committed("g", T1, 4, Outcome.OK)
                .committed("h", T0, 4, Outcome.OK)
                .told("g", T0, 4);
        assertThat(nobody.judgedBy(checker)).containsExactly(Kind.COMMITTED_FROM_NOWHERE);
        HandMade aborted = new HandMade().transaction("a").commits("g", T0, 4).ends(End.ABORTED).told("g", T0, 4);
        assertThat(aborted.judgedBy(checker)).containsExactly(Kind.COMMITTED_FROM_NOWHERE);
        HandMade early = new HandMade().told("g", T0, 4).committed("g", T0, 4, Outcome.OK);
        assertThat(early.judgedBy(checker)).as("told before anybody asked for it")
                .containsExactly(Kind.COMMITTED_FROM_NOWHERE);
    }
}
