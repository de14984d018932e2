package dev.tidemark.log.compaction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.log.AppendResult;
import dev.tidemark.record.BatchStamp;
import dev.tidemark.record.CompressionType;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One run of several segments, and a crash at every single operation of its compaction and of what the next start does about it. */
class SwapCrashTest {

    private static final int SEGMENTS = 4;

    /** Each key in every segment, and one key that only this segment has. */
    private static CompactedLog log() {
        CompactedLog house = new CompactedLog().open();
        for (int segment = 0; segment < SEGMENTS; segment++) {
            AppendResult appended = house.append(BatchStamp.plain(), CompressionType.NONE, "a", "a" + segment, "b",
                    "b" + segment, "only" + segment, "x");
            assertThat(appended).isInstanceOf(AppendResult.Appended.class);
            house.log.roll();
        }
        house.commit();
        return house;
    }

    private static List<String> values(CompactedLog house) {
        return house.readAll().stream().map(found -> found.key() + "=" + found.value()).toList();
    }

    private static void crash(CompactedLog house, long seed) {
        if (seed == 0) {
            house.disk.killProcess();
        } else {
            house.disk.losePower(new SplittableRandom(seed));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 3, 4})
    void the_log_is_whole_whatever_was_done_of_the_swap(long seed) {
        boolean whole = false;
        boolean replaced = false;
        int operations = 0;
        for (; !whole; operations++) {
            CompactedLog house = log();
            long end = house.log.logEndOffset();
            house.disk.killProcess();
            try {
                house.compact(new CrashingStorage(house.disk, operations).storage(), 1 << 16, 0, end);
                whole = true;
            } catch (CrashingStorage.Crash e) {
                crash(house, seed);
            }
            replaced = checkOpened(house, replaced, "operation " + operations);
        }
        assertThat(replaced).isTrue();
        assertThat(operations).as("operations of a round").isGreaterThan(20);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 3, 4})
    void a_start_that_crashes_while_it_completes_a_swap_is_completed_by_the_next(long seed) {
        int decided = 0;
        for (int left = 0; left < 12; left++) {
            CompactedLog house = log();
            long end = house.log.logEndOffset();
            house.disk.killProcess();
            try {
                // the rename that decides, and the folder's sync behind it
                house.compact(new CrashingStorage(house.disk, 1, 1).storage(), 1 << 16, 0, end);
            } catch (CrashingStorage.Crash e) {
                crash(house, seed);
                decided++;
            }
            try {
                SegmentSwap.finishInterrupted(new CrashingStorage(house.disk, left).storage(), CompactedLog.FOLDER);
            } catch (CrashingStorage.Crash e) {
                crash(house, seed);
            }
            boolean replaced = checkOpened(house, true, "after " + left);
            assertThat(replaced).isTrue();
        }
        assertThat(decided).isEqualTo(12);
    }

    /** All four segments, or the one that takes their place; once that was so, it stays so. */
    private static boolean checkOpened(CompactedLog house, boolean replaced, String when) {
        house.open();
        List<String> found = values(house);
        List<String> compacted = List.of("only0=x", "only1=x", "only2=x", "a=a3", "b=b3", "only3=x");
        if (replaced || found.size() == compacted.size()) {
            assertThat(found).as(when).isEqualTo(compacted);
        } else {
            assertThat(found).as(when).hasSize(3 * SEGMENTS).containsAll(compacted);
        }
        assertThat(house.disk.list(CompactedLog.FOLDER)).as(when)
                .noneMatch(name -> name.endsWith(SegmentSwap.SWAP) || name.endsWith(SegmentSwap.CLEANED)
                        || name.endsWith(".deleted"));
        return found.size() == compacted.size();
    }
}
