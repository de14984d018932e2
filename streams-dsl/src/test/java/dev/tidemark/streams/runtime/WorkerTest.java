package dev.tidemark.streams.runtime;

import static dev.tidemark.streams.runtime.SmallTopology.FIRST;
import static dev.tidemark.streams.runtime.SmallTopology.SECOND;
import static dev.tidemark.streams.runtime.WorkerStage.DONE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.client.net.PolledLoop;
import dev.tidemark.client.producer.TransactionOutcome;
import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.core.loop.ManualClock;
import dev.tidemark.record.Headers;
import dev.tidemark.streams.runtime.WatchedStores.Step;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What a worker does between its tasks, its commits and what the group wants of it. */
class WorkerTest {

    private static final TransactionOutcome REFUSED = new TransactionOutcome.MustAbort("TRANSACTION_ABORTABLE",
            "refused");

    private final WorkerStage stage = new WorkerStage();

    @Test
    void a_task_is_opened_reads_from_its_position_and_is_committed_when_it_is_time() {
        stage.worker.host(FIRST);
        stage.turns();
        assertThat(stage.worker.settled()).isFalse();
        stage.opening.opened(FIRST);
        assertThat(stage.worker.settled()).isTrue();
        assertThat(stage.news()).containsExactly("open 0_0", "read in-0 from 0");
        stage.processed(FIRST, 0, "a");
        assertThat(stage.news()).as("it is not time").isEmpty();
        stage.commitIsDue();
        assertThat(stage.news()).containsExactly("send out");
        stage.commitHappens();
        assertThat(stage.news()).containsExactly("member owning [in-0]", "offsets of member-7 in-0@1/T1 1",
                "end commit", "committed 0_0 1");
    }

    @Test
    void a_task_is_opened_once_however_often_it_is_assigned() {
        stage.worker.host(FIRST);
        stage.worker.host(FIRST);
        stage.opening.opened(FIRST);
        stage.worker.host(FIRST);
        stage.turns();
        assertThat(stage.news()).containsExactly("open 0_0", "read in-0 from 0");
    }

    @Test
    void tasks_run_while_a_commit_is_under_way() {
        stage.running(FIRST).processed(FIRST, 0, "a").commitIsDue();
        long before = stage.output.waitingBytes();
        stage.processed(FIRST, 1, "b");
        assertThat(stage.output.waitingBytes()).isGreaterThan(before);
        stage.commitHappens();
        assertThat(stage.news()).contains("offsets of member-7 in-0@1/T1 1").doesNotContain("aborted 0_0");
    }

    @Test
    void a_task_that_is_revoked_is_committed_once_more_and_let_go_of() {
        stage.running(FIRST).running(SECOND).processed(FIRST, 0, "a");
        CompletableFuture<Void> released = stage.worker.release(Set.of(FIRST)).toCompletableFuture();
        stage.turns();
        stage.processed(FIRST, 1, "too late").processed(SECOND, 0, "goes on");
        assertThat(released).isNotDone();
        assertThat(stage.news()).containsExactly("send out");
        stage.commitHappens();
        assertThat(released).isCompleted();
        assertThat(stage.news()).containsExactly("member owning [in-0]", "offsets of member-7 in-0@1/T1 1",
                "end commit", "committed 0_0 1", "stop in-0", "close 0_0");
        assertThat(stage.worker.tasks()).extracting(HostedTask::id).containsExactly(SECOND);
    }

    @Test
    void a_task_that_changed_nothing_is_let_go_of_at_once() {
        stage.running(FIRST);
        CompletableFuture<Void> released = stage.worker.release(Set.of(FIRST)).toCompletableFuture();
        stage.turns();
        assertThat(released).isCompleted();
        assertThat(stage.news()).containsExactly("stop in-0", "close 0_0");
    }

