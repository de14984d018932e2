package dev.tidemark.streams.runtime.commit;

import static dev.tidemark.streams.runtime.commit.CommitStage.DONE;
import static dev.tidemark.streams.runtime.commit.CommitStage.FAILED;
import static dev.tidemark.streams.runtime.commit.CommitStage.MUST_ABORT;
import static dev.tidemark.streams.runtime.commit.CommitStage.MUST_INITIALISE;
import static dev.tidemark.streams.runtime.commit.CommitStage.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.InvariantFailure;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.core.id.TopicPartition;
import org.junit.jupiter.api.Test;

/** How a commit goes, as stories of what is asked of the cluster and told to the tasks, in order. */
class CommitProtocolTest {

    private static final TidemarkException CORRUPT = new TidemarkException(FailureCode.STORE_CORRUPT,
            "A store is damaged", "a table", "a bit was flipped", "nothing");

    private final CommitStage stage = new CommitStage();

    @Test
    void a_commit_goes_through_its_phases_in_order_and_tells_each_task_once() {
        stage.bothWorked("out").draining();
        assertThat(stage.news()).containsExactly("seal one", "seal two", "Draining 1", "send out");
        stage.answer(DONE);
        assertThat(stage.news()).containsExactly("AwaitingGroup 1", "member owning [in-0, in-1, side-0]");
        stage.group.member(ScriptedGroup.MEMBER);
        assertThat(stage.news()).containsExactly("SendingOffsets 1",
                "offsets of member-7 in-0@10/1 in-1@10/1 side-0@10/1");
        stage.answer(DONE);
        assertThat(stage.news()).containsExactly("EndingTransaction 1", "end commit");
        stage.answer(DONE);
        assertThat(stage.news()).containsExactly("Applying 1", "one committed", "two committed", "Idle 1");
        assertThat(stage.protocol.idle()).isTrue();
    }

    @Test
    void what_says_that_all_is_there_leaves_when_all_is_acknowledged() {
        stage.outgoing.writeBehind("marker");
        stage.bothWorked("out").draining();
        assertThat(stage.news()).containsExactly("seal one", "seal two", "Draining 1", "send out");
        stage.answer(DONE);
        assertThat(stage.news()).containsExactly("send marker");
        stage.answer(DONE);
        assertThat(stage.news()).containsExactly("AwaitingGroup 1", "member owning [in-0, in-1, side-0]");
    }

    @Test
    void what_says_that_all_is_there_does_not_leave_when_something_is_not() {
        stage.outgoing.writeBehind("marker");
        stage.bothWorked("out").draining();
        stage.news();
        stage.answer(MUST_ABORT);
        assertThat(stage.news()).doesNotContain("send marker").contains("end abort");
    }

    @Test
    void a_commit_without_any_change_does_not_begin() {
        assertThat(stage.protocol.commit()).isFalse();
        assertThat(stage.story).isEmpty();
        assertThat(stage.protocol.phase()).isEqualTo(new CommitPhase.Idle(0));
    }

    @Test
    void a_task_that_changed_nothing_is_neither_sealed_nor_told() {
        stage.two.work();
        stage.draining();
        assertThat(stage.news()).containsExactly("seal two", "Draining 1", "AwaitingGroup 1", "member owning [in-1]");
        stage.group.member(ScriptedGroup.MEMBER);
        stage.answer(DONE).answer(DONE);
        assertThat(stage.news()).contains("two committed").doesNotContain("one committed");
    }

    @Test
    void an_interval_that_cannot_be_sealed_falls_and_the_next_one_happens() {
        stage.two.breaksWhenSealed(CORRUPT, true);
        stage.bothWorked("out").draining();
        assertThat(stage.news()).containsExactly("seal one", "two unsealed: " + CORRUPT.code(), "Aborting 0",
                "end abort");
        stage.answer(DONE);
        assertThat(stage.news()).containsExactly("discard", "one aborted", "two aborted", "Idle 0");
        stage.bothWorked("again").ending().answer(DONE);
        assertThat(stage.news()).contains("seal one", "seal two", "send again", "one committed", "two committed",
                "Idle 1");
    }

    @Test
    void a_task_that_cannot_be_sealed_and_not_be_helped_tells_whoever_commits() {
        stage.one.breaksWhenSealed(CORRUPT, false);
        stage.worked("out");
        assertThatThrownBy(stage.protocol::commit).isSameAs(CORRUPT);
    }

