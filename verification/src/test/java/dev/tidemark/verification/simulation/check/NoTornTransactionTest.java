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

class NoTornTransactionTest {

    private final Checker checker = new NoTornTransaction();

    @Test
    void all_or_nothing_is_fine() {
        HandMade run = new HandMade().transaction("a")
                .appends(T0, 11, 0)
                .appends(T1, 12, 0)
                .commits("g", T0, 5)
                .ends(End.COMMITTED)
                .transaction("b")
                .appends(T0, 21, 2)
                .appends(T1, 22, 2)
                .commits("g", T0, 6)
                .ends(End.ABORTED)
                .transaction("c")
                .appends(T0, 31, Append.NO_OFFSET)
                .appends(T1, 32, Append.NO_OFFSET)
                .ends(End.UNKNOWN)
                .transaction("d")
                .appends(T0, 41, Append.NO_OFFSET)
                .appends(T1, 42, Append.NO_OFFSET)
                .commits("g", T0, 7)
                .ends(End.UNKNOWN)
                .told("g", T0, 7)
                .end(T0, 8, 0, 11, 6, 41)
                .end(T1, 8, 0, 12, 6, 42);
        assertThat(run.judgedBy(checker)).isEmpty();
    }

    @Test
    void an_aborted_record_in_any_reading_of_committed_data_is_seen() {
        HandMade atTheEnd = new HandMade().transaction("a").appends(T0, 11, 0).ends(End.ABORTED).end(T0, 2, 0, 11);
        assertThat(atTheEnd.judgedBy(checker)).containsExactly(Kind.ABORTED_SEEN);
        HandMade before = new HandMade().transaction("a")
                .appends(T0, 11, 0)
                .ends(End.ABORTED)
                .read(Isolation.COMMITTED, T0, 0, 1, 0, 11)
                .end(T0, 2);
        assertThat(before.judgedBy(checker)).containsExactly(Kind.ABORTED_SEEN);
        HandMade inside = new HandMade().transaction("a")
                .appends(T0, 11, 0)
                .ends(End.ABORTED)
                .transaction("b")
                .reads(T0, 0, 1, 0, 11)
                .ends(End.COMMITTED)
                .end(T0, 2);
        assertThat(inside.judgedBy(checker)).containsExactly(Kind.ABORTED_SEEN);
        HandMade uncommitted = new HandMade().transaction("a")
                .appends(T0, 11, 0)
                .ends(End.ABORTED)
                .read(Isolation.UNCOMMITTED, T0, 0, 1, 0, 11)
                .end(T0, 2);
        assertThat(uncommitted.judgedBy(checker)).isEmpty();
    }

    @Test
    void a_transaction_in_one_of_its_partitions_is_torn_whether_its_end_was_told_or_not() {
        for (End end : List.of(End.COMMITTED, End.UNKNOWN)) {
            HandMade run = new HandMade().transaction("a")
                    .appends(T0, 11, 0)
                    .appends(T1, 12, 0)
                    .ends(end)
                    .end(T0, 2, 0, 11)
                    .end(T1, 2);
            List<Violation> found = checker.check(run.history());
            assertThat(found).extracting(Violation::kind).containsExactly(Kind.TORN);
            assertThat(found.getFirst().words())
                    .startsWith("there is 11 to t-0@0, missing is 12 to t-1@0 of the transaction of a");
        }
    }

    @Test
    void a_torn_transaction_is_excused_where_retention_took_the_other_part() {
        HandMade run = new HandMade().transaction("a")
                .appends(T0, 11, 0)
                .appends(T1, 12, 0)
                .ends(End.COMMITTED)
                .endFrom(T0, 2, 2)
                .end(T1, 2, 0, 12);
        assertThat(run.judgedBy(checker)).isEmpty();
    }

    @Test
    void an_acknowledged_transaction_of_which_nothing_is_there_is_lost() {
        HandMade run = new HandMade().transaction("a")
                .appends(T0, 11, 0)
                .appends(T1, 12, 0)
                .ends(End.COMMITTED)
                .end(T0, 0)
                .end(T1, 0);
        assertThat(run.judgedBy(checker)).containsExactly(Kind.LOST_TRANSACTION);
    }

    @Test
    void records_without_their_offsets_are_torn() {
        for (End end : List.of(End.COMMITTED, End.UNKNOWN)) {
            HandMade run = new HandMade().transaction("a")
                    .appends(T0, 11, 0)
                    .commits("g", T1, 5)
                    .ends(end)
                    .told("g", T1, 4)
                    .end(T0, 2, 0, 11);
            assertThat(run.judgedBy(checker)).as("end %s", end).containsExactly(Kind.TORN_OFFSETS);
        }
    }

    @Test
    void offsets_without_their_records_are_torn() {
        for (End end : List.of(End.ABORTED, End.UNKNOWN)) {
            HandMade run = new HandMade().transaction("a")
                    .appends(T0, 11, 0)
                    .commits("g", T1, 5)
                    .ends(end)
                    .told("g", T1, 5)
                    .end(T0, 2);
            assertThat(run.judgedBy(checker)).as("end %s", end).containsExactly(Kind.TORN_OFFSETS);
        }
        HandMade again = new HandMade().transaction("a")
                .appends(T0, 11, 0)
                .commits("g", T1, 5)
                .ends(End.ABORTED)
                .committed("g", T1, 5, Outcome.UNKNOWN)
                .told("g", T1, 5)
                .end(T0, 2);
        assertThat(again.judgedBy(checker)).as("another may have committed it").isEmpty();
    }

    @Test
    void who_commits_the_same_offset_later_explains_nothing() {
        HandMade run = new HandMade().transaction("a")
                .appends(T0, 11, 0)
                .commits("g", T1, 5)
                .ends(End.ABORTED)
                .told("g", T1, 5)
                .committed("g", T1, 5, Outcome.OK)
                .end(T0, 2);
        assertThat(run.judgedBy(checker)).containsExactly(Kind.TORN_OFFSETS);
    }
}
