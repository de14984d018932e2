package dev.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.storage.FailingStorage;
import dev.tidemark.storage.MemoryStorage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionException;
import org.assertj.core.api.ThrowableAssert;
import org.junit.jupiter.api.Test;

class DiskFailureTest {

    private final MemoryStorage memory = new MemoryStorage();
    private final FailingStorage disk = new FailingStorage(memory);
    private final LogHouse house = new LogHouse(disk, LogHouse.small()).open();

    @Test
    void after_a_failed_force_nothing_of_the_log_is_acknowledged_any_more() {
        house.append("a");
        house.commit();
        house.append("b");
        disk.failForces(true);
        assertThatThrownBy(house::flush).isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(TidemarkException.class);
        disk.failForces(false);

        assertThatThrownBy(house::flush).as("the next force would succeed and lie")
                .hasCauseInstanceOf(TidemarkException.class);
        assertThatThrownBy(() -> house.append("c")).isInstanceOf(TidemarkException.class);
        assertThat(house.log.flushedOffset()).isEqualTo(1);
        assertThat(house.log.highWatermark()).isEqualTo(1);
        assertThat(house.diskFailures).extracting(TidemarkException::code).containsExactly(FailureCode.DISK_FAILED);
        assertThat(house.read(0, 1, 100)).as("what was there is still served").containsExactly("0=a");
    }

    @Test
    void a_log_whose_disk_failed_is_not_closed_as_clean() {
        house.append("a");
        disk.failForces(true);
        assertThatThrownBy(house::flush).hasCauseInstanceOf(TidemarkException.class);
        house.close();
        disk.failForces(false);
        memory.losePower(new SplittableRandom(3));
        house.open();

        assertThat(house.manager.cleanStart()).isFalse();
    }

    @Test
    void a_log_that_cannot_be_made_tells_of_the_disk() {
        TopicPartition other = new TopicPartition("orders", 1);
        disk.failWrites("partition.metadata.tmp");
        assertThatThrownBy(() -> house.manager.create(other, LogHouse.ORDERS_ID, house.config))
                .isInstanceOf(TidemarkException.class);
        disk.failWrites(null);
        assertThat(house.diskFailures).extracting(TidemarkException::code).containsExactly(FailureCode.DISK_FAILED);

        house.close();
        house.open();
        assertThat(house.manager.create(other, LogHouse.ORDERS_ID, house.config).logEndOffset()).isZero();
    }

    @Test
    void a_failed_write_takes_the_log_out_of_use() {
        disk.failWrites(".log");
        assertThatThrownBy(() -> house.append("a")).isInstanceOf(TidemarkException.class);
        disk.failWrites(null);

        assertThatThrownBy(() -> house.append("b")).isInstanceOf(TidemarkException.class);
        assertThat(house.log.failure().code()).isEqualTo(FailureCode.DISK_FAILED);
    }

