package dev.tidemark.verification.simulation.check;

import static dev.tidemark.verification.simulation.check.HandMade.T0;
import static dev.tidemark.verification.simulation.check.HandMade.T1;
import static dev.tidemark.verification.simulation.check.HandMade.at;
import static dev.tidemark.verification.simulation.check.HandMade.range;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.verification.simulation.history.Append;
import dev.tidemark.verification.simulation.history.End;
import org.junit.jupiter.api.Test;

/** Values are a count in thousands and an amount plus 500. */
class BankCheckerTest {

    private final Checker checker = new BankChecker("t", value -> value % 1_000 - 500, 200);

    /** 100 paid in to an account in each partition, then 30 and 5 moved from the first to the second. */
    private static HandMade bank() {
        return new HandMade().transaction("bank")
                .appends(T0, 1_600, 0)
                .appends(T1, 2_600, 0)
                .ends(End.COMMITTED)
                .transaction("a")
                .appends(T0, 3_470, 2)
                .appends(T1, 4_530, 2)
                .ends(End.COMMITTED)
                .transaction("b")
                .appends(T0, 5_495, 4)
                .appends(T1, 6_505, 4)
                .ends(End.COMMITTED);
    }

    private static HandMade ended(HandMade bank) {
        return bank.end(T0, 6, 0, 1_600, 2, 3_470, 4, 5_495).end(T1, 6, 0, 2_600, 2, 4_530, 4, 6_505);
    }

    @Test
    void a_reader_adds_up_to_what_was_paid_in_wherever_it_stands() {
        HandMade run = ended(bank().read(at(9, 100, 110), range(T0, 0, 4, true, 0, 1_600, 2, 3_470))
                .read(at(9, 120, 130), range(T1, 0, 2, true, 0, 2_600))
                .read(at(9, 140, 150), range(T1, 2, 6, true, 2, 4_530, 4, 6_505))
                .read(at(9, 160, 170), range(T0, 0, 6, true, 0, 1_600, 2, 3_470, 4, 5_495))
                .read(at(8, 160, 170), range(T0, 2, 6, true, 2, 3_470, 4, 5_495)));
        assertThat(run.judgedBy(checker)).isEmpty();
    }

    @Test
    void a_reader_that_misses_one_side_of_a_transfer_does_not_add_up() {
        HandMade run = ended(bank().read(at(9, 120, 130), range(T0, 0, 4, true, 0, 1_600, 2, 3_470),
                range(T1, 0, 4, true, 0, 2_600)));
        assertThat(run.judgedBy(checker)).containsExactly(Kind.UNBALANCED);
    }

    @Test
    void a_reader_that_sees_an_aborted_side_does_not_add_up() {
        HandMade run = ended(bank().transaction("c")
                .appends(T0, 7_480, 5)
                .appends(T1, 8_520, 5)
                .ends(End.ABORTED)
                .read(at(9, 120, 130), range(T0, 0, 6, true, 0, 1_600, 2, 3_470, 4, 5_495, 5, 7_480),
                        range(T1, 0, 6, true, 0, 2_600, 2, 4_530, 4, 6_505)));
        assertThat(run.judgedBy(checker)).containsExactly(Kind.UNBALANCED);
    }

    @Test
    void a_torn_transfer_does_not_add_up_at_the_end() {
        HandMade run = bank().end(T0, 6, 0, 1_600, 2, 3_470, 4, 5_495).end(T1, 6, 0, 2_600, 2, 4_530);
        assertThat(run.judgedBy(checker)).containsExactly(Kind.UNBALANCED);
    }

    @Test
    void a_transfer_whose_end_nobody_knows_counts_if_it_is_there() {
        HandMade run = bank().transaction("c")
                .appends(T0, 7_480, Append.NO_OFFSET)
                .appends(T1, 8_520, Append.NO_OFFSET)
                .ends(End.UNKNOWN)
                .end(T0, 8, 0, 1_600, 2, 3_470, 4, 5_495, 6, 7_480)
                .end(T1, 8, 0, 2_600, 2, 4_530, 4, 6_505, 6, 8_520);
        assertThat(run.judgedBy(checker)).isEmpty();
    }
}
