package dev.tidemark.log;

import static dev.tidemark.log.LogHouse.idempotent;
import static dev.tidemark.log.LogHouse.transactional;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.log.index.AbortedTransaction;
import dev.tidemark.log.producer.OpenTransaction;
import dev.tidemark.log.producer.Verification;
import dev.tidemark.storage.MemoryStorage;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class TransactionLogTest {

    private final MemoryStorage disk = new MemoryStorage();
    private final LogHouse house = new LogHouse(disk, LogHouse.small()).open();

    @Test
    void a_batch_sent_twice_is_answered_with_its_first_offsets() {
        house.append("other");
        assertThat(house.append(idempotent(5, 0, 0, "a", "b"))).isEqualTo(new AppendResult.Appended(1, 2, -1));
        assertThat(house.append(idempotent(5, 0, 0, "a", "b"))).isEqualTo(new AppendResult.Duplicate(1, 2, -1));
        assertThat(house.log.logEndOffset()).isEqualTo(3);
    }

    @Test
    void the_last_five_batches_are_remembered_and_older_ones_still_known_as_old() {
        for (int i = 0; i < 7; i++) {
            house.append(idempotent(5, 0, i, "v" + i));
        }
        for (int i = 2; i < 7; i++) {
            assertThat(house.append(idempotent(5, 0, i, "v" + i))).isEqualTo(new AppendResult.Duplicate(i, i, -1));
        }
        assertRejected(house.append(idempotent(5, 0, 1, "v1")), RejectReason.DUPLICATE_SEQUENCE);
        assertThat(house.log.logEndOffset()).isEqualTo(7);
    }

    @Test
    void what_may_never_have_come_is_not_taken_for_written() {
        house.append(idempotent(5, 0, 1, "b"));
        assertRejected(house.append(idempotent(5, 0, 0, "a")), RejectReason.OUT_OF_ORDER_SEQUENCE);
        house.append(idempotent(5, 1, 0, "c"));
        for (int i = 1; i < 7; i++) {
            house.append(idempotent(5, 1, i, "v" + i));
        }
        assertRejected(house.append(idempotent(5, 1, 0, "c")), RejectReason.DUPLICATE_SEQUENCE);
    }

    @Test
    void a_gap_in_the_sequence_is_refused_and_the_next_in_order_taken() {
        house.append(idempotent(5, 0, 0, "a", "b"));
        assertRejected(house.append(idempotent(5, 0, 3, "d")), RejectReason.OUT_OF_ORDER_SEQUENCE);
        assertThat(house.append(idempotent(5, 0, 2, "c"))).isEqualTo(new AppendResult.Appended(2, 2, -1));
    }

    @Test
    void sequences_wrap_from_the_largest_to_zero() {
        house.append(idempotent(5, 0, Integer.MAX_VALUE - 1, "a", "b"));
        assertThat(house.append(idempotent(5, 0, 0, "c"))).isEqualTo(new AppendResult.Appended(2, 2, -1));
        assertThat(house.append(idempotent(5, 0, Integer.MAX_VALUE - 1, "a", "b")))
                .isEqualTo(new AppendResult.Duplicate(0, 1, -1));
    }

    @Test
    void a_new_epoch_starts_at_sequence_zero_and_fences_the_old_one() {
        house.append(idempotent(5, 1, 0, "a"));
        assertRejected(house.append(idempotent(5, 2, 1, "b")), RejectReason.OUT_OF_ORDER_SEQUENCE);
        assertThat(house.append(idempotent(5, 2, 0, "b"))).isInstanceOf(AppendResult.Appended.class);
        assertRejected(house.append(idempotent(5, 1, 1, "c")), RejectReason.PRODUCER_FENCED);
    }

    @Test
    void an_unknown_producer_may_start_anywhere() {
        assertThat(house.append(idempotent(5, 3, 1000, "a"))).isInstanceOf(AppendResult.Appended.class);
    }

    @Test
    void the_last_stable_offset_waits_for_the_first_open_transaction() {
        house.append("a");
        house.appendTransactional(5, 0, 0, "b");
        house.appendTransactional(6, 0, 0, "c");
        house.append("d");
        house.commit();
        assertThat(house.log.lastStableOffset()).isEqualTo(1);

        house.end(5, 0, true);
        assertThat(house.log.lastStableOffset()).as("the marker is not committed yet").isEqualTo(1);
        house.commit();
        assertThat(house.log.lastStableOffset()).as("producer 6 is still open").isEqualTo(2);

        house.end(6, 0, false);
        house.commit();
        assertThat(house.log.lastStableOffset()).isEqualTo(6);
        assertThat(house.log.highWatermark()).isEqualTo(6);
    }

    @Test
    void who_holds_back_the_last_stable_offset_is_known() {
        assertThat(house.log.oldestOpenTransaction()).isNull();
        house.appendTransactional(5, 0, 0, "a");
        house.appendTransactional(6, 3, 0, "b");
        assertThat(openNow()).isEqualTo("producer 5 epoch 0 from 0");
        house.end(5, 0, true);
        assertThat(openNow()).isEqualTo("producer 6 epoch 3 from 1");
        house.end(6, 3, false);
        assertThat(house.log.oldestOpenTransaction()).isNull();
        assertThat(house.log.activeProducers()).hasSize(2)
                .allSatisfy(producer -> assertThat(producer.inTransaction()).isFalse());
    }

    private String openNow() {
        OpenTransaction open = Objects.requireNonNull(house.log.oldestOpenTransaction());
        return "producer " + open.producerId() + " epoch " + open.epoch() + " from " + open.firstOffset();
    }

    @Test
    void aborted_transactions_are_listed_for_the_ranges_they_touch() {
        house.appendTransactional(5, 0, 0, "a"); // 0
        house.appendTransactional(6, 0, 0, "b"); // 1
        house.end(5, 0, false); // 2
        house.append("c"); // 3
        house.appendTransactional(6, 0, 1, "d"); // 4
        house.end(6, 0, false); // 5
        house.appendTransactional(7, 0, 0, "e"); // 6
        house.end(7, 0, true); // 7
        house.append("f"); // 8
        house.commit();
        LogView view = house.log.view();

        AbortedTransaction first = new AbortedTransaction(5, 0, 2, 1);
        AbortedTransaction second = new AbortedTransaction(6, 1, 5, 6);
        assertThat(view.abortedTransactions(0, 9)).containsExactly(first, second);
        assertThat(view.abortedTransactions(3, 9)).containsExactly(second);
        assertThat(view.abortedTransactions(0, 1)).containsExactly(first);
        assertThat(view.abortedTransactions(6, 9)).isEmpty();
    }

    @Test
    void an_abort_in_a_later_segment_is_found_from_the_earlier_one() {
        house.appendTransactional(5, 0, 0, "a");
        house.log.roll();
        house.append("b");
        house.log.roll();
        house.end(5, 0, false);
        house.commit();

        assertThat(house.log.view().abortedTransactions(0, 1)).containsExactly(new AbortedTransaction(5, 0, 2, 3));
    }

    @Test
    void the_first_batch_of_a_transaction_needs_an_admission_that_still_holds() {
        assertRejected(house.append(transactional(5, 0, 0, "a")), RejectReason.INVALID_TXN_STATE);
        Verification asked = house.log.beginVerification(5, (short) 0, 0);
        house.end(5, 0, false);
        assertRejected(house.log.append(transactional(5, 0, 0, "a"), AppendOrigin.CLIENT, 1, asked),
                RejectReason.INVALID_TXN_STATE);

        assertThat(house.appendTransactional(5, 0, 0, "a")).isInstanceOf(AppendResult.Appended.class);
        assertThat(house.log.hasOngoingTransaction(5, (short) 0)).isTrue();
        assertThat(house.log.beginVerification(5, (short) 0, 1)).isNull();
        assertThat(house.append(transactional(5, 0, 1, "b"))).isInstanceOf(AppendResult.Appended.class);
        assertRejected(house.append(idempotent(5, 0, 2, "outside")), RejectReason.INVALID_TXN_STATE);
    }

    @Test
    void of_an_unknown_producer_the_lowest_sequence_that_asked_goes_first() {
        house.log.beginVerification(5, (short) 1, 3);
        house.log.beginVerification(5, (short) 0, 0);
        Verification later = house.log.beginVerification(5, (short) 1, 4);
        assertRejected(house.log.append(transactional(5, 1, 4, "e"), AppendOrigin.CLIENT, 1, later),
                RejectReason.OUT_OF_ORDER_SEQUENCE);
        assertThat(house.appendTransactional(5, 1, 3, "d")).isInstanceOf(AppendResult.Appended.class);
        assertThat(house.append(transactional(5, 1, 4, "e"))).isInstanceOf(AppendResult.Appended.class);
    }

    @Test
    void a_late_question_of_an_older_epoch_does_not_displace_the_present_one() {
        Verification present = house.log.beginVerification(5, (short) 1, 0);
        Verification late = house.log.beginVerification(5, (short) 0, 7);
        assertRejected(house.log.append(transactional(5, 0, 7, "late"), AppendOrigin.CLIENT, 1, late),
                RejectReason.INVALID_TXN_STATE);
        assertThat(house.log.append(transactional(5, 1, 0, "a"), AppendOrigin.CLIENT, 1, present))
                .isInstanceOf(AppendResult.Appended.class);
    }

    @Test
    void a_marker_with_a_bumped_epoch_fences_what_comes_late() {
        house.appendTransactional(5, 0, 0, "a");
        house.end(5, 1, true);

        assertRejected(house.appendTransactional(5, 0, 1, "late"), RejectReason.PRODUCER_FENCED);
        assertThat(house.appendTransactional(5, 1, 0, "next")).isInstanceOf(AppendResult.Appended.class);
    }

    @Test
    void markers_of_an_older_coordinator_or_producer_epoch_are_refused() {
        house.appendTransactional(5, 2, 0, "a");
        house.end(5, 2, true, 7);
        house.appendTransactional(5, 2, 1, "b");

        assertRejected(house.end(5, 2, true, 6), RejectReason.COORDINATOR_FENCED);
        assertRejected(house.end(5, 1, true, 7), RejectReason.PRODUCER_FENCED);
        assertThat(house.end(5, 2, true, 7)).isInstanceOf(AppendResult.Appended.class);
    }

    @Test
    void producers_and_open_transactions_survive_a_clean_restart_and_a_kill() {
        house.append(idempotent(5, 0, 0, "a"));
        house.appendTransactional(6, 0, 0, "b");
        house.close();
        house.open();
        checkProducersAreKnown(2);

        disk.killProcess();
        house.open();
        house.commit();
        checkProducersAreKnown(2);
        house.end(6, 0, false);
        house.commit();
        assertThat(house.log.lastStableOffset()).isEqualTo(3);
        assertThat(house.log.view().abortedTransactions(0, 3)).containsExactly(new AbortedTransaction(6, 1, 2, 3));
    }

    private void checkProducersAreKnown(long end) {
        assertThat(house.append(idempotent(5, 0, 0, "a"))).isEqualTo(new AppendResult.Duplicate(0, 0, -1));
        assertThat(house.log.hasOngoingTransaction(6, (short) 0)).isTrue();
        assertThat(house.log.lastStableOffset()).isEqualTo(1);
        assertThat(house.log.logEndOffset()).isEqualTo(end);
    }

    @Test
    void silent_producers_are_forgotten_unless_their_transaction_is_open() {
        house.append(idempotent(5, 0, 0, "a"));
        house.appendTransactional(6, 0, 0, "b");
        house.commit();
        house.clock.advanceMs(86_400_001L);
        house.applyRetention();

        assertThat(house.append(idempotent(5, 0, 40, "c"))).as("unknown again")
                .isInstanceOf(AppendResult.Appended.class);
        assertThat(house.log.hasOngoingTransaction(6, (short) 0)).isTrue();
    }

    private static void assertRejected(AppendResult result, RejectReason reason) {
        assertThat(result).isInstanceOfSatisfying(AppendResult.Rejected.class,
                rejected -> assertThat(List.of(rejected.reason())).as(rejected.message()).containsExactly(reason));
    }
}
