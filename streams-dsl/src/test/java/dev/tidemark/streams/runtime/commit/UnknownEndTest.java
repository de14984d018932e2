package dev.tidemark.streams.runtime.commit;

import static dev.tidemark.streams.runtime.commit.CommitStage.DONE;
import static dev.tidemark.streams.runtime.commit.CommitStage.MUST_ABORT;
import static dev.tidemark.streams.runtime.commit.CommitStage.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.client.consumer.OffsetAndMetadata;
import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.InvariantFailure;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.core.id.TopicPartition;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** EndTxn was sent and nobody knows whether it happened. */
class UnknownEndTest {

    private final CommitStage stage = new CommitStage();

    @Test
    void the_same_end_is_asked_again_after_a_pause_and_believed() {
        stage.worked("out").ending().news();
        stage.answer(UNKNOWN);
        stage.loop.advanceMs(49);
        assertThat(stage.news()).isEmpty();
        stage.loop.advanceMs(1);
        assertThat(stage.news()).containsExactly("end commit");
        stage.answer(DONE);
        assertThat(stage.news()).containsExactly("Applying 1", "one committed", "Idle 1");
    }

    @Test
    void an_end_that_is_never_answered_is_asked_five_times_then_the_producer_initialises_then_the_group_tells() {
        stage.worked("out").ending().news();
        neverAnswered();
        assertThat(stage.news()).containsExactly("end commit", "end commit", "end commit", "end commit",
                "Resolving 1", "initialise");
        stage.loop.advanceMs(60_000);
        assertThat(stage.news()).as("the group is asked only after a new epoch ended what was open").isEmpty();
        stage.answer(DONE);
        assertThat(stage.news()).containsExactly("committed of [in-0, side-0]");
        stage.group.committed(stage.one.positions(1));
        assertThat(stage.news()).containsExactly("Applying 1", "one committed", "Idle 1");
    }

    private void neverAnswered() {
        for (int attempt = 1; attempt <= 5; attempt++) {
            stage.answer(UNKNOWN);
            stage.loop.advanceMs(50);
        }
    }

    @Test
    void each_commit_has_its_five_attempts() {
        stage.worked("first").ending().answer(UNKNOWN).loop.advanceMs(50);
        stage.answer(DONE);
        stage.worked("second").ending().news();
        neverAnswered();
        assertThat(stage.news()).filteredOn("end commit"::equals).hasSize(4);
    }

    @Test
    void positions_of_the_commit_before_say_that_it_did_not_happen() {
        stage.worked("first").ending().answer(DONE);
        stage.worked("second").resolving().answer(DONE).news();
        stage.group.committed(stage.one.positions(1));
        assertThat(stage.news()).containsExactly("discard", "one aborted", "two aborted", "Idle 2");
    }

    @Test
    void no_positions_say_that_it_did_not_happen() {
        stage.worked("out").resolving().answer(DONE).news();
        stage.group.committed(Map.of());
        assertThat(stage.news()).containsExactly("discard", "one aborted", "two aborted", "Idle 1");
    }

    @Test
    void positions_that_a_tool_set_say_that_it_did_not_happen() {
        stage.worked("out").resolving().answer(DONE).news();
        Map<TopicPartition, OffsetAndMetadata> byATool = new HashMap<>();
        stage.one.positions(1).forEach((input, position) -> byATool.put(input, OffsetAndMetadata.of(10)));
        stage.group.committed(byATool);
        assertThat(stage.news()).contains("one aborted").doesNotContain("one committed");
    }

    @Test
    void two_tasks_that_both_happened_are_both_told() {
        stage.bothWorked("out").resolving().answer(DONE).news();
        Map<TopicPartition, OffsetAndMetadata> both = new HashMap<>(stage.one.positions(1));
        both.putAll(stage.two.positions(1));
        stage.group.committed(both);
        assertThat(stage.news()).containsExactly("Applying 1", "one committed", "two committed", "Idle 1");
    }

    @Test
    void one_of_two_tasks_that_happened_alone_is_a_defect_and_nobody_is_told_anything() {
        stage.bothWorked("out").resolving().answer(DONE).news();
        stage.group.committed(stage.one.positions(1));
        assertThatThrownBy(stage.loop::runReady).isInstanceOf(InvariantFailure.class)
                .hasMessageContaining("committed the offsets of 1 of its 2 tasks");
        assertThat(stage.news()).isEmpty();
        assertThat(stage.protocol.idle()).isFalse();
    }

    @Test
    void a_task_that_others_took_over_and_went_on_with_is_no_defect_of_this_worker() {
        stage.bothWorked("out").resolving().answer(DONE);
        stage.protocol.participantsLost();
        stage.news();
        Map<TopicPartition, OffsetAndMetadata> later = new HashMap<>(stage.one.positions(2)); // committed by its new owner
        later.putAll(stage.two.positions(1));
        stage.group.committed(later);
        stage.loop.runReady();
        assertThat(stage.news()).containsExactly("discard", "one aborted", "two aborted", "Idle 1");
        assertThat(stage.protocol.idle()).isTrue();
    }

    @Test
    void an_end_that_is_refused_after_silence_is_ended_by_an_abort() {
        stage.worked("out").ending().answer(UNKNOWN).loop.advanceMs(50);
        stage.news();
        stage.answer(MUST_ABORT);
        assertThat(stage.news()).containsExactly("Aborting 1", "end abort");
    }

    @Test
    void positions_that_cannot_be_read_stop_the_worker() {
        stage.worked("out").resolving().answer(DONE).news();
        TidemarkException unreadable = new TidemarkException(FailureCode.REQUEST_FAILED, "Offsets cannot be read",
                "group app", "no broker answered", "start one");
        stage.group.failed(unreadable);
        assertThat(stage.protocol.failure()).isSameAs(unreadable);
        assertThat(stage.news()).isEmpty();
    }
}