    @Test
    void the_second_commit_counts_on() {
        stage.worked("first").ending().answer(DONE);
        stage.news();
        stage.worked("second").ending().answer(DONE);
        assertThat(stage.news()).contains("Draining 2", "send second", "offsets of member-7 in-0@20/2 side-0@20/2",
                "Idle 2");
    }

    @Test
    void nothing_of_the_next_interval_is_sent_before_the_end_is_answered() {
        stage.worked("this").draining();
        theNextIntervalTriesToSend("next-1");
        stage.answer(DONE);
        theNextIntervalTriesToSend("next-2");
        stage.group.member(ScriptedGroup.MEMBER);
        theNextIntervalTriesToSend("next-3");
        stage.answer(DONE);
        theNextIntervalTriesToSend("next-4");
        stage.answer(UNKNOWN);
        theNextIntervalTriesToSend("next-5");
        stage.loop.advanceMs(50);
        assertThat(stage.story).filteredOn(line -> line.startsWith("send ")).containsExactly("send this");
        stage.answer(DONE);
        stage.news();
        stage.protocol.drainFull();
        assertThat(stage.news()).containsExactly("send next-1 next-2 next-3 next-4 next-5");
    }

    private void theNextIntervalTriesToSend(String label) {
        stage.outgoing.writeFull(label);
        stage.protocol.drainFull();
    }

    @Test
    void nothing_is_sent_while_an_interval_is_given_up_or_its_end_is_looked_for() {
        stage.worked("this").resolving();
        theNextIntervalTriesToSend("next-1");
        stage.answer(DONE);
        theNextIntervalTriesToSend("next-2");
        stage.group.committed(stage.one.positions(1));
        assertThat(stage.story).filteredOn(line -> line.startsWith("send ")).containsExactly("send this");

        stage.worked("that").aborting();
        stage.news();
        theNextIntervalTriesToSend("next-3");
        assertThat(stage.news()).isEmpty();
    }

    @Test
    void full_batches_leave_early_while_no_commit_is_under_way_and_the_commit_waits_for_them() {
        stage.outgoing.writeFull("early");
        stage.protocol.drainFull();
        assertThat(stage.news()).containsExactly("send early");
        stage.worked("late").draining();
        assertThat(stage.news()).containsExactly("seal one", "Draining 1", "send late");
        stage.answer(DONE);
        assertThat(stage.news()).as("one of two is acknowledged").isEmpty();
        stage.answer(DONE);
        assertThat(stage.news()).containsExactly("AwaitingGroup 1", "member owning [in-0, side-0]");
    }

    @Test
    void draining_where_nothing_is_full_sends_nothing() {
        stage.worked("half");
        stage.protocol.drainFull();
        assertThat(stage.story).isEmpty();
    }

    @Test
    void an_early_batch_that_is_refused_gives_up_the_open_interval_without_a_seal() {
        stage.worked("half").outgoing.writeFull("early");
        stage.protocol.drainFull();
        stage.news();
        stage.answer(MUST_ABORT);
        assertThat(stage.news()).containsExactly("Aborting 0", "end abort");
        stage.answer(DONE);
        assertThat(stage.news()).containsExactly("discard", "one aborted", "two aborted", "Idle 0");
        assertThat(stage.outgoing.takeAll()).isEmpty();
    }

    @Test
    void an_early_batch_that_is_refused_for_good_is_the_last_one() {
        stage.worked("half").outgoing.writeFull("early");
        stage.protocol.drainFull();
        stage.answer(FAILED).news();
        stage.outgoing.writeFull("more");
        stage.protocol.drainFull();
        assertThat(stage.news()).isEmpty();
        assertThat(stage.protocol.failure()).isNotNull();
        assertThat(stage.protocol.idle()).isFalse();
    }

    @Test
    void a_refused_batch_waits_for_the_others_before_the_transaction_ends() {
        stage.outgoing.writeFull("early");
        stage.protocol.drainFull();
        stage.worked("late").draining().news();
        stage.answer(MUST_ABORT);
        assertThat(stage.news()).as("'late' may still arrive").isEmpty();
        stage.answer(DONE);
        assertThat(stage.news()).containsExactly("Aborting 1", "end abort");
    }