    @Test
    void a_revoked_task_whose_commit_fails_is_let_go_of_at_its_last_commit_and_the_others_begin_again_there() {
        stage.running(FIRST).running(SECOND).processed(FIRST, 0, "a").processed(SECOND, 0, "b");
        CompletableFuture<Void> released = stage.worker.release(Set.of(FIRST)).toCompletableFuture();
        stage.turns();
        assertThat(stage.news()).containsExactly("send out");
        stage.answer(REFUSED);
        assertThat(released).as("the transaction is still open").isNotDone();
        stage.answer(DONE);
        assertThat(released).isCompleted();
        assertThat(stage.news()).containsExactly("end abort", "aborted 0_0", "read in-0 again from 0", "aborted 0_1",
                "read in-1 again from 0", "stop in-0", "close 0_0");
        stage.processed(SECOND, 0, "b").commitIsDue();
        assertThat(stage.news()).containsExactly("send out");
    }

    @Test
    void a_dropped_task_is_not_committed_any_more() {
        stage.running(FIRST).processed(FIRST, 0, "a");
        stage.worker.drop();
        stage.processed(FIRST, 1, "too late").commitIsDue();
        assertThat(stage.news()).containsExactly("end abort");
        stage.answer(DONE);
        assertThat(stage.news()).containsExactly("aborted 0_0", "read in-0 again from 0", "stop in-0",
                "close as it is 0_0");
        assertThat(stage.worker.tasks()).isEmpty();
    }

    @Test
    void a_dropped_task_is_not_called_while_the_commit_under_way_ends() {
        stage.running(FIRST).processed(FIRST, 0, "a").commitIsDue();
        long before = stage.output.waitingBytes();
        stage.worker.drop();
        stage.processed(FIRST, 1, "too late");
        assertThat(stage.output.waitingBytes()).isEqualTo(before);
    }

    @Test
    void a_task_assigned_again_while_its_drop_is_pending_is_opened_once_the_old_one_is_closed() {
        stage.running(FIRST).processed(FIRST, 0, "a").commitIsDue().news();
        stage.worker.drop();
        stage.worker.host(FIRST);
        stage.turns();
        assertThat(stage.news()).as("the commit under way comes first").isEmpty();
        assertThat(stage.worker.settled()).isFalse();
        stage.answer(DONE);
        stage.group.member(null);
        stage.answer(DONE);
        assertThat(stage.news()).containsExactly("member owning [in-0]", "end abort", "aborted 0_0",
                "read in-0 again from 0", "end abort");
        stage.answer(DONE);
        assertThat(stage.news()).containsExactly("aborted 0_0", "read in-0 again from 0", "stop in-0",
                "close as it is 0_0", "open 0_0");
        stage.opening.opened(FIRST);
        stage.turns();
        assertThat(stage.news()).containsExactly("read in-0 from 0");
        assertThat(stage.worker.settled()).isTrue();
    }

    @Test
    void a_task_dropped_and_not_assigned_again_does_not_come_back() {
        stage.running(FIRST).processed(FIRST, 0, "a").commitIsDue().news();
        stage.worker.drop();
        stage.worker.host(FIRST);
        stage.worker.drop();
        stage.commitHappens().answer(DONE);
        assertThat(stage.news()).contains("close as it is 0_0").doesNotContain("open 0_0");
        assertThat(stage.worker.settled()).isTrue();
    }

    @Test
    void a_task_released_while_it_is_opened_is_closed_when_it_comes() {
        stage.worker.host(FIRST);
        stage.worker.release(Set.of(FIRST));
        stage.turns();
        stage.opening.opened(FIRST);
        stage.turns();
        assertThat(stage.news()).containsExactly("open 0_0", "close as it is 0_0");
        assertThat(stage.worker.tasks()).isEmpty();
    }

