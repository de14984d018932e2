package dev.tidemark.log.compaction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.log.CompactionRound;
import dev.tidemark.record.BatchStamp;
import dev.tidemark.record.CompressionType;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A round of compaction for which the disk has not enough room. */
class CompactionFullDiskTest {

    private final CompactedLog house = new CompactedLog().open();
    private final Map<String, String> expected = new TreeMap<>();

    private void fill(long room) {
        for (int i = 0; i < 12; i++) {
            String key = i % 4 == 0 ? "once" + room + i : "k" + i % 5;
            String value = room + "-" + i + "-".repeat(100);
            assertThat(house.append(BatchStamp.plain(), CompressionType.NONE, key, value)).isNotNull();
            expected.put(key, value);
            if (i % 3 == 2) {
                house.log.roll();
            }
        }
        house.commit();
    }

    private Map<String, String> found() {
        Map<String, String> found = new TreeMap<>();
        house.readAll().forEach(each -> found.put(each.key(), each.value()));
        return found;
    }

    /** Whether the round went through. */
    private boolean compact() {
        CompactionRound round = house.log.compaction().begin(1 << 16, bytes -> {});
        assertThat(round).isNotNull();
        long point = -1;
        try {
            point = round.run(house.log.compaction()::replace);
        } catch (TidemarkException full) {
            assertThat(full.code()).isEqualTo(FailureCode.DISK_FULL);
        }
        house.log.compaction().end(point);
        return point >= 0;
    }

    @Test
    void whatever_byte_it_stops_at_nothing_is_lost_and_the_next_round_goes_through() {
        int stopped = 0;
        for (long room = 0; room < 2_400; room += 61) {
            fill(room);
            long used = Long.MAX_VALUE - house.disk.usableBytes(CompactedLog.FOLDER);
            house.disk.capacityBytes(used + room);
            boolean through = compact();
            stopped += through ? 0 : 1;
            // A segment that was swapped in without room for its indexes gets them now.
            house.disk.capacityBytes(Long.MAX_VALUE);
            assertThat(found()).as("room %s", room).isEqualTo(expected);
            if (!through) {
                assertThat(compact()).as("room %s, once there is more", room).isTrue();
                assertThat(found()).as("room %s", room).isEqualTo(expected);
            }
        }
        assertThat(stopped).isGreaterThan(5);
        house.disk.killProcess();
        house.open();
        assertThat(found()).isEqualTo(expected);
        assertThat(house.log.failure()).isNull();
    }
}
