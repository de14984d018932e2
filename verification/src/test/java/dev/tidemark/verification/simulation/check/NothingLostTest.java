package dev.tidemark.verification.simulation.check;

import static dev.tidemark.verification.simulation.check.HandMade.T0;
import static dev.tidemark.verification.simulation.check.HandMade.T1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.verification.simulation.history.Append;
import dev.tidemark.verification.simulation.history.End;
import dev.tidemark.verification.simulation.history.Isolation;
import dev.tidemark.verification.simulation.history.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;

class NothingLostTest {

    private final Checker checker = new NothingLost();

    @Test
    void what_was_acknowledged_and_is_there_is_fine_and_so_is_what_was_not_and_is_not() {
        HandMade run = new HandMade().appended(T0, 1, 11, 0)
                .append(T0, 2, 0, 12, Append.NO_OFFSET, Outcome.UNKNOWN)
                .append(T0, 3, 0, 13, Append.NO_OFFSET, Outcome.FAILED)
                .read(Isolation.COMMITTED, T0, 0, 1, 0, 11)
                .end(T0, 1, 0, 11);
        assertThat(run.judgedBy(checker)).isEmpty();
    }

    @Test
    void an_acknowledged_record_that_is_missing_is_lost() {
        HandMade run = new HandMade().appended(T0, 1, 11, 0).appended(T0, 2, 12, 1).end(T0, 1, 0, 11);
        List<Violation> found = checker.check(run.history());
        assertThat(found).extracting(Violation::kind).containsExactly(Kind.LOST);
        assertThat(found.getFirst())
                .hasToString("I1 LOST: acknowledged and not in the log at the end: append of value 12 (key 0)"
                        + " as number 2 of producer 7 to t-0@1: OK [client 1 from 0.003000 s to 0.004000 s]");
    }

    @Test
    void a_record_of_a_committed_transaction_that_is_missing_is_lost() {
        HandMade run = new HandMade().transaction("a").appends(T0, 11, 0).ends(End.COMMITTED).end(T0, 2);
        assertThat(run.judgedBy(checker)).containsExactly(Kind.LOST);
    }

    @Test
    void what_retention_or_the_deletion_of_a_topic_took_is_not_lost() {
        HandMade run = new HandMade().appended(T0, 1, 11, 0).appended(T0, 2, 12, 1).endFrom(T0, 1, 2, 1, 12);
        assertThat(run.judgedBy(checker)).isEmpty();
        assertThat(new HandMade().appended(T0, 1, 11, 0).deleted("t").judgedBy(checker)).isEmpty();
    }

    @Test
    void nothing_is_known_of_a_partition_that_nobody_read_at_the_end() {
        assertThat(new HandMade().appended(T1, 1, 11, 0).end(T0, 0).judgedBy(checker)).containsExactly(Kind.UNREAD);
    }

    @Test
    void a_record_elsewhere_than_acknowledged_is_misplaced() {
        assertThat(new HandMade().appended(T0, 1, 11, 0).end(T0, 2, 1, 11).judgedBy(checker))
                .containsExactly(Kind.MISPLACED);
        assertThat(new HandMade().appended(T0, 1, 11, 0).end(T0, 0).end(T1, 1, 0, 11).judgedBy(checker))
                .containsExactly(Kind.MISPLACED);
    }

    @Test
    void a_reader_that_passes_over_a_record_has_skipped_it() {
        HandMade run = new HandMade().read(Isolation.UNCOMMITTED, T0, 0, 3, 0, 11, 2, 13)
                .end(T0, 4, 0, 11, 1, 12, 2, 13, 3, 14);
        assertThat(run.judgedBy(checker)).containsExactly(Kind.SKIPPED);
        HandMade behind = new HandMade().read(Isolation.COMMITTED, T0, 0, 2, 0, 11).end(T0, 2, 0, 11, 1, 12);
        assertThat(behind.judgedBy(checker)).containsExactly(Kind.SKIPPED);
    }

    @Test
    void a_record_that_was_seen_as_committed_has_to_stay() {
        HandMade run = new HandMade().read(Isolation.COMMITTED, T0, 0, 2, 0, 11, 1, 12).end(T0, 1, 0, 11);
        assertThat(run.judgedBy(checker)).containsExactly(Kind.VANISHED);
        HandMade uncommitted = new HandMade().read(Isolation.UNCOMMITTED, T0, 0, 2, 0, 11, 1, 12).end(T0, 3, 0, 11);
        assertThat(uncommitted.judgedBy(checker)).as("it may have been of a transaction that aborted").isEmpty();
        HandMade retained = new HandMade().read(Isolation.COMMITTED, T0, 0, 2, 0, 11, 1, 12).endFrom(T0, 1, 2, 1, 12);
        assertThat(retained.judgedBy(checker)).isEmpty();
    }

    @Test
    void a_thousand_losses_are_told_ten_times_and_counted() {
        HandMade run = new HandMade();
        for (int i = 0; i < 1_000; i++) {
            run.appended(T0, i, 100 + i, i);
        }
        List<Violation> found = checker.check(run.end(T0, 1_000).history());
        assertThat(found).hasSize(11);
        assertThat(found.getLast()).hasToString("I1 LOST: and 990 more of the kind");
    }
}