    @Test
    void a_task_released_and_assigned_again_while_it_is_opened_is_opened_anew_but_once_at_a_time() {
        stage.worker.host(FIRST);
        stage.worker.release(Set.of(FIRST));
        stage.turns();
        stage.worker.host(FIRST);
        assertThat(stage.opening.underWay(FIRST)).isEqualTo(1);
        stage.opening.opened(FIRST);
        assertThat(stage.news()).containsExactly("open 0_0", "close as it is 0_0", "open 0_0");
        stage.opening.opened(FIRST);
        assertThat(stage.news()).containsExactly("read in-0 from 0");
        assertThat(stage.opening.underWay(FIRST)).isZero();
        assertThat(stage.worker.settled()).isTrue();
    }

    @Test
    void a_task_dropped_and_assigned_again_while_it_is_opened_is_opened_anew_but_once_at_a_time() {
        stage.worker.host(FIRST);
        stage.worker.drop();
        stage.turns();
        stage.worker.host(FIRST);
        assertThat(stage.opening.underWay(FIRST)).isEqualTo(1);
        stage.opening.opened(FIRST);
        assertThat(stage.news()).containsExactly("open 0_0", "close as it is 0_0", "open 0_0");
    }

    @Test
    void an_opening_that_fails_after_the_task_was_assigned_again_is_tried_anew() {
        stage.worker.host(FIRST);
        stage.worker.drop();
        stage.worker.host(FIRST);
        stage.opening.fail(FIRST, new IllegalStateException("of the membership that was lost"));
        stage.turns();
        assertThat(stage.failures).isEmpty();
        assertThat(stage.news()).containsExactly("open 0_0", "open 0_0");
    }

    @Test
    void a_task_that_finds_a_store_corrupt_is_opened_again_alone_at_its_last_commit() {
        stage.running(FIRST).running(SECOND).processed(FIRST, 0, "a").commitIsDue().commitHappens().news();
        stage.processed(SECOND, 0, "b").processed(FIRST, 1, SmallTopology.CORRUPT).answer(DONE);
        assertThat(stage.news()).containsExactly("end abort", "aborted 0_0", "read in-0 again from 1", "aborted 0_1",
                "read in-1 again from 0", "stop in-0", "close as it is 0_0", "open 0_0");
        assertThat(stage.worker.settled()).isFalse();
        stage.opening.opened(FIRST);
        stage.processed(SECOND, 0, "b").commitIsDue();
        assertThat(stage.news()).contains("send out");
        assertThat(stage.worker.tasks()).extracting(HostedTask::id).containsExactly(FIRST, SECOND);
    }

    @Test
    void a_commit_under_way_when_a_store_is_found_corrupt_ends_as_it_would_have() {
        stage.running(FIRST).processed(FIRST, 0, "a").commitIsDue();
        stage.processed(FIRST, 1, SmallTopology.CORRUPT).news();
        stage.commitHappens().answer(DONE);
        assertThat(stage.news()).containsSubsequence("end commit", "committed 0_0 1", "aborted 0_0",
                "close as it is 0_0", "open 0_0");
    }

    @Test
    void a_task_whose_checkpoint_finds_a_store_corrupt_is_opened_again_alone_at_its_last_commit() {
        stage.running(FIRST).running(SECOND).processed(FIRST, 0, "a").commitIsDue().commitHappens().news();
        stage.damaged(FIRST, Step.CHECKPOINT);
        stage.processed(SECOND, 0, "b").commitIsDue().answer(DONE);
        assertThat(stage.news()).containsExactly("end abort", "aborted 0_0", "read in-0 again from 1", "aborted 0_1",
                "read in-1 again from 0", "stop in-0", "close as it is 0_0", "open 0_0");
        stage.opening.opened(FIRST);
        stage.processed(SECOND, 0, "b").commitIsDue();
        assertThat(stage.news()).contains("send out");
        assertThat(stage.failures).isEmpty();
    }

