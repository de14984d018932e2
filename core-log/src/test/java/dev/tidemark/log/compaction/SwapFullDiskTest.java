package dev.tidemark.log.compaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.log.AppendResult;
import dev.tidemark.log.CompactionRound;
import dev.tidemark.record.BatchStamp;
import dev.tidemark.record.CompressionType;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A disk that has no room for names in the middle of a swap, at every single operation of it. */
class SwapFullDiskTest {

    private static final int SEGMENTS = 4;
    private static final List<String> COMPACTED = List.of("only0=x", "only1=x", "only2=x", "a=a3", "only3=x");

    private static CompactedLog log() {
        CompactedLog house = new CompactedLog().open();
        for (int segment = 0; segment < SEGMENTS; segment++) {
            append(house, "a", "a" + segment, "only" + segment, "x");
            house.log.roll();
        }
        house.commit();
        return house;
    }

    private static void append(CompactedLog house, String... keysAndValues) {
        assertThat(house.append(BatchStamp.plain(), CompressionType.NONE, keysAndValues))
                .isInstanceOf(AppendResult.Appended.class);
    }

    private static List<String> values(CompactedLog house) {
        return house.readAll().stream().map(found -> found.key() + "=" + found.value()).toList();
    }

    /** While a swap waits for room: everything is read, and appends go on. */
    private static final class Waits implements Compaction.Pace {

        private final CompactedLog house;
        private final List<String> appended = new ArrayList<>();

        Waits(CompactedLog house) {
            this.house = house;
        }

        @Override
        public void beforeBatch(int bytes) {}

        @Override
        public void beforeRetry() {
            house.crashing.sparing(() -> {
                append(house, "later" + appended.size(), "y");
                appended.add("later" + appended.size() + "=y");
                house.commit();
                assertThat(values(house)).hasSize(2 * SEGMENTS + appended.size()).containsAll(COMPACTED);
            });
        }
    }

    private static void checkCompacted(CompactedLog house, List<String> appended, String when) {
        List<String> expected = new ArrayList<>(COMPACTED);
        expected.addAll(appended);
        assertThat(values(house)).as(when).isEqualTo(expected);
        assertThat(house.disk.list(CompactedLog.FOLDER)).as(when)
                .noneMatch(name -> name.endsWith(SegmentSwap.SWAP) || name.endsWith(SegmentSwap.CLEANED)
                        || name.endsWith(".deleted"));
    }

    @Test
    void the_log_serves_on_and_the_swap_is_completed_once_there_is_room() {
        int withdrawn = 0;
        int waited = 0;
        boolean full = true;
        for (int name = 0; full; name++) {
            CompactedLog house = log();
            Waits waits = new Waits(house);
            String when = "change of a name " + name;
            house.crashing.fillForNames(name, 3);
            CompactionRound round = house.log.compaction().begin(1 << 16, waits);
            long reached = -1;
            try {
                reached = round.run(house.log.compaction()::replace);
                waited += waits.appended.size();
            } catch (TidemarkException disk) {
                assertThat(disk.code()).isEqualTo(FailureCode.DISK_FULL);
                withdrawn++;
            }
            full = house.crashing.wasFullForNames();
            house.crashing.fillForNames(0, 0);
            house.log.compaction().end(reached);
            if (reached < 0) {
                assertThat(values(house)).as(when).hasSize(2 * SEGMENTS);
                CompactionRound next = house.log.compaction().begin(1 << 16, waits);
                house.log.compaction().end(next.run(house.log.compaction()::replace));
            }
            checkCompacted(house, waits.appended, when);
            assertThat(house.log.failure()).as(when).isNull();
            append(house, "after", "z");
            waits.appended.add("after=z");
            house.commit();
            house.disk.killProcess();
            house.open();
            checkCompacted(house, waits.appended, when + ", opened again");
        }
        assertThat(withdrawn).as("before the decision").isPositive();
        assertThat(waited).as("after it").isGreaterThan(20);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 3})
    void a_round_that_may_not_wait_stops_the_log_and_the_next_start_completes_the_swap(long seed) {
        int interrupted = 0;
        for (int name = 0; name < 30; name++) {
            CompactedLog house = log();
            house.crashing.fillForNames(name, 1);
            CompactionRound round = house.log.compaction().begin(1 << 16, bytes -> {});
            try {
                round.run(house.log.compaction()::replace);
                continue;
            } catch (SwapInterrupted full) {
                house.log.compaction().failed(full);
                house.log.compaction().end(-1);
                interrupted++;
            } catch (TidemarkException withdrawn) {
                continue;
            }
            assertThat(values(house)).as("served from what is held").hasSize(2 * SEGMENTS);
            assertThatThrownBy(() -> append(house, "a", "b")).isInstanceOf(TidemarkException.class);
            if (seed == 0) {
                house.disk.killProcess();
                house.open();
                checkCompacted(house, List.of(), "change of a name " + name);
            } else {
                house.disk.losePower(new SplittableRandom(seed));
                house.open();
                assertThat(values(house)).as("change of a name " + name).containsAll(COMPACTED);
            }
        }
        assertThat(interrupted).isGreaterThan(20);
    }
}
