package dev.tidemark.verification.simulation.check;

import static dev.tidemark.verification.simulation.check.HandMade.T0;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.verification.simulation.history.Append;
import dev.tidemark.verification.simulation.history.Outcome;
import org.junit.jupiter.api.Test;

class LogModelTest {

    private static final long DELETED = Append.TOMBSTONE;

    private final Checker checker = new LogModel();

    /** Keys 1 and 2 written twice, key 3 written and deleted. */
    private static HandMade written() {
        return new HandMade().append(T0, 1, 1, 11, 0, Outcome.OK)
                .append(T0, 2, 2, 21, 1, Outcome.OK)
                .append(T0, 3, 1, 12, 2, Outcome.OK)
                .append(T0, 4, 3, 31, 3, Outcome.OK)
                .append(T0, 5, 2, 22, 4, Outcome.OK)
                .append(T0, 6, 3, DELETED, 5, Outcome.OK);
    }

    @Test
    void all_stages_of_compaction_are_fine() {
        assertThat(written().compacted(T0, 0, 6, 0, 1, 11, 1, 2, 21, 2, 1, 12, 3, 3, 31, 4, 2, 22, 5, 3, DELETED)
                .judgedBy(checker)).as("none yet").isEmpty();
        assertThat(written().compacted(T0, 0, 6, 2, 1, 12, 4, 2, 22, 5, 3, DELETED).judgedBy(checker)).isEmpty();
        assertThat(written().compacted(T0, 0, 6, 2, 1, 12, 4, 2, 22).judgedBy(checker)).as("the tombstone is gone too")
                .isEmpty();
        assertThat(written().compacted(T0, 4, 6, 4, 2, 22).judgedBy(checker)).as("retention took the beginning")
                .isEmpty();
    }

    @Test
    void the_last_value_of_a_key_has_to_stay() {
        assertThat(written().compacted(T0, 0, 6, 4, 2, 22).judgedBy(checker)).containsExactly(Kind.LAST_VALUE_LOST);
        assertThat(written().append(T0, 7, 1, DELETED, Append.NO_OFFSET, Outcome.UNKNOWN)
                .compacted(T0, 0, 7, 4, 2, 22)
                .judgedBy(checker)).as("it may have been deleted").isEmpty();
    }

    @Test
    void an_older_value_must_not_come_back_nor_a_deleted_key() {
        assertThat(written().compacted(T0, 0, 6, 0, 1, 11, 4, 2, 22).judgedBy(checker))
                .containsExactly(Kind.RESURRECTED);
        assertThat(written().compacted(T0, 0, 6, 2, 1, 12, 3, 3, 31, 4, 2, 22).judgedBy(checker))
                .containsExactly(Kind.RESURRECTED);
    }

    @Test
    void a_write_whose_answer_was_lost_is_the_last_if_it_is_there() {
        HandMade run = written().append(T0, 7, 1, 13, Append.NO_OFFSET, Outcome.UNKNOWN);
        assertThat(run.compacted(T0, 0, 7, 4, 2, 22, 6, 1, 13).judgedBy(checker)).isEmpty();
    }

    @Test
    void a_record_is_the_one_that_was_acknowledged_at_its_offset() {
        assertThat(written().compacted(T0, 0, 6, 2, 1, 99, 4, 2, 22).judgedBy(checker)).containsExactly(Kind.ALTERED);
        assertThat(new HandMade().append(T0, 1, 1, 11, 0, Outcome.OK).end(T0, 1, 0, 11).judgedBy(checker))
                .as("its key is 0 at the end")
                .containsExactly(Kind.ALTERED);
    }

    @Test
    void offsets_grow_and_lie_inside_the_log() {
        assertThat(new HandMade().end(T0, 3, 1, 11, 0, 12).judgedBy(checker))
                .containsExactly(Kind.OFFSETS_NOT_INCREASING);
        assertThat(new HandMade().end(T0, 3, 1, 11, 1, 12).judgedBy(checker))
                .containsExactly(Kind.OFFSETS_NOT_INCREASING);
        assertThat(new HandMade().end(T0, 1, 1, 11).judgedBy(checker)).containsExactly(Kind.OFFSETS_NOT_INCREASING);
        assertThat(new HandMade().endFrom(T0, 2, 3, 1, 11).judgedBy(checker))
                .containsExactly(Kind.OFFSETS_NOT_INCREASING);
    }
}