    @Test
    void a_task_that_cannot_be_sealed_because_a_store_is_corrupt_is_opened_again_alone_at_its_last_commit() {
        stage.running(FIRST).running(SECOND).processed(FIRST, 0, "a").commitIsDue().commitHappens().news();
        stage.damaged(SECOND, Step.SEAL);
        stage.processed(FIRST, 1, "a").processed(SECOND, 0, "b").commitIsDue().answer(DONE);
        assertThat(stage.news()).containsExactly("end abort", "aborted 0_0", "read in-0 again from 1", "aborted 0_1",
                "read in-1 again from 0", "stop in-1", "close as it is 0_1", "open 0_1");
        stage.opening.opened(SECOND);
        stage.processed(FIRST, 1, "a").processed(SECOND, 0, "b").commitIsDue().commitHappens();
        assertThat(stage.news()).contains("committed 0_0 2", "committed 0_1 1");
        assertThat(stage.failures).isEmpty();
    }

    @Test
    void a_task_whose_trim_finds_a_store_corrupt_is_opened_again_alone_at_its_last_commit() {
        WorkerStage windows = new WorkerStage(SmallTopology.windowed()).running(FIRST).running(SECOND);
        windows.damaged(FIRST, Step.TRIM).clock.advanceMs(WorkerStage.TRIM_INTERVAL_MS);
        windows.turns().answer(DONE);
        assertThat(windows.news()).containsSubsequence("end abort", "aborted 0_0", "aborted 0_1", "stop in-0",
                "close as it is 0_0", "open 0_0");
        windows.opening.opened(FIRST);
        windows.turns();
        assertThat(windows.worker.tasks()).extracting(HostedTask::id).containsExactly(FIRST, SECOND);
        assertThat(windows.failures).isEmpty();
    }

    @Test
    void a_task_that_leaves_and_finds_a_store_corrupt_leaves_it_to_whoever_opens_it_next() {
        stage.running(FIRST);
        stage.damaged(FIRST, Step.CLOSE);
        var released = stage.worker.release(Set.of(FIRST)).toCompletableFuture();
        stage.turns();
        assertThat(released).isCompleted();
        assertThat(stage.failures).isEmpty();
        assertThat(stage.worker.tasks()).isEmpty();
    }

    @Test
    void a_task_whose_stores_stay_corrupt_ends_the_worker_in_the_end() {
        stage.running(FIRST);
        for (int times = 0; times < 3; times++) {
            stage.processed(FIRST, 0, SmallTopology.CORRUPT).answer(DONE);
            assertThat(stage.news()).contains("open 0_0");
            stage.opening.opened(FIRST);
            stage.turns();
        }
        stage.reads.fetched(WorkerStage.input(FIRST), 0, SmallTopology.CORRUPT);
        stage.runsToItsEnd();
        assertThat(stage.failures).singleElement()
                .isInstanceOfSatisfying(TidemarkException.class,
                        failure -> assertThat(failure.code()).isEqualTo(FailureCode.STORE_CORRUPT));
    }

    @Test
    void memory_that_is_short_asks_for_an_early_commit_and_then_stops_the_tasks() {
        stage.running(FIRST).processed(FIRST, 0, "a");
        assertThat(stage.news()).as("it is not time").isEmpty();
        stage.memory.addOverlayBytes(stage.memory.overlayBytesMax() + 1);
        stage.clock.advanceMs(10);
        stage.turns();
        assertThat(stage.news()).containsExactly("send out");
        stage.commitHappens().news();
        stage.memory.addOverlayBytes(stage.memory.overlayBytesMax());
        long before = stage.output.waitingBytes();
        stage.processed(FIRST, 1, "b");
        assertThat(stage.output.waitingBytes()).as("nobody works").isEqualTo(before);
        stage.memory.addOverlayBytes(-2 * stage.memory.overlayBytesMax() - 1);
        stage.turns();
        assertThat(stage.output.waitingBytes()).isGreaterThan(before);
    }

