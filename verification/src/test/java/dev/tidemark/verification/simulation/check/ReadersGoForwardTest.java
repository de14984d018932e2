package dev.tidemark.verification.simulation.check;

import static dev.tidemark.verification.simulation.check.HandMade.T0;
import static dev.tidemark.verification.simulation.check.HandMade.T1;
import static dev.tidemark.verification.simulation.check.HandMade.at;
import static dev.tidemark.verification.simulation.check.HandMade.range;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.verification.simulation.history.Isolation;
import org.junit.jupiter.api.Test;

class ReadersGoForwardTest {

    private final Checker checker = new ReadersGoForward();

    @Test
    void each_reader_has_a_position_of_its_own_in_each_partition() {
        HandMade run = new HandMade().read(Isolation.COMMITTED, T0, 0, 3, 0, 11)
                .read(Isolation.COMMITTED, T1, 0, 9)
                .read(Isolation.COMMITTED, T0, 3, 5)
                .read(Isolation.COMMITTED, T0, 7, 8)
                .read(at(9, 0, 1), range(T0, 0, 2, false));
        assertThat(run.judgedBy(checker)).isEmpty();
    }

    @Test
    void a_reader_that_is_shown_again_what_it_had_was_set_back() {
        HandMade run = new HandMade().read(Isolation.COMMITTED, T0, 0, 3, 0, 11).read(Isolation.COMMITTED, T0, 2, 4);
        assertThat(run.judgedBy(checker)).containsExactly(Kind.READER_SET_BACK);
        HandMade atOnce = new HandMade().read(at(9, 0, 1), range(T0, 4, 6, false), range(T0, 0, 2, false));
        assertThat(atOnce.judgedBy(checker)).as("within one answer").containsExactly(Kind.READER_SET_BACK);
    }
}