    @Test
    void a_full_disk_refuses_the_append_and_works_again_when_there_is_room() {
        house.append("a");
        memory.capacityBytes(0);
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> house.append("b")).isInstanceOfSatisfying(TidemarkException.class,
                    full -> assertThat(full.code()).isEqualTo(FailureCode.DISK_FULL));
        }
        memory.capacityBytes(Long.MAX_VALUE);

        assertThat(house.append("c")).isEqualTo(new AppendResult.Appended(1, 1, -1));
        assertThat(house.readAll()).containsExactly("0=a", "1=c");
        assertThat(house.log.failure()).isNull();
        assertThat(house.diskFailures).isEmpty();
    }

    @Test
    void what_a_refused_append_left_of_itself_is_gone_when_its_segment_is_closed() {
        house.append("a");
        disk.fullFor(".log");
        assertThatThrownBy(() -> house.append("b".repeat(1_000))).isInstanceOfSatisfying(TidemarkException.class,
                full -> assertThat(full.code()).isEqualTo(FailureCode.DISK_FULL));
        disk.fullFor(null);
        house.log.roll();
        house.append("c");
        house.commit();
        house.close();

        house.open();
        assertThat(house.manager.cleanStart()).isTrue();
        assertThat(house.readAll()).containsExactly("0=a", "1=c");
    }

    @Test
    void a_disk_that_fills_at_any_byte_leaves_a_log_that_goes_on() {
        for (long room = 0; room < 40_000; room += 997) {
            memory.capacityBytes(Long.MAX_VALUE);
            long used = Long.MAX_VALUE - memory.usableBytes(LogHouse.DIR);
            memory.capacityBytes(used + room);
            try {
                for (int i = 0; i < 200; i++) {
                    house.append("value " + i + "-".repeat(400));
                }
            } catch (TidemarkException full) {
                assertThat(full.code()).isEqualTo(FailureCode.DISK_FULL);
            }
            memory.capacityBytes(Long.MAX_VALUE);
            house.append("after " + room);
            assertThat(house.readAll()).as("room %s", room).hasSize((int) house.log.logEndOffset());
        }
        memory.killProcess();
        long end = house.log.logEndOffset();
        house.open();
        assertThat(house.log.logEndOffset()).isEqualTo(end);
        assertThat(house.readAll()).hasSize((int) end);
    }

    private static void assertFull(ThrowableAssert.ThrowingCallable write) {
        assertThatThrownBy(write).isInstanceOfSatisfying(TidemarkException.class,
                full -> assertThat(full.code()).isEqualTo(FailureCode.DISK_FULL));
    }

    @Test
    void a_disk_without_room_for_a_producer_snapshot_leaves_the_log_as_it_was() {
        house.append(LogHouse.idempotent(7, 0, 0, "a"));
        disk.fullFor(".snapshot");
        assertFull(() -> house.log.roll());
        assertFull(() -> house.log.roll());
        assertThat(house.log.view().segmentCount()).isEqualTo(1);
        assertThat(house.append(LogHouse.idempotent(7, 0, 1, "b"))).isInstanceOf(AppendResult.Appended.class);
        disk.fullFor(null);
        memory.killProcess();
        house.open();
        assertThat(house.readAll()).as("with half a snapshot in the folder").containsExactly("0=a", "1=b");
        assertThat(house.append(LogHouse.idempotent(7, 0, 1, "b"))).isInstanceOf(AppendResult.Duplicate.class);

        house.log.roll();
        assertThat(house.append(LogHouse.idempotent(7, 0, 2, "c"))).isInstanceOf(AppendResult.Appended.class);
        house.commit();
        house.manager.checkpoint();
        memory.killProcess();
        house.open();
        assertThat(house.readAll()).containsExactly("0=a", "1=b", "2=c");
        assertThat(house.append(LogHouse.idempotent(7, 0, 2, "c"))).isInstanceOf(AppendResult.Duplicate.class);
    }

    @Test
    void appends_that_have_to_roll_wait_for_room_for_the_snapshot_and_then_go_on() {
        long sequence = 0;
        disk.fullFor(".snapshot");
        TidemarkException refused = null;
        while (refused == null) {
            try {
                house.append(LogHouse.idempotent(7, 0, (int) sequence, "v".repeat(1_000)));
                sequence++;
            } catch (TidemarkException full) {
                refused = full;
            }
        }
        assertThat(refused.code()).isEqualTo(FailureCode.DISK_FULL);
        assertThat(house.log.logEndOffset()).isEqualTo(sequence);
        disk.fullFor(null);
        house.append(LogHouse.idempotent(7, 0, (int) sequence, "w".repeat(1_000)));
        assertThat(house.log.logEndOffset()).isEqualTo(sequence + 1);
        assertThat(house.log.view().segmentCount()).isEqualTo(2);
        assertThat(house.log.failure()).isNull();
    }

    /** The disk has room for two of the four batches and a part of the third. */
    private void refuseFour() {
        ByteBuffer four = ByteBuffer.allocate(4_000);
        for (int i = 0; i < 4; i++) {
            four.put(LogHouse.batch(LogHouse.START_MS, "refused" + i));
        }
        disk.fullFor(".log");
        assertFull(() -> house.append(four.flip()));
        disk.fullFor(null);
    }

    @Test
    void a_crash_does_not_find_the_batches_of_a_refused_append() {
        house.append("a");
        refuseFour();
        memory.killProcess();
        house.open();
        assertThat(house.readAll()).containsExactly("0=a");
    }

    @Test
    void a_crash_does_not_find_the_batches_of_a_refused_append_behind_the_next_one() {
        house.append("a");
        refuseFour();
        house.append("b");
        memory.killProcess();
        house.open();
        assertThat(house.manager.offline()).isEmpty();
        assertThat(house.readAll()).containsExactly("0=a", "1=b");
    }

    @Test
    void an_abort_for_whose_index_entry_there_is_no_room_is_known_all_the_same() {
        house.appendTransactional(9, 0, 0, "aborted");
        disk.fullFor(".txnindex");
        assertThat(house.end(9, 0, false)).isInstanceOf(AppendResult.Appended.class);
        house.commit();
        assertThat(house.log.failure()).isNull();
        assertThat(house.log.view().abortedTransactions(0, 2)).hasSize(1);
        house.log.roll();
        house.append("next");
        house.commit();
        house.manager.checkpoint();
        memory.killProcess();
        disk.fullFor(null);
        house.open();
        assertThat(house.log.view().abortedTransactions(0, 2)).as("made anew from the batches").hasSize(1);
    }

    @Test
    void an_abort_reaches_its_index_once_there_is_room() {
        house.appendTransactional(9, 0, 0, "aborted");
        disk.fullFor(".txnindex");
        assertThat(house.end(9, 0, false)).isInstanceOf(AppendResult.Appended.class);
        disk.fullFor(null);
        house.commit();
        house.close();
        assertThat(disk.size(house.file("00000000000000000000.txnindex"))).isEqualTo(34);
        house.open();
        assertThat(house.manager.cleanStart()).isTrue();
        assertThat(house.log.view().abortedTransactions(0, 2)).hasSize(1);
    }

    @Test
    void leader_epochs_that_find_no_room_are_written_with_a_later_append() {
        disk.fullFor("leader-epoch-checkpoint");
        house.append("a");
        assertThat(house.log.failure()).isNull();
        disk.fullFor(null);
        house.append("b");
        String epochs = StandardCharsets.ISO_8859_1
                .decode(disk.readAll(house.file("leader-epoch-checkpoint")))
                .toString();
        assertThat(epochs).isEqualTo("0\n1\n1 0\n");
    }

    @Test
    void the_epoch_of_a_leadership_is_written_with_its_first_batch() {
        house.log.startLeaderEpoch(3);
        assertThat(house.log.append(LogHouse.batch(LogHouse.START_MS, "a"), AppendOrigin.CLIENT, 3))
                .isInstanceOf(AppendResult.Appended.class);
        assertThat(disk.exists(house.file("leader-epoch-checkpoint"))).isTrue();
    }
}