    @Test
    void an_opening_that_fails_ends_the_worker_and_tells_why() {
        stage.running(SECOND).processed(SECOND, 0, "b");
        TidemarkException failure = new TidemarkException(FailureCode.STORE_CORRUPT, "A store cannot be read", "0_0",
                "wrong checksum", "delete it");
        stage.worker.host(FIRST);
        stage.opening.fail(FIRST, failure);
        stage.runsToItsEnd();
        assertThat(stage.failures).containsExactly(failure);
        assertThat(stage.news()).containsExactly("open 0_0", "stop in-1", "close as it is 0_1");
        assertThat(stage.producer.closed()).isTrue();
        assertThat(stage.reads.closed()).isTrue();
        assertThat(stage.changelogs.closed()).isTrue();
    }

    @Test
    void an_opening_that_fails_after_the_task_was_released_harms_nobody() {
        stage.worker.host(FIRST);
        stage.worker.release(Set.of(FIRST));
        stage.opening.fail(FIRST, new IllegalStateException("the topic is gone"));
        stage.running(SECOND).processed(SECOND, 0, "b").commitIsDue();
        assertThat(stage.news()).containsExactly("send out");
    }

    @Test
    void a_commit_that_is_refused_for_good_ends_the_worker_with_its_stores_at_the_last_checkpoint() {
        stage.running(FIRST).processed(FIRST, 0, "a").commitIsDue().news();
        CompletableFuture<Void> released = stage.worker.release(Set.of(FIRST)).toCompletableFuture();
        stage.producer.answer(new TransactionOutcome.Failed("TRANSACTIONAL_ID_AUTHORIZATION_FAILED", "not allowed"));
        stage.runsToItsEnd();
        assertThat(stage.failures).singleElement()
                .isInstanceOfSatisfying(TidemarkException.class,
                        failure -> assertThat(failure.code()).isEqualTo(FailureCode.TRANSACTION_ABORTED));
        assertThat(stage.news()).containsExactly("stop in-0", "close as it is 0_0");
        assertThat(released).as("nobody waits for a worker that is gone").isCompleted();
    }

    @Test
    void a_worker_that_stops_commits_what_it_has_and_closes_in_good_order() {
        stage.running(FIRST).running(SECOND).processed(FIRST, 0, "a");
        stage.worker.stop();
        stage.turns();
        assertThat(stage.news()).containsExactly("stop in-1", "close 0_1", "send out");
        stage.commitHappens();
        assertThat(stage.news()).containsExactly("member owning [in-0]", "offsets of member-7 in-0@1/T1 1",
                "end commit", "committed 0_0 1", "stop in-0", "close 0_0");
        stage.runsToItsEnd();
        assertThat(stage.failures).isEmpty();
        assertThat(stage.producer.closed()).isTrue();
    }

    @Test
    void a_worker_whose_last_commit_is_never_answered_stops_after_five_seconds_as_after_a_crash() {
        stage.running(FIRST).processed(FIRST, 0, "a");
        stage.worker.stop();
        stage.turns().news();
        stage.clock.advanceMs(4_999);
        stage.turns();
        assertThat(stage.news()).isEmpty();
        assertThat(stage.worker.tasks()).hasSize(1);
        stage.clock.advanceMs(1);
        stage.runsToItsEnd();
        assertThat(stage.failures).isEmpty();
        assertThat(stage.news()).containsExactly("stop in-0", "close as it is 0_0");
        assertThat(stage.producer.closed()).isTrue();
    }

    @Test
    void a_worker_that_stops_takes_no_more_tasks() {
        stage.worker.stop();
        stage.worker.host(FIRST);
        stage.turns();
        assertThat(stage.news()).isEmpty();
    }

    @Test
    void a_worker_without_parts_runs_messages_until_it_is_stopped() {
        List<String> ran = new ArrayList<>();
        Worker bare = new Worker(1, WorkerStage.cluster(new PolledLoop(stage.clock), stage.clock), 100, 100,
                stage.failures::add);
        bare.loop().execute(() -> ran.add("message"));
        bare.loop().execute(bare::stop);
        WorkerStage.runToItsEnd(bare);
        assertThat(ran).containsExactly("message");
        assertThat(bare.cluster().closed()).as("it may have connected").isTrue();
        assertThat(stage.failures).isEmpty();
    }

