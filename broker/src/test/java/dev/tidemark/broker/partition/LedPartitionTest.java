package dev.tidemark.broker.partition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.broker.txn.TransactionGate;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.record.BatchStamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Appends, their acknowledgement, and who is woken; on one thread. */
class LedPartitionTest {

    private static final Map<String, String> GROUP = Map.of("tidemark.flush", "group");
    private static final Map<String, String> OS = Map.of("tidemark.flush", "os");
    private static final TransactionalWrite WRITE = new TransactionalWrite("txn", 9, (short) 0,
            TransactionGate.Mode.ADD);

    private final PartitionRig rig = new PartitionRig();

    @Test
    void acks_all_and_acks_1_wait_for_the_flush_and_nobody_sees_the_records_before() {
        LedPartition partition = create("orders", GROUP);
        PartitionAppend all = rig.append(partition, Acks.ALL, "a", "b");
        PartitionAppend leader = rig.append(partition, Acks.LEADER, "c");
        rig.run();
        assertThat(all.done()).isFalse();
        assertThat(leader.done()).isFalse();
        assertThat(partition.view().logEndOffset()).isEqualTo(3);
        assertThat(partition.view().highWatermark()).isZero();

        rig.settle();
        assertThat(all.outcome().error()).isEqualTo(ErrorCode.NONE);
        assertThat(all.outcome().baseOffset()).isZero();
        assertThat(leader.outcome().baseOffset()).isEqualTo(2);
        assertThat(partition.view().highWatermark()).isEqualTo(3);
    }

    @Test
    void acks_0_waits_for_nothing_and_becomes_visible_all_the_same() {
        LedPartition partition = create("orders", GROUP);
        PartitionAppend none = rig.append(partition, Acks.NONE, "a");
        rig.run();
        assertThat(none.done()).isTrue();
        assertThat(partition.view().highWatermark()).isZero();
        rig.settle();
        assertThat(partition.view().highWatermark()).isEqualTo(1);
    }

    @Test
    void under_os_the_page_cache_is_enough_and_nothing_is_forced() {
        LedPartition partition = create("orders", OS);
        long forces = rig.storage.forces();
        PartitionAppend all = rig.append(partition, Acks.ALL, "a");
        rig.run();
        assertThat(all.outcome().error()).isEqualTo(ErrorCode.NONE);
        assertThat(partition.view().highWatermark()).isEqualTo(1);
        assertThat(rig.storage.forces()).isEqualTo(forces);
    }

    @Test
    void under_os_a_rolled_segment_is_forced_and_nobody_waits_for_it() {
        LedPartition partition = create("orders", Map.of("tidemark.flush", "os", "segment.ms", "1000"));
        rig.append(partition, Acks.ALL, "a");
        rig.run();
        long forces = rig.storage.forces();
        rig.loop.advanceMs(1_001);
        PartitionAppend next = rig.append(partition, Acks.ALL, "b");
        rig.run();
        assertThat(next.outcome().error()).isEqualTo(ErrorCode.NONE);
        assertThat(rig.flushes).as("the force is under way").isNotEmpty();
        rig.settle();
        assertThat(rig.storage.forces()).isGreaterThan(forces);
    }

    @Test
    void sixty_four_concurrent_requests_with_acks_all_cost_at_most_eight_forces() {
        LedPartition partition = create("orders", GROUP);
        long before = rig.storage.forces();
        List<PartitionAppend> appends = new ArrayList<>();
        appends.add(rig.append(partition, Acks.ALL, "first"));
        rig.run();
        Runnable runningFlush = rig.flushes.remove(); // the disk is busy with it while all others come
        for (int i = 1; i < 64; i++) {
            appends.add(rig.append(partition, Acks.ALL, "value " + i));
            rig.run();
        }
        runningFlush.run();
        rig.settle();
        assertThat(appends).allSatisfy(append -> assertThat(append.outcome().error()).isEqualTo(ErrorCode.NONE));
        assertThat(appends).extracting(append -> append.outcome().baseOffset())
                .isEqualTo(java.util.stream.LongStream.range(0, 64).boxed().toList());
        assertThat(rig.storage.forces() - before).isBetween(1L, 8L);
    }

