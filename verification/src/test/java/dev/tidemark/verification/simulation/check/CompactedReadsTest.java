package dev.tidemark.verification.simulation.check;

import static dev.tidemark.verification.simulation.check.HandMade.T0;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.verification.simulation.history.Append;
import dev.tidemark.verification.simulation.history.Isolation;
import dev.tidemark.verification.simulation.history.Outcome;
import org.junit.jupiter.api.Test;

class CompactedReadsTest {

    private final Checker checker = new CompactedReads();

    /** One key, written twice. */
    private static HandMade written() {
        return new HandMade().appended(T0, 1, 11, 0).appended(T0, 2, 12, 1);
    }

    private static HandMade compacted(HandMade run) {
        return run.compacted(T0, 0, 6, 1, 0, 12);
    }

    @Test
    void the_last_value_may_come_with_older_ones_or_without() {
        assertThat(compacted(written().read(Isolation.COMMITTED, T0, 0, 6, 0, 11, 1, 12)).judgedBy(checker)).isEmpty();
        assertThat(compacted(written().read(Isolation.COMMITTED, T0, 0, 6, 1, 12)).judgedBy(checker)).isEmpty();
        assertThat(compacted(written().read(Isolation.COMMITTED, T0, 0, 1, 0, 11)
                .read(Isolation.COMMITTED, T0, 1, 6, 1, 12)).judgedBy(checker)).as("in two goes").isEmpty();
    }

    @Test
    void whoever_passed_its_place_without_it_was_shown_too_little() {
        assertThat(compacted(written().read(Isolation.COMMITTED, T0, 0, 6)).judgedBy(checker))
                .containsExactly(Kind.LAST_VALUE_LOST);
        assertThat(compacted(written().read(Isolation.COMMITTED, T0, 0, 6, 0, 11)).judgedBy(checker))
                .containsExactly(Kind.LAST_VALUE_LOST);
    }

    @Test
    void a_reader_owes_nothing_that_it_has_not_come_to_or_that_was_written_while_it_read() {
        assertThat(compacted(written().read(Isolation.COMMITTED, T0, 0, 1, 0, 11)).judgedBy(checker))
                .as("it stands before it")
                .isEmpty();
        assertThat(compacted(written().read(Isolation.COMMITTED, T0, 3, 6)).judgedBy(checker))
                .as("it began behind it")
                .isEmpty();
        assertThat(compacted(new HandMade().read(Isolation.COMMITTED, T0, 0, 6).appended(T0, 1, 12, 1))
                .judgedBy(checker)).as("it was written later").isEmpty();
        assertThat(written().read(Isolation.COMMITTED, T0, 0, 6).end(T0, 6, 1, 12).judgedBy(checker))
                .as("a log that keeps all is judged by others")
                .isEmpty();
    }

    @Test
    void a_value_that_may_have_been_replaced_is_not_missed() {
        HandMade run = written().append(T0, 3, 0, 13, Append.NO_OFFSET, Outcome.UNKNOWN)
                .read(Isolation.COMMITTED, T0, 0, 6);
        assertThat(compacted(run).judgedBy(checker)).isEmpty();
    }
}