    @Test
    void processing_stops_while_too_much_waits_to_be_sent_and_goes_on_afterwards() {
        stage.running(FIRST).processed(FIRST, 0, "a").commitIsDue().news();
        ByteBuffer megabyte = ByteBuffer.allocate(1 << 20);
        for (int i = 0; i < 32; i++) {
            stage.output.write(new TopicPartition("out", 3), 0, null, megabyte, Headers.none());
        }
        long full = stage.output.waitingBytes();
        stage.processed(FIRST, 1, "b");
        assertThat(stage.output.waitingBytes()).as("the task is not called").isEqualTo(full);
        stage.commitHappens();
        assertThat(stage.output.waitingBytes()).as("what was full left with the end").isLessThan(full / 2);
        assertThat(stage.output.waitingBytes()).as("and the task went on").isPositive();
        assertThat(stage.news()).filteredOn(line -> line.startsWith("send out out")).hasSize(1);
    }

    @Test
    void stores_are_filled_for_as_long_as_running_tasks_work_and_part_by_part_where_they_rest() {
        stage.running(FIRST);
        stage.worker.host(SECOND);
        int[] filled = {0};
        for (int i = 0; i < 20; i++) {
            stage.changelogs.fetched(() -> {
                filled[0]++;
                stage.clock.advanceMs(10);
            });
        }
        stage.reads.fetched(() -> stage.clock.advanceMs(25));
        stage.worker.turn();
        assertThat(filled[0]).as("parts of 10 ms each, beside a task's 25 ms").isEqualTo(3);
        assertThat(stage.worker.turn()).as("it comes again at once").isTrue();
        assertThat(filled[0]).as("so that the next part is asked for while this one is filled in").isEqualTo(4);
        assertThat(stage.worker.turn()).isTrue();
        assertThat(filled[0]).isEqualTo(5);
    }

    @Test
    void what_a_commit_sends_leaves_before_more_of_a_store_is_filled() {
        stage.running(FIRST).processed(FIRST, 0, "a").news();
        stage.worker.host(SECOND);
        stage.turns().news();
        int[] filled = {0};
        stage.changelogs.fetched(() -> filled[0]++);
        stage.clock.advanceMs(WorkerStage.COMMIT_INTERVAL_MS);
        assertThat(stage.worker.turn()).as("it comes again at once").isTrue();
        assertThat(stage.news()).containsExactly("send out");
        assertThat(filled[0]).isZero();
        stage.turns();
        assertThat(filled[0]).as("while the answer is on its way").isEqualTo(1);
    }

    /** A call looks at the clock behind each 32 records. */
    @Test
    void while_a_commit_is_under_way_a_call_does_not_last() {
        AtomicReference<ManualClock> clock = new AtomicReference<>();
        WorkerStage slow = new WorkerStage(SmallTopology.map("in", () -> clock.get().advanceMs(1)));
        clock.set(slow.clock);
        slow.running(FIRST).processed(FIRST, 0, "a");
        slow.commitIsDue();
        long before = slow.output.waitingBytes();
        for (int offset = 1; offset < 100; offset++) {
            slow.reads.fetched(WorkerStage.input(FIRST), offset, "b");
        }
        slow.reads.pump(99);
        slow.worker.turn();
        long first = slow.output.waitingBytes() - before;
        slow.turns();
        assertThat(slow.output.waitingBytes() - before).as("the rest comes in further calls").isGreaterThan(2 * first);
        assertThat(first).isPositive();
    }

    @Test
    void a_task_that_became_quiet_takes_the_checkpoint_that_its_age_asks_for() {
        stage.running(FIRST);
        stage.clock.advanceMs(3_600_000);
        stage.turns();
        assertThat(stage.news()).contains("checkpoint 0_0 POSITION_AGE");
    }