    @Test
    void an_append_that_is_not_committed_in_time_is_answered_and_may_still_be_committed() {
        LedPartition partition = create("orders", GROUP);
        PartitionAppend append = rig.append(partition, PartitionRig.batch(BatchStamp.plain(), rig.clock.wallMs(), "a"),
                Acks.ALL,
                null, 500);
        rig.loop.advanceMs(499);
        assertThat(append.done()).isFalse();
        rig.loop.advanceMs(1);
        assertThat(append.outcome().error()).isEqualTo(ErrorCode.REQUEST_TIMED_OUT);
        rig.settle();
        assertThat(append.outcome().error()).isEqualTo(ErrorCode.REQUEST_TIMED_OUT);
        assertThat(partition.view().highWatermark()).isEqualTo(1);
    }

    @Test
    void a_duplicate_of_an_idempotent_producer_gets_the_offsets_of_the_first() {
        LedPartition partition = create("orders", GROUP);
        BatchStamp stamp = BatchStamp.idempotent(5, (short) 0, 0);
        PartitionAppend first = rig.append(partition, PartitionRig.batch(stamp, rig.clock.wallMs(), "a", "b"), Acks.ALL,
                null,
                1_000);
        PartitionAppend again = rig.append(partition, PartitionRig.batch(stamp, rig.clock.wallMs(), "a", "b"), Acks.ALL,
                null,
                1_000);
        rig.run();
        assertThat(again.done()).as("a duplicate is acknowledged as late as the first").isFalse();
        rig.settle();
        assertThat(first.outcome().baseOffset()).isZero();
        assertThat(again.outcome().error()).isEqualTo(ErrorCode.NONE);
        assertThat(again.outcome().baseOffset()).isZero();
        assertThat(partition.view().logEndOffset()).isEqualTo(2);
    }

    @Test
    void a_gap_in_the_sequence_is_refused() {
        LedPartition partition = create("orders", GROUP);
        rig.append(partition, PartitionRig.batch(BatchStamp.idempotent(5, (short) 0, 0), rig.clock.wallMs(), "a"),
                Acks.ALL,
                null, 1_000);
        PartitionAppend gap = rig.append(partition,
                PartitionRig.batch(BatchStamp.idempotent(5, (short) 0, 7), rig.clock.wallMs(), "b"), Acks.ALL, null,
                1_000);
        rig.settle();
        assertThat(gap.outcome().error()).isEqualTo(ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER);
    }

    @Test
    void a_request_for_many_partitions_costs_one_message_to_their_owner() {
        rig.create("orders", 20, OS);
        Submission submission = new Submission(rig.loop, 1_000);
        for (int i = 0; i < 20; i++) {
            submission.add(new PartitionAppend(rig.partition("orders", i),
                    PartitionRig.batch(BatchStamp.plain(), rig.clock.wallMs(), "a"),
                    dev.tidemark.log.AppendOrigin.CLIENT,
                    Acks.ALL, null));
        }
        CompletableFuture<Void> done = submission.send().toCompletableFuture();
        int tasks = rig.loop.runReady();
        assertThat(done).isCompleted();
        assertThat(tasks).as("the request, the commit of its turn, the answer").isLessThanOrEqualTo(3);
    }

    @Test
    void the_first_write_of_a_transaction_waits_for_its_coordinator_and_later_ones_wait_behind_it() {
        LedPartition partition = create("orders", OS);
        PartitionAppend first = transactional(partition, 0, "a");
        PartitionAppend second = transactional(partition, 1, "b");
        rig.settle();
        assertThat(rig.questions).hasSize(1);
        assertThat(rig.questions.getFirst().partitions()).containsExactly(new TopicPartition("orders", 0));
        assertThat(partition.view().logEndOffset()).isZero();

        rig.questions.getFirst().answer(ErrorCode.NONE);
        rig.settle();
        assertThat(first.outcome().baseOffset()).isZero();
        assertThat(second.outcome().baseOffset()).isEqualTo(1);
        PartitionAppend third = transactional(partition, 2, "c");
        rig.settle();
        assertThat(third.outcome().baseOffset()).isEqualTo(2);
        assertThat(rig.questions).as("the transaction is open in the partition: nobody is asked again").hasSize(1);
        assertThat(partition.view().lastStableOffset()).isZero();
    }

