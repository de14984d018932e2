package dev.tidemark.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.storage.FailingStorage;
import dev.tidemark.storage.MemoryStorage;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionException;
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
}
