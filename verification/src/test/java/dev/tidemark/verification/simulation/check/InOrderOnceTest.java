package dev.tidemark.verification.simulation.check;

import static dev.tidemark.verification.simulation.check.HandMade.T0;
import static dev.tidemark.verification.simulation.check.HandMade.T1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.verification.simulation.history.Append;
import dev.tidemark.verification.simulation.history.End;
import dev.tidemark.verification.simulation.history.Outcome;
import org.junit.jupiter.api.Test;

class InOrderOnceTest {

    private final Checker checker = new InOrderOnce();

    @Test
    void records_once_each_in_the_order_of_their_sequence_are_fine_and_gaps_are_too() {
        HandMade run = new HandMade().appended(T0, 1, 11, 0)
                .append(T0, 2, 0, 12, Append.NO_OFFSET, Outcome.UNKNOWN)
                .appended(T0, 3, 13, 1)
                .transaction("a")
                .appends(T0, 21, 2)
                .appends(T0, 22, 3)
                .ends(End.COMMITTED)
                .end(T0, 5, 0, 11, 1, 13, 2, 21, 3, 22);
        assertThat(run.judgedBy(checker)).isEmpty();
    }

    @Test
    void a_record_at_two_offsets_is_a_duplicate() {
        assertThat(new HandMade().appended(T0, 1, 11, 0).end(T0, 2, 0, 11, 1, 11).judgedBy(checker))
                .containsExactly(Kind.DUPLICATE);
        assertThat(new HandMade().appended(T0, 1, 11, 0).end(T0, 1, 0, 11).end(T1, 1, 0, 11).judgedBy(checker))
                .containsExactly(Kind.DUPLICATE);
    }

    @Test
    void a_later_record_before_an_earlier_one_is_out_of_order() {
        HandMade run = new HandMade().appended(T0, 1, 11, 1).appended(T0, 2, 12, 0).end(T0, 2, 0, 12, 1, 11);
        assertThat(run.judgedBy(checker)).containsExactly(Kind.REORDERED);
    }

    @Test
    void transactions_of_one_id_keep_their_order_too() {
        HandMade run = new HandMade().transaction("a")
                .appends(T0, 21, 1)
                .ends(End.COMMITTED)
                .transaction("a")
                .appends(T0, 22, 0)
                .ends(End.COMMITTED)
                .end(T0, 4, 0, 22, 1, 21);
        assertThat(run.judgedBy(checker)).containsExactly(Kind.REORDERED);
    }

    @Test
    void other_producers_and_partitions_have_orders_of_their_own() {
        HandMade run = new HandMade().appended(T0, 2, 12, 0)
                .appended(T1, 1, 11, 0)
                .transaction("a")
                .appends(T0, 21, 1)
                .ends(End.COMMITTED)
                .end(T0, 3, 0, 12, 1, 21)
                .end(T1, 1, 0, 11);
        assertThat(run.judgedBy(checker)).isEmpty();
    }

    @Test
    void a_record_that_nobody_sent_is_from_nowhere() {
        assertThat(new HandMade().end(T0, 1, 0, 99).judgedBy(checker)).containsExactly(Kind.FROM_NOWHERE);
    }

    @Test
    void a_refused_record_must_not_be_there() {
        HandMade run = new HandMade().append(T0, 1, 0, 11, Append.NO_OFFSET, Outcome.FAILED).end(T0, 1, 0, 11);
        assertThat(run.judgedBy(checker)).containsExactly(Kind.REFUSED_SEEN);
    }

    @Test
    void a_workload_that_uses_a_value_twice_cannot_be_judged() {
        HandMade run = new HandMade().appended(T0, 1, 11, 0).appended(T0, 2, 11, 1).end(T0, 2, 0, 11, 1, 11);
        assertThatThrownBy(() -> run.judgedBy(checker)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("one value for two records");
    }
}
