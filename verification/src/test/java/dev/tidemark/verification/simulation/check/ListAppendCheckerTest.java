package dev.tidemark.verification.simulation.check;

import static dev.tidemark.verification.simulation.check.HandMade.T0;
import static dev.tidemark.verification.simulation.check.HandMade.T1;
import static dev.tidemark.verification.simulation.check.HandMade.at;
import static dev.tidemark.verification.simulation.check.HandMade.range;
import static dev.tidemark.verification.simulation.check.ListAppendChecker.Writers.EXCLUSIVE;
import static dev.tidemark.verification.simulation.check.ListAppendChecker.Writers.SHARED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.verification.simulation.history.Append;
import dev.tidemark.verification.simulation.history.End;
import dev.tidemark.verification.simulation.history.Isolation;
import java.util.List;
import org.junit.jupiter.api.Test;

class ListAppendCheckerTest {

    private final Checker shared = new ListAppendChecker(SHARED);
    private final Checker exclusive = new ListAppendChecker(EXCLUSIVE);

    @Test
    void transactions_one_after_the_other_are_fine() {
        HandMade run = new HandMade().transaction("a")
                .appends(T0, 11, 0)
                .appends(T1, 12, 0)
                .ends(End.COMMITTED)
                .transaction("b")
                .reads(T0, 0, 2, 0, 11)
                .appends(T0, 21, 2)
                .ends(End.COMMITTED)
                .transaction("c")
                .appends(T0, 31, 4)
                .ends(End.ABORTED)
                .transaction("d")
                .reads(T0, 0, 6, 0, 11, 2, 21)
                .reads(T1, 0, 2, 0, 12)
                .ends(End.COMMITTED)
                .end(T0, 6, 0, 11, 2, 21)
                .end(T1, 2, 0, 12);
        assertThat(run.judgedBy(shared)).isEmpty();
        assertThat(run.judgedBy(exclusive)).isEmpty();
    }

    /** a and b write to both partitions, in opposite orders. */
    private static HandMade writtenCrosswise(long beginningOfB) {
        return new HandMade().transaction("a")
                .appends(T0, 11, 0)
                .appends(T1, 12, 1)
                .during(0, 10)
                .ends(End.COMMITTED)
                .transaction("b")
                .appends(T0, 21, 1)
                .appends(T1, 22, 0)
                .during(beginningOfB, beginningOfB + 10)
                .ends(End.COMMITTED)
                .end(T0, 4, 0, 11, 1, 21)
                .end(T1, 4, 0, 22, 1, 12);
    }

    @Test
    void writes_crosswise_are_allowed_to_transactions_that_are_open_at_once() {
        assertThat(writtenCrosswise(5).judgedBy(shared)).isEmpty();
        assertThat(new ListAppendChecker(SHARED).examine(writtenCrosswise(5).history()).tangled()).isEqualTo(2);
    }

    @Test
    void writes_crosswise_are_dirty_where_one_waits_for_the_other() {
        List<Violation> found = exclusive.check(writtenCrosswise(5).history());
        assertThat(found).extracting(Violation::kind).containsExactly(Kind.G0);
        assertThat(found.getFirst()).hasToString("""
                I3 G0: a circle:
                  transaction of a [client 97 from 0.000000 s to 0.010000 s, COMMITTED]
                    wrote before (ww) value 21 of t-0,
                  transaction of b [client 98 from 0.005000 s to 0.015000 s, COMMITTED]
                    wrote before (ww) value 12 of t-1,
                  and so back to the first""");
    }

    @Test
    void a_write_before_one_of_a_transaction_that_had_ended_is_dirty_whoever_else_may_write() {
        List<Violation> found = shared.check(writtenCrosswise(11).history());
        assertThat(found).extracting(Violation::kind).containsExactly(Kind.G0);
        assertThat(found.getFirst().words()).contains("wrote before (ww) value 12 of t-1",
                "had ended before the beginning of");
    }

    @Test
    void a_late_record_that_slips_behind_those_of_a_later_transaction_is_found() {
        HandMade run = new HandMade().transaction("a")
                .appends(T0, 11, 0)
                .appends(T0, 12, Append.NO_OFFSET)
                .during(0, 10)
                .ends(End.COMMITTED)
                .transaction("x")
                .appends(T0, 21, 2)
                .during(11, 12)
                .ends(End.COMMITTED)
                .end(T0, 5, 0, 11, 2, 21, 3, 12);
        assertThat(run.judgedBy(shared)).containsExactly(Kind.G0);
    }

