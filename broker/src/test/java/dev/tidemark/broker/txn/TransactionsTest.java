package dev.tidemark.broker.txn;

import static dev.tidemark.broker.txn.TransactionWorld.TIMEOUT_MS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.broker.txn.TransactionWorld.Producer;
import dev.tidemark.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TransactionsTest {

    private final TransactionWorld world = new TransactionWorld();
    private final TransactionWorld patient = new TransactionWorld(1, 100);

    @BeforeEach
    void load() {
        world.ready();
    }

    private List<String> markers() {
        return world.partitions.markers;
    }

    // the plain course

    @Test
    void the_first_protocol_keeps_the_epoch_over_a_commit() {
        Producer p = world.producer("x", false);
        assertThat(p.credentials()).isEqualTo("1000@0");
        assertThat(p.add(0, 1)).isEqualTo(ErrorCode.NONE);
        assertThat(p.verify(1)).isEqualTo(ErrorCode.NONE);
        assertThat(p.verify(2)).isEqualTo(ErrorCode.TRANSACTION_ABORTABLE);
        assertThat(p.commit()).isEqualTo(ErrorCode.NONE);
        assertThat(markers()).containsExactly("commit 1000@0 t-0", "commit 1000@0 t-1");
        assertThat(p.credentials()).isEqualTo("1000@0");
        assertThat(p.commit()).as("its own retry").isEqualTo(ErrorCode.NONE);
        assertThat(p.abort()).isEqualTo(ErrorCode.INVALID_TXN_STATE);
        assertThat(p.add(1)).isEqualTo(ErrorCode.NONE);
        assertThat(p.abort()).isEqualTo(ErrorCode.NONE);
        assertThat(markers()).last().isEqualTo("abort 1000@0 t-1");
    }

    @Test
    void the_second_protocol_moves_the_epoch_on_with_every_end() {
        Producer p = world.producer("x", true);
        p.add(0);
        assertThat(p.commit()).isEqualTo(ErrorCode.NONE);
        assertThat(p.credentials()).isEqualTo("1000@1");
        assertThat(markers()).as("the marker fences the epoch that wrote").containsExactly("commit 1000@1 t-0");
        p.add(0);
        p.abort();
        assertThat(p.credentials()).isEqualTo("1000@2");
        assertThat(p.abort()).as("nothing is open").isEqualTo(ErrorCode.NONE);
        assertThat(p.credentials()).isEqualTo("1000@3");
        assertThat(p.commit()).isEqualTo(ErrorCode.INVALID_TXN_STATE);
    }

    @Test
    void the_next_transaction_waits_until_every_marker_is_written() {
        Producer p = world.producer("x", true);
        p.add(0);
        world.partitions.holding = true;
        assertThat(p.commit()).as("the outcome is durable").isEqualTo(ErrorCode.NONE);
        assertThat(p.add(1)).isEqualTo(ErrorCode.CONCURRENT_TRANSACTIONS);
        assertThat(p.verify(0)).isEqualTo(ErrorCode.CONCURRENT_TRANSACTIONS);
        assertThat(p.abort()).isEqualTo(ErrorCode.INVALID_TXN_STATE);
        world.partitions.release();
        assertThat(p.add(1)).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void no_marker_leaves_before_the_outcome_is_durable() {
        Producer p = world.producer("x", true);
        p.add(0);
        world.logs.hold();
        CompletionStage<ProducerOutcome> commits = p.sendEnd(true);
        world.loop.runReady();
        assertThat(commits.toCompletableFuture()).isNotDone();
        assertThat(markers()).isEmpty();
        world.logs.release();
        world.loop.runReady();
        assertThat(commits.toCompletableFuture()).isDone();
        assertThat(markers()).hasSize(1);
    }

    @Test
    void a_lost_outcome_leaves_the_transaction_open_and_no_marker() {
        Producer p = world.producer("x", true);
        p.add(0);
        Map<String, String> before = world.durable();
        world.logs.failNext(1);
        assertThat(p.commit()).isEqualTo(ErrorCode.COORDINATOR_NOT_AVAILABLE);
        assertThat(world.durable()).isEqualTo(before);
        assertThat(markers()).isEmpty();
        assertThat(p.abort()).as("still open to either").isEqualTo(ErrorCode.NONE);
        assertThat(markers()).containsExactly("abort 1000@1 t-0");
    }

    @Test
    void the_answer_to_an_end_leaves_before_the_markers_do() {
        Producer p = world.producer("x", true);
        p.add(0);
        CompletableFuture<Integer> writesThen = p.sendEnd(true)
                .thenApply(answered -> world.partitions.asked)
                .toCompletableFuture();
        world.loop.runReady();
        assertThat(writesThen).isCompletedWithValue(0);
        assertThat(world.partitions.markers).containsExactly("commit 1000@1 t-0");
    }

    /** In a world in which first writes wait for 100 ms. */
    private Producer committedWithMarkersHeld() {
        patient.ready();
        Producer p = patient.producer("x", true);
        p.add(0);
        patient.partitions.holding = true;
        p.commit();
        return p;
    }

    @Test
    void the_first_write_of_the_next_transaction_waits_at_the_coordinator_for_the_markers_of_the_last() {
        Producer p = committedWithMarkersHeld();
        CompletableFuture<ErrorCode> write = p.firstWrite(1);
        patient.loop.advanceMs(99);
        assertThat(write).isNotDone();
        patient.partitions.release();
        assertThat(write).isCompletedWithValue(ErrorCode.NONE);
        p.commit();
        assertThat(patient.partitions.markers).containsExactly("commit 1000@1 t-0", "commit 1000@2 t-1");
    }

    @Test
    void a_first_write_that_waited_for_long_enough_is_told_to_come_again() {
        Producer p = committedWithMarkersHeld();
        CompletableFuture<ErrorCode> write = p.firstWrite(1);
        patient.loop.advanceMs(100);
        assertThat(write).isCompletedWithValue(ErrorCode.CONCURRENT_TRANSACTIONS);
        patient.partitions.release();
        assertThat(p.firstWrite(1)).isCompletedWithValue(ErrorCode.NONE);
    }

    @Test
    void a_late_write_of_the_last_transaction_waits_for_nothing_and_opens_nothing() {
        Producer p = committedWithMarkersHeld();
        Producer late = p.asOfNow();
        late.epoch--;
        assertThat(late.firstWrite(1)).isCompletedWithValue(ErrorCode.PRODUCER_FENCED);
        patient.partitions.release();
        assertThat(p.commit()).as("nothing is open").isEqualTo(ErrorCode.INVALID_TXN_STATE);
    }

    @Test
    void markers_are_sent_until_they_are_written() {
        Producer p = world.producer("x", true);
        p.add(0);
        world.partitions.answer = ErrorCode.NOT_LEADER_OR_FOLLOWER;
        p.commit();
        world.loop.advanceMs(1_000);
        assertThat(p.add(0)).isEqualTo(ErrorCode.CONCURRENT_TRANSACTIONS);
        world.partitions.answer = ErrorCode.NONE;
        world.loop.advanceMs(1_000);
        assertThat(markers()).containsExactly("commit 1000@1 t-0");
        assertThat(p.add(0)).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void a_transaction_completes_although_its_completion_could_not_be_written_at_first() {
        Producer p = world.producer("x", true);
        p.add(0);
        world.partitions.holding = true;
        CompletionStage<ProducerOutcome> commits = p.sendEnd(true);
        world.loop.runReady();
        world.logs.failNext(2);
        world.partitions.release();
        p.take(commits.toCompletableFuture().join());
        assertThat(p.add(0)).isEqualTo(ErrorCode.CONCURRENT_TRANSACTIONS);
        world.loop.advanceMs(3_000);
        assertThat(p.add(0)).isEqualTo(ErrorCode.NONE);
    }

    // crashes

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_prepared_outcome_gets_its_markers_after_a_crash(boolean commit) {
        Producer p = world.producer("x", true);
        p.add(0, 1);
        Producer before = p.asOfNow();
        world.partitions.holding = true;
        assertThat(p.end(commit)).isEqualTo(ErrorCode.NONE);
        world.crashAndReload();
        String word = commit ? "commit" : "abort";
        assertThat(markers()).containsExactly(word + " 1000@1 t-0", word + " 1000@1 t-1");
        assertThat(before.end(commit)).as("its own retry, after the crash").isEqualTo(ErrorCode.NONE);
        assertThat(before.credentials()).isEqualTo(p.credentials());
        assertThat(p.add(0)).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void a_transaction_past_its_time_is_aborted_in_the_next_round() {
        TransactionWorld rounds = new TransactionWorld(25_000);
        rounds.ready();
        Producer early = rounds.producer("early", true);
        early.add(0);
        rounds.loop.advanceMs(10_000);
        Producer late = rounds.producer("late", true);
        late.add(1);
        rounds.loop.advanceMs(64_999); // rounds at 25, 50 and soon 75 s; the times are over at 60 and 70 s
        assertThat(rounds.partitions.markers).isEmpty();
        rounds.loop.advanceMs(1);
        assertThat(rounds.partitions.markers).containsExactlyInAnyOrder("abort 1000@1 t-0", "abort 1001@1 t-1");
        assertThat(early.add(0)).isEqualTo(ErrorCode.PRODUCER_FENCED);

        // a time that is over exactly at a round needs no other
        Producer exact = rounds.producer("exact", true);
        rounds.loop.advanceMs(15_000);
        exact.add(2);
        rounds.loop.advanceMs(TIMEOUT_MS);
        assertThat(rounds.partitions.markers).last().isEqualTo("abort 1002@1 t-2");
    }

    @Test
    void an_open_transaction_survives_a_crash_and_times_out_after_it() {
        Producer p = world.producer("x", true);
        p.add(0);
        world.loop.advanceMs(40_000);
        Map<String, String> before = world.durable();
        world.crashAndReload();
        assertThat(world.durable()).isEqualTo(before);
        world.loop.advanceMs(19_000);
        assertThat(p.add(1)).isEqualTo(ErrorCode.NONE);
        world.loop.advanceMs(2_000);
        assertThat(markers()).containsExactly("abort 1000@1 t-0", "abort 1000@1 t-1");
    }

    // time-outs

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_transaction_that_is_open_too_long_is_aborted_and_its_producer_fenced(boolean second) {
        Producer p = world.producer("x", second);
        p.add(0);
        world.loop.advanceMs(TIMEOUT_MS - 1);
        assertThat(markers()).isEmpty();
        world.loop.advanceMs(1);
        assertThat(markers()).containsExactly("abort 1000@1 t-0");
        assertThat(p.add(1)).isEqualTo(ErrorCode.PRODUCER_FENCED);
        assertThat(p.commit()).isEqualTo(second ? ErrorCode.INVALID_TXN_STATE : ErrorCode.PRODUCER_FENCED);
        assertThat(p.init()).isEqualTo(ErrorCode.NONE);
        assertThat(p.credentials()).isEqualTo("1000@2");
    }

    @Test
    void the_time_out_of_one_transaction_does_not_abort_the_next() {
        Producer p = world.producer("x", false);
        p.add(0);
        world.loop.advanceMs(TIMEOUT_MS / 2);
        p.commit();
        p.add(0);
        world.loop.advanceMs(TIMEOUT_MS / 2 + 1);
        assertThat(markers()).containsExactly("commit 1000@0 t-0");
        assertThat(p.commit()).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void transactions_that_were_aborted_for_their_time_out_are_counted() {
        Producer late = world.producer("late", false);
        Producer quick = world.producer("quick", false);
        late.add(0);
        quick.add(1);
        quick.commit();
        assertThat(world.transactions.timedOut()).isZero();
        world.loop.advanceMs(2 * TIMEOUT_MS + 60_000);
        assertThat(world.transactions.timedOut()).isEqualTo(1);
    }

    @Test
    void a_step_of_the_wall_clock_aborts_nothing() {
        Producer p = world.producer("x", true);
        p.add(0);
        world.clock.stepWallMs(3_600_000);
        world.loop.advanceMs(1_000);
        assertThat(p.commit()).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void time_outs_beyond_the_limit_are_refused() {
        assertThat(world.await(world.transactions.initProducer(new InitProducerId("x", 900_001, -1, (short) -1)))
                .error()).isEqualTo(ErrorCode.INVALID_TRANSACTION_TIMEOUT);
        assertThat(world.await(world.transactions.initProducer(new InitProducerId("", 1_000, -1, (short) -1))).error())
                .isEqualTo(ErrorCode.INVALID_REQUEST);
    }

    @Test
    void an_id_that_nobody_uses_is_forgotten() {
        world.producer("x", true);
        Producer used = world.producer("y", true);
        world.loop.advanceMs(6 * 24 * 3_600_000L);
        used.add(0);
        used.commit();
        world.loop.advanceMs(26 * 3_600_000L);
        assertThat(world.durable()).containsOnlyKeys("y");
        world.crashAndReload();
        assertThat(world.durable()).containsOnlyKeys("y");
    }

    // taking over

    @Test
    void a_new_instance_aborts_what_the_old_one_left_open_and_fences_it() {
        Producer old = world.producer("x", true);
        old.add(0);
        world.partitions.holding = true;
        Producer young = world.new Producer("x", true);
        assertThat(young.init()).isEqualTo(ErrorCode.CONCURRENT_TRANSACTIONS);
        assertThat(young.init()).isEqualTo(ErrorCode.CONCURRENT_TRANSACTIONS);
        world.partitions.release();
        assertThat(markers()).containsExactly("abort 1000@1 t-0");
        assertThat(young.init()).isEqualTo(ErrorCode.NONE);
        assertThat(young.credentials()).isEqualTo("1000@2");
        assertThat(old.add(1)).isEqualTo(ErrorCode.PRODUCER_FENCED);
        assertThat(old.commit()).isEqualTo(ErrorCode.PRODUCER_FENCED);
        assertThat(old.verify(0)).isEqualTo(ErrorCode.PRODUCER_FENCED);
        assertThat(old.recover()).isEqualTo(ErrorCode.PRODUCER_FENCED);
    }

    @Test
    void a_recovering_producer_gets_the_next_epoch_once_however_often_it_asks() {
        Producer p = world.producer("x", false);
        Producer repeated = p.asOfNow();
        assertThat(p.recover()).isEqualTo(ErrorCode.NONE);
        assertThat(p.credentials()).isEqualTo("1000@1");
        Producer again = repeated.asOfNow();
        assertThat(again.recover()).as("the answer was lost, it asks again").isEqualTo(ErrorCode.NONE);
        assertThat(again.credentials()).isEqualTo("1000@1");
        p.add(0);
        assertThat(repeated.recover()).as("a late duplicate, while the next transaction is open")
                .isEqualTo(ErrorCode.PRODUCER_FENCED);
        assertThat(p.commit()).isEqualTo(ErrorCode.NONE);
        assertThat(markers()).containsExactly("commit 1000@1 t-0");
    }

    @Test
    void another_instance_in_between_fences_a_recovering_producer() {
        Producer p = world.producer("x", false);
        Producer other = world.producer("x", false);
        assertThat(p.recover()).isEqualTo(ErrorCode.PRODUCER_FENCED);
        assertThat(other.add(0)).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void when_the_epochs_run_out_another_producer_id_takes_over() {
        Producer p = world.producer("x", false);
        while (p.epoch < Transaction.LAST_EPOCH) {
            assertThat(p.init()).isEqualTo(ErrorCode.NONE);
        }
        assertThat(p.producerId).isEqualTo(1_000);
        assertThat(p.init()).isEqualTo(ErrorCode.NONE);
        assertThat(p.credentials()).isEqualTo("1001@0");
    }

    @Test
    void when_the_epochs_run_out_at_an_end_its_answer_names_the_successor() {
        Producer p = world.producer("x", true);
        while (p.epoch < Transaction.LAST_EPOCH) {
            p.abort();
        }
        p.add(0);
        Producer before = p.asOfNow();
        world.partitions.holding = true;
        assertThat(p.commit()).isEqualTo(ErrorCode.NONE);
        assertThat(p.credentials()).isEqualTo("1001@0");
        assertThat(before.asOfNow().commit()).as("asked again while markers are written").isEqualTo(ErrorCode.NONE);
        world.partitions.release();
        assertThat(markers()).containsExactly("commit 1000@" + Short.MAX_VALUE + " t-0");
        world.crashAndReload();
        Producer retry = before.asOfNow();
        assertThat(retry.commit()).as("and after a crash").isEqualTo(ErrorCode.NONE);
        assertThat(retry.credentials()).isEqualTo("1001@0");
        assertThat(p.add(0)).isEqualTo(ErrorCode.NONE);
        assertThat(before.commit()).as("too late now").isEqualTo(ErrorCode.PRODUCER_FENCED);
    }

    @Test
    void no_producer_id_is_given_twice_even_after_a_crash() {
        world.blocks.size = 3;
        List<Long> ids = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            if (i % 5 == 4) {
                world.crashAndReload();
            }
            ids.add(world.await(world.transactions.newProducer()).producerId());
            ids.add(world.producer("x" + i, true).producerId);
        }
        assertThat(ids).doesNotHaveDuplicates();
        world.blocks.failing = true;
        for (int i = 0; i < 3; i++) {
            world.await(world.transactions.newProducer());
        }
        assertThat(world.await(world.transactions.newProducer()).error())
                .isEqualTo(ErrorCode.COORDINATOR_NOT_AVAILABLE);
    }

    @Test
    void strangers_are_refused() {
        Producer stranger = world.producer("x", true).asOfNow();
        stranger.producerId = 4_711;
        assertThat(stranger.add(0)).isEqualTo(ErrorCode.INVALID_PRODUCER_ID_MAPPING);
        assertThat(stranger.commit()).isEqualTo(ErrorCode.INVALID_PRODUCER_ID_MAPPING);
        assertThat(stranger.verify(0)).isEqualTo(ErrorCode.INVALID_PRODUCER_ID_MAPPING);
        Producer nobody = world.new Producer("unknown", true);
        assertThat(nobody.add(0)).isEqualTo(ErrorCode.INVALID_PRODUCER_ID_MAPPING);
        assertThat(nobody.abort()).isEqualTo(ErrorCode.INVALID_PRODUCER_ID_MAPPING);
    }
}
