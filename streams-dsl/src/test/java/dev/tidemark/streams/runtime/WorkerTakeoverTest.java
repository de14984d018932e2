package dev.tidemark.streams.runtime;

import static dev.tidemark.streams.runtime.SmallTopology.FIRST;
import static dev.tidemark.streams.runtime.SmallTopology.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.client.consumer.OffsetAndMetadata;
import dev.tidemark.client.producer.TransactionOutcome;
import dev.tidemark.core.failure.InvariantFailure;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.record.RecordBytes;
import dev.tidemark.streams.runtime.commit.ScriptedGroup;
import dev.tidemark.streams.runtime.read.PartitionSink;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

/** A task that is taken over while the group changes its mind: its stores are opened once at a time. */
class WorkerTakeoverTest {

    private final WorkerStage stage = new WorkerStage();

    @Test
    void a_task_released_while_it_is_opened_is_let_go_of_when_its_stores_are_closed() {
        stage.worker.host(FIRST);
        CompletableFuture<Void> released = stage.worker.release(Set.of(FIRST)).toCompletableFuture();
        stage.turns();
        assertThat(released).as("its stores are being filled").isNotDone();
        stage.opening.opened(FIRST);
        stage.turns();
        assertThat(released).isCompleted();
    }

    @Test
    void a_task_that_cannot_begin_to_read_ends_the_worker() {
        stage.reads.start(WorkerStage.input(FIRST), 0, new Nobody()); // so that the task cannot read it
        stage.worker.host(FIRST);
        stage.opening.opened(FIRST);
        stage.runsToItsEnd();
        assertThat(stage.failures).singleElement().isInstanceOf(InvariantFailure.class);
    }

    /** Takes nothing. */
    private static final class Nobody implements PartitionSink {

        @Override
        public void deliver(RecordBytes batches, long fromOffset) {
            batches.release();
        }

        @Override
        public void readUpTo(long offset) {
            // nobody asks
        }

        @Override
        public void outOfRange(long offset) {
            // nobody asks
        }
    }

    @Test
    void a_task_that_others_have_gone_on_with_is_taken_over_anew() {
        TopicPartition input = WorkerStage.input(FIRST);
        stage.running(FIRST);
        stage.reads.outOfRange(input, 3);
        assertThat(stage.news()).containsExactly("committed of [in-0]");
        stage.group.committed(Map.of(input, OffsetAndMetadata.of(40)));
        stage.turns().answer(WorkerStage.DONE);
        assertThat(stage.news()).contains("end abort", "close as it is 0_0", "open 0_0");
        assertThat(stage.failures).isEmpty();
        stage.opening.opened(FIRST);
        stage.turns();
        assertThat(stage.worker.tasks()).extracting(HostedTask::id).containsExactly(FIRST);
    }

    @Test
    void a_commit_whose_end_is_unknown_decides_nothing_once_others_have_gone_on_with_one_of_its_tasks() {
        stage.running(FIRST).running(SECOND).processed(FIRST, 0, "a").processed(SECOND, 0, "b").commitIsDue();
        stage.answer(WorkerStage.DONE);
        stage.group.member(ScriptedGroup.MEMBER);
        stage.turns().answer(WorkerStage.DONE);
        assertThat(stage.news()).endsWith("offsets of member-7 in-0@1/T1 1 in-1@1/T1 1", "end commit");
        stage.reads.outOfRange(WorkerStage.input(FIRST), 1);
        stage.group.committed(Map.of(WorkerStage.input(FIRST), OffsetAndMetadata.of(40)));
        stage.turns();

        // the commit did happen: the second task's position is its own, the first one's is that of whoever has it now
        stage.answer(new TransactionOutcome.MustInitialise("INVALID_TXN_STATE", "the transaction is gone"));
        stage.answer(WorkerStage.DONE);
        stage.group.committed(Map.of(WorkerStage.input(FIRST), OffsetAndMetadata.of(40), WorkerStage.input(SECOND),
                new OffsetAndMetadata(1, -1, "T1 1")));
        stage.turns().answer(WorkerStage.DONE).turns();
        assertThat(stage.failures).isEmpty();
        assertThat(stage.news()).as("each begins anew at what is committed")
                .contains("close as it is 0_0", "close as it is 0_1", "open 0_0", "open 0_1");
    }

    @Test
    void a_task_that_was_let_go_of_meanwhile_is_not_taken_over_behind_the_groups_back() {
        TopicPartition input = WorkerStage.input(FIRST);
        stage.running(FIRST);
        stage.reads.outOfRange(input, 3);
        stage.worker.drop();
        stage.group.committed(Map.of(input, OffsetAndMetadata.of(40)));
        stage.turns().answer(WorkerStage.DONE).turns();
        assertThat(stage.news()).contains("close as it is 0_0").doesNotContain("open 0_0");
        assertThat(stage.worker.tasks()).isEmpty();
        assertThat(stage.failures).isEmpty();
    }

    @Test
    void a_task_that_is_to_leave_is_let_go_of_and_not_taken_over_anew() {
        TopicPartition input = WorkerStage.input(FIRST);
        stage.running(FIRST);
        CompletableFuture<Void> released = stage.worker.release(Set.of(FIRST)).toCompletableFuture();
        stage.reads.outOfRange(input, 3);
        stage.group.committed(Map.of(input, OffsetAndMetadata.of(40)));
        stage.turns().answer(WorkerStage.DONE).turns();
        assertThat(stage.news()).doesNotContain("open 0_0").anyMatch(line -> line.startsWith("close"));
        assertThat(released).isCompleted();
        assertThat(stage.failures).isEmpty();
    }

    @Test
    void an_input_that_nobody_has_read_and_that_is_gone_ends_the_worker() {
        stage.running(FIRST);
        stage.reads.outOfRange(WorkerStage.input(FIRST), 3);
        stage.group.committed(Map.of(WorkerStage.input(FIRST), OffsetAndMetadata.of(3)));
        stage.runsToItsEnd();
        assertThat(stage.failures).singleElement()
                .asInstanceOf(InstanceOfAssertFactories.THROWABLE)
                .hasMessageContaining("in-0@3")
                .hasMessageContaining("records were lost");
    }

    @Test
    void a_failure_is_told_although_closing_fails_too() {
        stage.running(FIRST).running(SECOND);
        IllegalStateException failure = new IllegalStateException("the disk is gone");
        stage.closingFails = new IllegalStateException("the disk is gone, as for everything");
        stage.loop.execute(() -> {
            throw failure;
        });
        try {
            stage.runsToItsEnd();
        } catch (RuntimeException closing) {
            // the thread's end: what counts is what the application heard
        }
        assertThat(stage.failures).contains(failure);
        assertThat(stage.news()).contains("close as it is 0_0", "close as it is 0_1");
    }
}