    @Test
    void an_aborted_read_is_wrong_inside_and_outside_of_transactions() {
        HandMade inside = new HandMade().transaction("a")
                .appends(T0, 11, 0)
                .ends(End.ABORTED)
                .transaction("b")
                .reads(T0, 0, 1, 0, 11)
                .ends(End.ABORTED)
                .end(T0, 2);
        assertThat(inside.judgedBy(shared)).containsExactly(Kind.ABORTED_SEEN, Kind.G1A);
        HandMade outside = new HandMade().transaction("a")
                .appends(T0, 11, 0)
                .ends(End.ABORTED)
                .read(Isolation.COMMITTED, T0, 0, 1, 0, 11)
                .end(T0, 2);
        assertThat(outside.judgedBy(shared)).containsExactly(Kind.ABORTED_SEEN, Kind.G1A);
    }

    @Test
    void half_of_what_a_transaction_wrote_to_a_partition_is_an_intermediate_read() {
        HandMade run = new HandMade().transaction("a")
                .appends(T0, 11, 0)
                .appends(T0, 12, 1)
                .ends(End.COMMITTED)
                .transaction("b")
                .reads(T0, 0, 1, 0, 11)
                .ends(End.COMMITTED)
                .end(T0, 3, 0, 11, 1, 12);
        assertThat(run.judgedBy(shared)).containsExactly(Kind.G1B);
    }

    @Test
    void half_of_it_is_allowed_where_another_held_the_stable_offset_or_the_reader_was_not_done() {
        HandMade held = new HandMade().transaction("a")
                .appends(T0, 11, 0)
                .appends(T0, 12, 2)
                .ends(End.COMMITTED)
                .transaction("b")
                .reads(T0, 0, 1, 0, 11)
                .ends(End.COMMITTED)
                .end(T0, 4, 0, 11, 2, 12);
        assertThat(held.judgedBy(shared)).isEmpty();
        assertThat(held.judgedBy(exclusive)).as("there is no other").containsExactly(Kind.G1B);
        HandMade notDone = new HandMade().transaction("a")
                .appends(T0, 11, 0)
                .appends(T0, 12, 1)
                .ends(End.COMMITTED)
                .read(at(9, 100, 110), range(T0, 0, 1, false, 0, 11))
                .end(T0, 3, 0, 11, 1, 12);
        assertThat(notDone.judgedBy(shared)).isEmpty();
    }

    @Test
    void two_transactions_that_read_from_each_other_are_circular() {
        HandMade run = new HandMade().transaction("a")
                .appends(T0, 11, 0)
                .reads(T1, 0, 1, 0, 21)
                .during(0, 10)
                .ends(End.COMMITTED)
                .transaction("b")
                .appends(T1, 21, 0)
                .reads(T0, 0, 1, 0, 11)
                .during(5, 15)
                .ends(End.COMMITTED)
                .end(T0, 2, 0, 11)
                .end(T1, 2, 0, 21);
        List<Violation> found = shared.check(run.history());
        assertThat(found).extracting(Violation::kind).containsExactly(Kind.G1C);
        assertThat(found.getFirst().words()).contains("wrote what was read (wr), value 11 of t-0",
                "wrote what was read (wr), value 21 of t-1");
    }

    @Test
    void a_read_of_what_a_later_transaction_writes_is_circular() {
        HandMade run = new HandMade().transaction("a")
                .reads(T1, 0, 1, 0, 21)
                .during(0, 10)
                .ends(End.COMMITTED)
                .transaction("b")
                .appends(T1, 21, 0)
                .during(11, 15)
                .ends(End.COMMITTED)
                .end(T1, 2, 0, 21);
        assertThat(run.judgedBy(shared)).containsExactly(Kind.G1C);
    }

