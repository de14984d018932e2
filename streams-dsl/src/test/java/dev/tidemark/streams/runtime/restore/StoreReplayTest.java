package dev.tidemark.streams.runtime.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.core.loop.ManualClock;
import dev.tidemark.record.BatchStamp;
import dev.tidemark.record.Headers;
import dev.tidemark.record.RecordBatchBuilder;
import dev.tidemark.record.RecordBytes;
import dev.tidemark.record.RecordCursor;
import dev.tidemark.state.StorePosition;
import dev.tidemark.state.StoreRestore;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class StoreReplayTest {

    private static final TopicPartition CHANGELOG = new TopicPartition("app-orders-changelog", 2);
    private static final UUID TOPIC_ID = new UUID(0, 7);
    private static final int EPOCH = 5;

    private final Gathering restore = new Gathering();
    private final StoreReplay replay = new StoreReplay("0_2", "orders", CHANGELOG, TOPIC_ID, restore, 0, 120,
            new ManualClock(0));

    /** Has enough with every third record, and notes what it hears. */
    private static final class Gathering implements StoreRestore {
        private final List<Long> applied = new ArrayList<>();
        private final List<StorePosition> told = new ArrayList<>();

        @Override
        public boolean apply(RecordCursor record) {
            applied.add(record.offset());
            return applied.size() % 3 == 0;
        }

        @Override
        public void advance(StorePosition position) {
            told.add(position);
        }

        @Override
        public void finish(StorePosition position) {
            told.add(position);
        }

        @Override
        public long recordsApplied() {
            return applied.size();
        }
    }

    private static RecordBytes batch(long baseOffset, int records) {
        RecordBatchBuilder builder = new RecordBatchBuilder(1 << 10);
        for (int i = 0; i < records; i++) {
            builder.append(0L, new byte[]{(byte) i}, new byte[1], Headers.none());
        }
        return RecordBytes.of(builder.finish(BatchStamp.plain().at(baseOffset, EPOCH)));
    }

    @Test
    void enough_within_a_batch_is_told_with_the_position_right_behind_its_record() {
        replay.deliver(batch(100, 8), 100);
        assertThat(restore.applied).containsExactly(100L, 101L, 102L, 103L, 104L, 105L, 106L, 107L);
        assertThat(restore.told).extracting(StorePosition::offset).containsExactly(103L, 106L);
        assertThat(restore.told).extracting(StorePosition::leaderEpoch).containsOnly(EPOCH);
        assertThat(restore.told).extracting(StorePosition::topicId).containsOnly(TOPIC_ID);
        assertThat(restore.told).extracting(StorePosition::partition).containsOnly(2);
    }

    @Test
    void a_position_within_a_batch_is_where_the_next_start_goes_on() {
        replay.deliver(batch(100, 8), 103);
        replay.readUpTo(108);
        assertThat(restore.applied).containsExactly(103L, 104L, 105L, 106L, 107L);
        assertThat(restore.told).extracting(StorePosition::offset).containsExactly(106L, 108L);
        assertThat(replay.done()).isNotDone();
        replay.readUpTo(120);
        assertThat(replay.done()).isCompletedWithValue(true);
    }
}
