package dev.tidemark.verification.simulation.check;

import static dev.tidemark.verification.simulation.check.HandMade.T0;
import static dev.tidemark.verification.simulation.check.HandMade.T1;
import static dev.tidemark.verification.simulation.check.HandMade.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.verification.simulation.history.Exposed;
import dev.tidemark.verification.simulation.history.Isolation;
import org.junit.jupiter.api.Test;

class ExposedOffsetsTest {

    private final Checker checker = new ExposedOffsets();

    @Test
    void offsets_that_grow_are_fine_and_a_new_leader_may_have_a_shorter_log() {
        HandMade run = new HandMade().exposed(T0, 1, 10, 8, 5)
                .exposed(T0, 1, 10, 8, 5)
                .exposed(T0, 1, Exposed.UNTOLD, 9, Exposed.UNTOLD)
                .exposed(T1, 0, 3, 3, 3)
                .exposed(T0, 2, 9, 9, 9)
                .exposed(T0, 2, 12, 12, 12);
        assertThat(run.judgedBy(checker)).isEmpty();
    }

    @Test
    void each_of_them_can_go_back() {
        assertThat(new HandMade().exposed(T0, 1, 10, 8, 5).exposed(T0, 1, 9, 8, 5).judgedBy(checker))
                .containsExactly(Kind.LOG_END_BACK);
        assertThat(new HandMade().exposed(T0, 1, 10, 8, 5).exposed(T0, 1, 10, 7, 5).judgedBy(checker))
                .containsExactly(Kind.HIGH_WATERMARK_BACK);
        assertThat(new HandMade().exposed(T0, 1, 10, 8, 5).exposed(T0, 2, 10, 7, 5).judgedBy(checker))
                .as("a high watermark is no promise of one leader")
                .containsExactly(Kind.HIGH_WATERMARK_BACK);
        assertThat(new HandMade().exposed(T0, 1, 10, 8, 5).exposed(T0, 1, 10, 8, 4).judgedBy(checker))
                .containsExactly(Kind.STABLE_OFFSET_BACK);
        assertThat(new HandMade().exposed(T0, 2, 10, 8, 5).exposed(T0, 1, 10, 8, 5).judgedBy(checker))
                .containsExactly(Kind.EPOCH_BACK);
        assertThat(new HandMade().beginsAt(T0, 3).beginsAt(T0, 5).beginsAt(T1, 0).judgedBy(checker)).isEmpty();
        assertThat(new HandMade().beginsAt(T0, 3).beginsAt(T0, 2).judgedBy(checker))
                .containsExactly(Kind.LOG_START_BACK);
    }

    @Test
    void answers_to_questions_that_were_open_at_once_may_come_in_any_order() {
        assertThat(new HandMade().exposed(at(1, 0, 10), 8).exposed(at(1, 5, 12), 7).judgedBy(checker)).isEmpty();
        assertThat(new HandMade().exposed(at(1, 0, 10), 8).exposed(at(1, 10, 12), 7).judgedBy(checker))
                .containsExactly(Kind.HIGH_WATERMARK_BACK);
        assertThat(new HandMade().exposed(at(1, 0, 10), 8).exposed(at(2, 11, 12), 7).judgedBy(checker))
                .as("another client may ask another replica")
                .isEmpty();
    }

    @Test
    void one_answer_has_to_agree_with_itself() {
        assertThat(new HandMade().exposed(T0, 1, 10, 8, 9).judgedBy(checker)).containsExactly(Kind.OFFSETS_DISAGREE);
        assertThat(new HandMade().exposed(T0, 1, 7, 8, 5).judgedBy(checker)).containsExactly(Kind.OFFSETS_DISAGREE);
        assertThat(new HandMade().exposed(T0, 1, 7, Exposed.UNTOLD, 8).judgedBy(checker))
                .containsExactly(Kind.OFFSETS_DISAGREE);
    }

    @Test
    void an_offset_has_one_record_for_all_readers_and_for_its_producer() {
        HandMade readers = new HandMade().read(Isolation.UNCOMMITTED, T0, 0, 1, 0, 11)
                .read(Isolation.COMMITTED, T0, 0, 1, 0, 12);
        assertThat(readers.judgedBy(checker)).containsExactly(Kind.TWO_VALUES);
        HandMade producer = new HandMade().appended(T0, 1, 11, 0).read(Isolation.COMMITTED, T0, 0, 1, 0, 12);
        assertThat(producer.judgedBy(checker)).containsExactly(Kind.TWO_VALUES);
        HandMade same = new HandMade().appended(T0, 1, 11, 0)
                .read(Isolation.COMMITTED, T0, 0, 1, 0, 11)
                .appended(T1, 1, 12, 0);
        assertThat(same.judgedBy(checker)).isEmpty();
    }
}