    @Test
    void a_read_from_one_that_wrote_behind_is_circular_where_writers_wait() {
        HandMade run = new HandMade().transaction("a")
                .appends(T0, 11, 0)
                .reads(T1, 0, 1, 0, 22)
                .during(0, 20)
                .ends(End.COMMITTED)
                .transaction("b")
                .appends(T0, 21, 1)
                .appends(T1, 22, 0)
                .during(5, 15)
                .ends(End.COMMITTED)
                .end(T0, 4, 0, 11, 1, 21)
                .end(T1, 2, 0, 22);
        assertThat(run.judgedBy(shared)).isEmpty();
        assertThat(run.judgedBy(exclusive)).containsExactly(Kind.G1C);
    }

    @Test
    void a_transaction_sees_nothing_of_itself() {
        HandMade run = new HandMade().transaction("a")
                .appends(T0, 11, 0)
                .reads(T0, 0, 1, 0, 11)
                .ends(End.COMMITTED)
                .end(T0, 2, 0, 11);
        assertThat(run.judgedBy(shared)).containsExactly(Kind.DIRTY_READ);
    }

    @Test
    void write_skew_and_stale_reads_are_allowed() {
        HandMade skew = new HandMade().transaction("a")
                .reads(T1, 0, 0)
                .appends(T0, 11, 0)
                .during(0, 10)
                .ends(End.COMMITTED)
                .transaction("b")
                .reads(T0, 0, 0)
                .appends(T1, 21, 0)
                .during(5, 15)
                .ends(End.COMMITTED)
                .end(T0, 2, 0, 11)
                .end(T1, 2, 0, 21);
        assertThat(skew.judgedBy(exclusive)).isEmpty();
        assertThat(new ListAppendChecker(EXCLUSIVE).examine(skew.history()).tangled()).isEqualTo(2);
        HandMade stale = new HandMade().transaction("a")
                .appends(T0, 11, 0)
                .ends(End.COMMITTED)
                .transaction("b")
                .reads(T0, 0, 0)
                .ends(End.COMMITTED)
                .end(T0, 2, 0, 11);
        assertThat(stale.judgedBy(exclusive)).isEmpty();
    }

    @Test
    void readers_that_disagree_about_an_order_have_none() {
        HandMade run = new HandMade().transaction("a")
                .appends(T0, 11, Append.NO_OFFSET)
                .ends(End.COMMITTED)
                .transaction("b")
                .appends(T0, 21, Append.NO_OFFSET)
                .ends(End.COMMITTED)
                .read(Isolation.COMMITTED, T0, 0, 2, 0, 21, 1, 11)
                .end(T0, 4, 0, 11, 2, 21);
        assertThat(run.judgedBy(shared)).containsExactly(Kind.DIVERGED, Kind.DIVERGED);
    }

    @Test
    void an_offset_with_two_records_has_no_order_either() {
        HandMade run = new HandMade().transaction("a")
                .appends(T0, 11, Append.NO_OFFSET)
                .ends(End.COMMITTED)
                .transaction("b")
                .appends(T0, 21, Append.NO_OFFSET)
                .ends(End.ABORTED)
                .read(Isolation.COMMITTED, T0, 0, 1, 0, 21)
                .end(T0, 2, 0, 11);
        assertThat(run.judgedBy(shared)).contains(Kind.DIVERGED);
    }

    @Test
    void a_lost_or_torn_transaction_is_told() {
        HandMade torn = new HandMade().transaction("a")
                .appends(T0, 11, 0)
                .appends(T1, 12, 0)
                .ends(End.UNKNOWN)
                .end(T0, 2, 0, 11)
                .end(T1, 0);
        assertThat(torn.judgedBy(shared)).containsExactly(Kind.TORN);
        HandMade lost = new HandMade().transaction("a").appends(T0, 11, 0).ends(End.COMMITTED).end(T0, 0);
        assertThat(lost.judgedBy(shared)).containsExactly(Kind.LOST_TRANSACTION);
    }

    @Test
    void a_transaction_whose_end_nobody_knows_may_end_at_any_time() {
        HandMade run = new HandMade().transaction("a")
                .appends(T0, 11, 1)
                .during(0, Long.MAX_VALUE)
                .ends(End.UNKNOWN)
                .transaction("b")
                .appends(T0, 21, 0)
                .during(50, 60)
                .ends(End.COMMITTED)
                .end(T0, 4, 0, 21, 1, 11);
        assertThat(run.judgedBy(shared)).isEmpty();
    }
}
