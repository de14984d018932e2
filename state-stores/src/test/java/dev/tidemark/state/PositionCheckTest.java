package dev.tidemark.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The identity of a position, case by case. */
class PositionCheckTest {

    private static final UUID TOPIC = new UUID(7, 7);
    private static final long NOW = 1_700_000_000_000L;
    private static final long KEPT = StorePosition.TOMBSTONES_KEPT_MS;
    private static final long NEVER_TRIMMED = Long.MIN_VALUE;

    private final StorePosition position = new StorePosition(TOPIC, 3, 100, 5, NOW - 1_000);

    @Test
    void a_position_within_its_log_is_good() {
        assertThat(judge(facts(0, 500, 300))).isNull();
        assertThat(judge(facts(100, 100, 100))).as("start, end and epoch right at it").isNull();
    }

    @Test
    void no_position_is_no_content() {
        assertThat(PositionCheck.judge(null, facts(0, 0, 0), NEVER_TRIMMED, NOW))
                .isEqualTo(RebuildReason.NOTHING_LOCAL);
    }

    @Test
    void another_topic_or_partition_is_another_log() {
        assertThat(judge(new ChangelogFacts(new UUID(7, 8), 3, 0, 500, 300, KEPT)))
                .isEqualTo(RebuildReason.TOPIC_RECREATED);
        assertThat(judge(new ChangelogFacts(TOPIC, 4, 0, 500, 300, KEPT))).isEqualTo(RebuildReason.TOPIC_RECREATED);
    }

    @Test
    void an_end_before_the_position_is_a_cut_log() {
        assertThat(judge(facts(0, 99, 99))).isEqualTo(RebuildReason.BEYOND_END);
    }

    @Test
    void a_start_behind_the_position_is_missed_records_unless_we_trimmed_them() {
        assertThat(judge(facts(101, 500, 300))).isEqualTo(RebuildReason.BELOW_START);
        assertThat(PositionCheck.judge(position, facts(101, 500, 300), 101, NOW)).isNull();
        assertThat(PositionCheck.judge(position, facts(102, 500, 300), 101, NOW)).as("somebody trimmed more")
                .isEqualTo(RebuildReason.BELOW_START);
    }

    @Test
    void an_epoch_that_ended_before_the_position_is_a_truncated_log() {
        assertThat(judge(facts(0, 500, 99))).isEqualTo(RebuildReason.EPOCH_TRUNCATED);
        assertThat(judge(facts(0, 500, ChangelogFacts.UNKNOWN))).isNull();
    }

    @Test
    void an_old_position_may_have_missed_tombstones_if_anything_came_since() {
        long old = NOW + KEPT / 7 * 6;
        assertThat(PositionCheck.judge(position, facts(0, 500, 300), NEVER_TRIMMED, old))
                .isEqualTo(RebuildReason.TOO_OLD);
        assertThat(PositionCheck.judge(position, facts(0, 500, 300), NEVER_TRIMMED, old - 2_000)).isNull();
        assertThat(PositionCheck.judge(position, facts(0, 100, 100), NEVER_TRIMMED, NOW + 10 * KEPT))
                .as("nothing came since")
                .isNull();
    }

    private RebuildReason judge(ChangelogFacts facts) {
        return PositionCheck.judge(position, facts, NEVER_TRIMMED, NOW);
    }

    private static ChangelogFacts facts(long start, long end, long endOfEpoch) {
        return new ChangelogFacts(TOPIC, 3, start, end, endOfEpoch, KEPT);
    }
}