    @Test
    void tasks_that_have_grown_old_together_take_their_checkpoints_one_behind_the_other() {
        stage.running(FIRST).running(SECOND).news();
        stage.clock.advanceMs(3_600_000);
        stage.turns();
        assertThat(stage.news()).containsExactly("checkpoint 0_0 POSITION_AGE");
        stage.commitIsDue();
        assertThat(stage.news()).containsExactly("checkpoint 0_1 POSITION_AGE");
    }

    /** A hundred is also how many records a call processes. */
    @Test
    void a_checkpoint_goes_on_a_part_in_each_call_until_it_is_written() {
        stage.running(FIRST).news();
        stage.checkpointSteps = 3;
        stage.worker.turn();
        assertThat(stage.news()).containsExactly("checkpoint goes on 0_0, at most 100");
        stage.turns();
        assertThat(stage.news()).containsExactly("checkpoint goes on 0_0, at most 100",
                "checkpoint goes on 0_0, at most 100");
    }

    @Test
    void an_input_with_a_declared_end_drains_and_is_committed() {
        stage.running(FIRST);
        stage.worker.declareEnds(Map.of(WorkerStage.input(FIRST), 1L));
        assertThat(stage.worker.ended()).isFalse();
        stage.processed(FIRST, 0, "last");
        assertThat(stage.worker.ended()).as("it is not committed").isFalse();
        stage.commitHappens();
        assertThat(stage.worker.ended()).isTrue();
    }

    @Test
    void what_comes_behind_a_rest_is_committed_at_once() {
        stage.running(FIRST);
        stage.clock.advanceMs(10 * WorkerStage.COMMIT_INTERVAL_MS);
        stage.turns();
        assertThat(stage.news()).as("there is nothing to commit").isEmpty();
        assertThat(stage.worker.waitMs()).as("nor to wait for").isEqualTo(100);
        stage.processed(FIRST, 0, "a");
        assertThat(stage.news()).containsExactly("send out");
        stage.processed(FIRST, 1, "b").commitHappens().news();
        assertThat(stage.news()).as("and then an interval later").isEmpty();
        stage.commitIsDue();
        assertThat(stage.news()).containsExactly("send out");
    }

    @Test
    void a_worker_that_has_read_all_there_is_commits_after_half_the_interval() {
        stage.running(FIRST).processed(FIRST, 0, "a");
        stage.clock.advanceMs(WorkerStage.COMMIT_INTERVAL_MS / 2);
        stage.turns();
        assertThat(stage.news()).as("there is more to read").isEmpty();
        assertThat(stage.worker.waitMs()).isEqualTo(WorkerStage.COMMIT_INTERVAL_MS / 2);
        stage.reads.caughtUp(true);
        assertThat(stage.worker.waitMs()).isZero();
        stage.turns();
        assertThat(stage.news()).containsExactly("send out");
    }

    @Test
    void a_worker_that_has_records_to_process_does_not_commit_early() {
        stage.running(FIRST).processed(FIRST, 0, "a");
        stage.reads.caughtUp(true);
        stage.clock.advanceMs(WorkerStage.COMMIT_INTERVAL_MS / 2);
        stage.reads.fetched(WorkerStage.input(FIRST), 1, "b");
        stage.worker.turn();
        assertThat(stage.news()).as("it has worked").isEmpty();
        stage.worker.turn();
        assertThat(stage.news()).containsExactly("send out");
    }

    @Test
    void a_worker_to_which_a_task_is_on_its_way_does_not_commit_early() {
        stage.running(FIRST).processed(FIRST, 0, "a");
        stage.reads.caughtUp(true);
        stage.worker.host(SECOND);
        stage.news();
        stage.clock.advanceMs(WorkerStage.COMMIT_INTERVAL_MS / 2);
        stage.turns();
        assertThat(stage.news()).isEmpty();
        assertThat(stage.worker.waitMs()).isEqualTo(WorkerStage.COMMIT_INTERVAL_MS / 2);
        stage.opening.opened(SECOND);
        stage.turns();
        assertThat(stage.news()).contains("send out");
    }