    @Test
    void a_write_that_the_coordinator_refuses_leaves_no_trace() {
        LedPartition partition = create("orders", OS);
        PartitionAppend refused = transactional(partition, 0, "a");
        rig.settle();
        rig.questions.getFirst().answer(ErrorCode.PRODUCER_FENCED);
        rig.settle();
        assertThat(refused.outcome().error()).isEqualTo(ErrorCode.INVALID_PRODUCER_EPOCH);
        assertThat(partition.view().logEndOffset()).isZero();
        PartitionAppend unavailable = transactional(partition, 0, "a");
        rig.settle();
        rig.questions.getLast().answer().completeExceptionally(new IllegalStateException("no coordinator"));
        rig.settle();
        assertThat(unavailable.outcome().error()).as("producers retry this").isEqualTo(ErrorCode.NOT_ENOUGH_REPLICAS);
    }

    @ParameterizedTest
    @EnumSource(TransactionGate.Mode.class)
    void a_write_that_waited_behind_a_refused_one_does_not_overtake_it(TransactionGate.Mode mode) {
        LedPartition partition = create("orders", OS);
        PartitionAppend first = transactional(partition, 0, "a", mode);
        PartitionAppend second = transactional(partition, 1, "b", mode);
        rig.settle();
        rig.questions.getFirst().answer(ErrorCode.CONCURRENT_TRANSACTIONS);
        rig.settle();
        rig.questions.getLast().answer(ErrorCode.NONE);
        rig.settle();
        assertThat(first.outcome().error().retriable()).isTrue();
        assertThat(second.outcome().error()).as("its turn has not come")
                .isEqualTo(ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER);
        assertThat(partition.view().logEndOffset()).isZero();

        PartitionAppend firstAgain = transactional(partition, 0, "a", mode);
        PartitionAppend secondAgain = transactional(partition, 1, "b", mode);
        rig.settle();
        rig.questions.getLast().answer(ErrorCode.NONE);
        rig.settle();
        assertThat(firstAgain.outcome().baseOffset()).isZero();
        assertThat(secondAgain.outcome().baseOffset()).isEqualTo(1);
    }