    @Test
    void an_interval_that_falls_takes_all_tasks_with_it_and_what_they_wrote_since() {
        stage.worked("this").sendingOffsets();
        stage.two.work();
        stage.outgoing.write("built on this");
        stage.task("three", new TopicPartition("in", 2)).work();
        stage.answer(MUST_ABORT).news();
        stage.answer(DONE);
        assertThat(stage.news()).containsExactly("discard", "one aborted", "two aborted", "three aborted", "Idle 1");
        assertThat(stage.outgoing.takeAll()).isEmpty();
        assertThat(stage.protocol.commit()).as("nothing is left to commit").isFalse();
    }

    @Test
    void what_was_written_since_the_seal_stays_when_the_interval_happened() {
        stage.worked("this").ending();
        stage.outgoing.write("since");
        stage.answer(DONE);
        assertThat(stage.story).doesNotContain("discard");
        assertThat(stage.outgoing.takeAll()).hasSize(1);
    }

    @Test
    void an_interval_done_again_after_a_fall_has_the_same_count() {
        stage.worked("this").aborting().answer(DONE).news();
        stage.worked("again").ending();
        assertThat(stage.news()).contains("Draining 2", "offsets of member-7 in-0@10/1 side-0@10/1");
    }

    @Test
    void offsets_wait_for_the_group_and_are_those_of_the_sealed_tasks() {
        stage.worked("out").awaitingGroup();
        stage.two.work();
        stage.loop.advanceMs(60_000);
        assertThat(stage.news()).endsWith("AwaitingGroup 1", "member owning [in-0, side-0]");
        stage.group.member(ScriptedGroup.MEMBER);
        assertThat(stage.news()).containsExactly("SendingOffsets 1",
                "offsets of member-7 in-0@10/1 side-0@10/1");
    }

    @Test
    void an_input_that_was_assigned_elsewhere_aborts_the_transaction() {
        stage.worked("out").awaitingGroup().news();
        stage.group.member(null);
        assertThat(stage.news()).containsExactly("Aborting 1", "end abort");
        stage.answer(DONE);
        assertThat(stage.news()).containsExactly("discard", "one aborted", "two aborted", "Idle 1");
    }

    @Test
    void an_interval_is_abandoned_without_a_seal() {
        stage.worked("out").protocol.abandon("an input was lost");
        assertThat(stage.news()).containsExactly("Aborting 0", "end abort");
        assertThat(stage.protocol.phase()).isEqualTo(new CommitPhase.Aborting(0, "an input was lost"));
        stage.answer(DONE);
        assertThat(stage.news()).containsExactly("discard", "one aborted", "two aborted", "Idle 0");
    }

    @Test
    void an_abandoned_interval_waits_for_the_batches_it_sent_early() {
        stage.outgoing.writeFull("early");
        stage.protocol.drainFull();
        stage.protocol.abandon("an input was lost");
        assertThat(stage.news()).containsExactly("send early", "Aborting 0");
        stage.answer(DONE);
        assertThat(stage.news()).containsExactly("end abort");
    }

    @Test
    void a_commit_cannot_begin_or_be_abandoned_while_one_is_under_way() {
        stage.worked("out").draining();
        assertThatThrownBy(stage.protocol::commit).isInstanceOf(InvariantFailure.class);
        assertThatThrownBy(() -> stage.protocol.abandon("no")).isInstanceOf(InvariantFailure.class);
    }

    @Test
    void records_that_left_without_a_change_are_a_defect() {
        stage.outgoing.writeFull("from nobody");
        stage.protocol.drainFull();
        stage.answer(DONE);
        assertThatThrownBy(stage.protocol::commit).isInstanceOf(InvariantFailure.class)
                .hasMessageContaining("changed nothing");
    }

    @Test
    void an_abort_whose_end_is_not_answered_is_settled_by_a_new_epoch() {
        stage.worked("out").aborting().news();
        stage.answer(UNKNOWN);
        assertThat(stage.news()).containsExactly("initialise");
        stage.answer(UNKNOWN);
        assertThat(stage.news()).as("it is tried again a little later").isEmpty();
        stage.loop.advanceMs(50);
        assertThat(stage.news()).containsExactly("initialise");
        stage.answer(DONE);
        assertThat(stage.news()).containsExactly("discard", "one aborted", "two aborted", "Idle 1");
    }

    @Test
    void a_batch_that_was_lost_with_the_transaction_costs_a_new_epoch_and_no_end() {
        stage.worked("out").draining().news();
        stage.answer(MUST_INITIALISE);
        assertThat(stage.news()).containsExactly("Aborting 1", "initialise");
        stage.answer(DONE);
        assertThat(stage.news()).containsExactly("discard", "one aborted", "two aborted", "Idle 1");
    }
}