    @Test
    void commits_that_last_make_a_worker_at_rest_wait_for_the_whole_interval() {
        stage.running(FIRST).processed(FIRST, 0, "a").commitIsDue();
        stage.clock.advanceMs(10);
        stage.commitHappens().processed(FIRST, 1, "b").news();
        stage.reads.caughtUp(true);
        stage.clock.advanceMs(WorkerStage.COMMIT_INTERVAL_MS - 11);
        stage.turns();
        assertThat(stage.news()).isEmpty();
        stage.clock.advanceMs(1);
        stage.turns();
        assertThat(stage.news()).containsExactly("send out");
    }

    @Test
    void a_turn_ends_when_it_is_time_to_commit_and_the_next_goes_on_with_the_other_tasks() {
        stage.running(FIRST).running(SECOND).news();
        stage.checkpointSteps = 4;
        stage.worker.turn();
        assertThat(stage.news()).as("it is not time")
                .containsExactly("checkpoint goes on 0_0, at most 100",
                        "checkpoint goes on 0_1, at most 100");
        stage.clock.advanceMs(WorkerStage.COMMIT_INTERVAL_MS);
        stage.worker.turn();
        assertThat(stage.news()).containsExactly("checkpoint goes on 0_0, at most 100");
        stage.worker.turn();
        assertThat(stage.news()).containsExactly("checkpoint goes on 0_1, at most 100");
        stage.checkpointSteps = 1;
        stage.worker.turn();
        assertThat(stage.news()).as("it is the first's turn again")
                .containsExactly(
                        "checkpoint goes on 0_0, at most 100");
    }

    @Test
    void a_turn_that_begins_with_others_comes_to_all() {
        stage.running(FIRST).running(SECOND);
        stage.clock.advanceMs(WorkerStage.COMMIT_INTERVAL_MS);
        stage.reads.fetched(WorkerStage.input(FIRST), 0, "a");
        stage.worker.turn();
        long before = stage.output.waitingBytes();
        stage.reads.fetched(WorkerStage.input(FIRST), 1, "b");
        stage.worker.turn();
        assertThat(stage.output.waitingBytes()).as("the others had nothing to do").isGreaterThan(before);
    }

    @Test
    void the_first_results_of_a_task_do_not_wait_for_those_of_all_others() {
        stage.running(FIRST).running(SECOND);
        stage.clock.advanceMs(WorkerStage.COMMIT_INTERVAL_MS);
        stage.reads.fetched(WorkerStage.input(FIRST), 0, "a");
        stage.reads.fetched(WorkerStage.input(SECOND), 0, "b");
        stage.turns().commitHappens();
        assertThat(stage.news()).contains("offsets of member-7 in-0@1/T1 1", "committed 0_0 1");
        stage.commitIsDue().commitHappens();
        assertThat(stage.news()).contains("committed 0_1 1");
    }

    @Test
    void while_a_commit_is_under_way_a_turn_ends_behind_each_task_that_did_something() {
        stage.running(FIRST).running(SECOND).processed(FIRST, 0, "a").commitIsDue();
        stage.reads.fetched(WorkerStage.input(FIRST), 1, "b");
        stage.reads.fetched(WorkerStage.input(SECOND), 0, "c");
        stage.worker.turn();
        long one = stage.output.waitingBytes();
        assertThat(one).isPositive();
        stage.worker.turn();
        long both = stage.output.waitingBytes();
        assertThat(both).as("the other's turn comes next").isGreaterThan(one);
        stage.worker.turn();
        assertThat(stage.output.waitingBytes()).isEqualTo(both);
    }
}