    @Test
    void a_producer_that_the_log_does_not_know_goes_on_where_it_is_unless_each_transaction_begins_anew() {
        LedPartition partition = create("orders", OS);
        PartitionAppend second = transactional(partition, 57, "a", TransactionGate.Mode.ADD);
        rig.settle();
        rig.questions.getLast().answer(ErrorCode.NONE);
        rig.settle();
        assertThat(second.outcome().error()).isEqualTo(ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER);

        partition = create("payments", OS);
        PartitionAppend first = transactional(partition, 57, "a", TransactionGate.Mode.VERIFY);
        rig.settle();
        rig.questions.getLast().answer(ErrorCode.NONE);
        rig.settle();
        assertThat(first.outcome().error()).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void a_partition_that_a_request_names_twice_is_written_to_twice_and_in_order() {
        LedPartition partition = create("orders", OS);
        List<PartitionAppend> both = request(transactional(partition, WRITE, 0), transactional(partition, WRITE, 1));
        rig.settle();
        assertThat(rig.questions).hasSize(1);
        rig.questions.getFirst().answer(ErrorCode.NONE);
        rig.settle();
        assertThat(both).extracting(append -> append.outcome().baseOffset()).containsExactly(0L, 1L);
        assertThat(request(transactional(partition, WRITE, 2)).getFirst().done()).as("nothing is held any more")
                .isFalse();
        rig.settle();
        assertThat(partition.view().logEndOffset()).isEqualTo(3);
    }

    @Test
    void a_request_with_batches_of_several_producers_is_admitted_for_each_of_them() {
        rig.create("orders", 2, OS);
        TransactionalWrite other = new TransactionalWrite("txn", 8, (short) 0, TransactionGate.Mode.ADD);
        List<PartitionAppend> three = request(transactional(rig.partition("orders", 0), WRITE, 0),
                transactional(rig.partition("orders", 0), other, 0),
                transactional(rig.partition("orders", 1), other, 0));
        rig.settle();
        assertThat(rig.questions).extracting(PartitionRig.Question::partitions)
                .containsExactly(Set.of(new TopicPartition("orders", 0)),
                        Set.of(new TopicPartition("orders", 0), new TopicPartition("orders", 1)));
        rig.questions.getFirst().answer(ErrorCode.NONE);
        rig.questions.getLast().answer(ErrorCode.INVALID_PRODUCER_ID_MAPPING);
        rig.settle();
        assertThat(three).extracting(append -> append.outcome().error())
                .containsExactly(ErrorCode.NONE, ErrorCode.INVALID_PRODUCER_ID_MAPPING,
                        ErrorCode.INVALID_PRODUCER_ID_MAPPING);
        assertThat(rig.partition("orders", 1).view().logEndOffset()).isZero();
    }

    /** One message with several appends. */
    private List<PartitionAppend> request(PartitionAppend... appends) {
        Submission submission = new Submission(rig.loop, 1_000);
        List.of(appends).forEach(submission::add);
        submission.send();
        return List.of(appends);
    }

    private PartitionAppend transactional(LedPartition partition, TransactionalWrite write, int sequence) {
        BatchStamp stamp = BatchStamp.transactional(write.producerId(), write.producerEpoch(), sequence);
        return new PartitionAppend(partition, PartitionRig.batch(stamp, rig.clock.wallMs(), "a"),
                dev.tidemark.log.AppendOrigin.CLIENT, Acks.ALL, write);
    }

    @Test
    void markers_end_transactions_and_let_the_last_stable_offset_go_on() {
        LedPartition partition = create("orders", GROUP);
        transactional(partition, 0, "a");
        rig.settle();
        rig.questions.getFirst().answer(ErrorCode.NONE);
        rig.settle();
        assertThat(partition.view().highWatermark()).isEqualTo(1);
        assertThat(partition.view().lastStableOffset()).isZero();

        var writer = new PartitionMarkerWriter(rig.partitions, rig.loop, rig.clock);
        TopicPartition gone = new TopicPartition("gone", 0);
        var written = writer.write(9, (short) 0, 1, false, Set.of(partition.name(), gone)).toCompletableFuture();
        rig.run();
        assertThat(written).as("a marker counts once it is flushed").isNotDone();
        rig.settle();
        assertThat(written.join()).containsEntry(partition.name(), ErrorCode.NONE)
                .containsEntry(gone, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
        assertThat(partition.view().lastStableOffset()).isEqualTo(2);
        assertThat(partition.view().abortedTransactions(0, 2)).hasSize(1);
    }

    /** With several loops the marker may come behind the next transaction's first write, which waits at the coordinator for all markers. */
    @Test
    void a_write_whose_question_a_marker_took_back_asks_again_and_keeps_its_place() {
        LedPartition partition = create("orders", OS);
        transactional(partition, 0, "a");
        rig.settle();
        rig.questions.getFirst().answer(ErrorCode.NONE);
        rig.settle();
        PartitionAppend next = ofNextTransaction(partition, 0, "b");
        PartitionAppend behind = ofNextTransaction(partition, 1, "c");
        rig.settle();
        new PartitionMarkerWriter(rig.partitions, rig.loop, rig.clock).write(9, (short) 1, 1, true,
                Set.of(partition.name()));
        rig.settle();
        rig.questions.getLast().answer(ErrorCode.NONE);
        rig.settle();
        assertThat(rig.questions).hasSize(3);
        assertThat(next.done()).isFalse();

        rig.questions.getLast().answer(ErrorCode.NONE);
        rig.settle();
        assertThat(next.outcome().baseOffset()).isEqualTo(2);
        assertThat(behind.outcome().baseOffset()).isEqualTo(3);
        assertThat(rig.questions).hasSize(3);
    }

    @Test
    void whoever_waits_for_data_is_woken_once_per_look() {
        LedPartition partition = create("orders", OS);
        List<String> wakes = new ArrayList<>();
        DataWait wait = new DataWait(rig.loop, () -> wakes.add("woken"));
        wait.add(partition, 0, false);
        wait.park();
        rig.settle();
        assertThat(wakes).isEmpty();
        rig.append(partition, Acks.ALL, "a");
        rig.settle();
        rig.append(partition, Acks.ALL, "b");
        rig.settle();
        assertThat(wakes).as("it has not looked yet").hasSize(1);
        wait.looking();
        rig.append(partition, Acks.ALL, "c");
        rig.settle();
        assertThat(wakes).hasSize(2);
        wait.looking();
        wait.cancel();
        rig.append(partition, Acks.ALL, "d");
        rig.settle();
        assertThat(wakes).hasSize(2);
    }

    @Test
    void whoever_parks_after_the_data_came_is_woken_at_once() {
        LedPartition partition = create("orders", OS);
        rig.append(partition, Acks.ALL, "a");
        rig.settle();
        List<String> wakes = new ArrayList<>();
        DataWait wait = new DataWait(rig.loop, () -> wakes.add("woken"));
        wait.add(partition, 0, false);
        wait.park();
        rig.settle();
        assertThat(wakes).hasSize(1);
    }

    @Test
    void a_deleted_topic_is_unknown_and_one_of_the_same_name_starts_empty() {
        LedPartition old = create("orders", GROUP);
        rig.append(old, Acks.ALL, "a");
        PartitionAppend waiting = rig.append(old, Acks.ALL, "b");
        rig.run();
        rig.delete("orders");
        assertThat(waiting.outcome().error()).isEqualTo(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
        assertThat(rig.partition("orders", 0)).isNull();
        LedPartition fresh = create("orders", GROUP);
        assertThat(fresh).isNotSameAs(old);
        assertThat(fresh.view().logEndOffset()).isZero();
        PartitionAppend late = rig.append(old, Acks.ALL, "c");
        rig.settle();
        assertThat(late.outcome().error()).isEqualTo(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
        assertThat(fresh.view().logEndOffset()).isZero();
    }

    @Test
    void records_are_deleted_up_to_the_high_watermark_and_not_beyond() {
        LedPartition partition = create("orders", OS);
        rig.append(partition, Acks.ALL, "a", "b", "c");
        rig.settle();
        assertThat(delete(partition, 2)).isEqualTo(2);
        assertThat(partition.view().logStartOffset()).isEqualTo(2);
        assertThat(delete(partition, 1)).as("nothing to do").isEqualTo(2);
        assertThat(delete(partition, 4)).as("beyond the end").isEqualTo(-1);
        assertThat(delete(partition, -1)).as("all").isEqualTo(3);
    }

    @Test
    void a_start_is_on_disk_before_anybody_is_told_of_it() {
        LedPartition partition = create("orders", OS);
        rig.append(partition, Acks.ALL, "a", "b", "c");
        rig.settle();
        CompletableFuture<Long> first = partition.deleteRecordsBefore(1).toCompletableFuture();
        CompletableFuture<Long> second = partition.deleteRecordsBefore(2).toCompletableFuture();
        rig.loop.runReady();
        assertThat(rig.diskWork).as("one checkpoint for both").hasSize(1);
        assertThat(partition.view().logStartOffset()).isZero();
        assertThat(first).isNotDone();
        rig.settle();
        assertThat(first.join()).isGreaterThanOrEqualTo(1);
        assertThat(second.join()).isEqualTo(2);
        assertThat(partition.view().logStartOffset()).isEqualTo(2);
    }

    @Test
    void records_of_a_topic_that_goes_meanwhile_are_not_said_to_be_deleted() {
        LedPartition partition = create("orders", OS);
        rig.append(partition, Acks.ALL, "a", "b");
        rig.settle();
        CompletableFuture<Long> deleted = partition.deleteRecordsBefore(1).toCompletableFuture();
        rig.loop.runReady();
        rig.delete("orders");
        rig.settle();
        assertThat(deleted.join()).isEqualTo(-1);
    }

    private long delete(LedPartition partition, long offset) {
        var deleted = partition.deleteRecordsBefore(offset).toCompletableFuture();
        rig.settle();
        return deleted.join();
    }

    private PartitionAppend transactional(LedPartition partition, int sequence, String value) {
        return transactional(partition, sequence, value, TransactionGate.Mode.ADD);
    }

    private PartitionAppend transactional(LedPartition partition, int sequence, String value,
            TransactionGate.Mode mode) {
        return transactional(partition, (short) 0, sequence, value, mode);
    }

    private PartitionAppend ofNextTransaction(LedPartition partition, int sequence, String value) {
        return transactional(partition, (short) 1, sequence, value, TransactionGate.Mode.ADD);
    }

    private PartitionAppend transactional(LedPartition partition, short epoch, int sequence, String value,
            TransactionGate.Mode mode) {
        return rig.append(partition,
                PartitionRig.batch(BatchStamp.transactional(9, epoch, sequence), rig.clock.wallMs(), value),
                Acks.ALL, new TransactionalWrite("txn", 9, epoch, mode), 30_000);
    }

    private LedPartition create(String topic, Map<String, String> configs) {
        rig.create(topic, 1, configs);
        return rig.partition(topic, 0);
    }
}
