package dev.tidemark.streams.runtime.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.client.consumer.BatchConsumer;
import dev.tidemark.client.consumer.FetchedRecords;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.record.RecordBytes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A partition whose offset is gone, and who hears of it. */
class FetchedReadsTest {

    private static final TopicPartition PARTITION = new TopicPartition("app-by-key-repartition", 1);

    private final RestingConsumer consumer = new RestingConsumer();
    private final FetchedReads reads = new FetchedReads(consumer);
    private final Taker taker = new Taker();

    @BeforeEach
    void read() {
        reads.start(PARTITION, 7, taker);
    }

    @Test
    void the_taker_hears_once_of_an_offset_that_is_gone() {
        consumer.trouble.outOfRange(PARTITION, 7);
        assertThat(taker.gone).as("the consumer is at work").isEmpty();
        assertThat(reads.pump(1)).isTrue();
        assertThat(reads.pump(1)).isFalse();
        assertThat(taker.gone).containsExactly(7L);
    }

    @Test
    void nobody_hears_of_a_partition_that_was_let_go_of() {
        consumer.trouble.outOfRange(PARTITION, 7);
        reads.stop(PARTITION);
        reads.pump(1);
        assertThat(taker.gone).isEmpty();
    }

    @Test
    void reading_on_from_another_offset_begins_anew() {
        consumer.trouble.outOfRange(PARTITION, 7);
        reads.seek(PARTITION, 9);
        reads.pump(1);
        assertThat(taker.gone).isEmpty();
    }

    @Test
    void all_is_read_when_each_partition_is_read_up_to_what_its_broker_says_is_visible() {
        TopicPartition other = new TopicPartition("in", 0);
        assertThat(reads.caughtUp()).as("no broker has answered").isFalse();
        consumer.at(PARTITION, 7, 9);
        assertThat(reads.caughtUp()).as("two are left").isFalse();
        consumer.at(PARTITION, 9, 9);
        assertThat(reads.caughtUp()).isTrue();
        reads.start(other, 0, taker);
        assertThat(reads.caughtUp()).as("nobody has answered for the other").isFalse();
        consumer.at(other, 0, 0);
        assertThat(reads.caughtUp()).as("it is empty").isTrue();
        consumer.at(PARTITION, 7, 9);
        assertThat(reads.caughtUp()).as("it is read again").isFalse();
        reads.stop(PARTITION);
        assertThat(reads.caughtUp()).as("nobody reads it any more").isTrue();
    }

    /** Remembers what it was told is gone. */
    private static final class Taker implements PartitionSink {

        private final List<Long> gone = new ArrayList<>();

        @Override
        public void deliver(RecordBytes batches, long fromOffset) {
            throw new IllegalStateException("nothing is fetched here");
        }

        @Override
        public void readUpTo(long offset) {}

        @Override
        public void outOfRange(long offset) {
            gone.add(offset);
        }
    }

    /** Never has anything to take. */
    private static final class RestingConsumer implements BatchConsumer {

        private final Map<TopicPartition, Long> positions = new HashMap<>();
        private final Map<TopicPartition, Long> stable = new HashMap<>();
        private Trouble trouble;

        void at(TopicPartition partition, long position, long lastStableOffset) {
            positions.put(partition, position);
            stable.put(partition, lastStableOffset);
        }

        @Override
        public void onTrouble(Trouble listener) {
            trouble = listener;
        }

        @Override
        public FetchedRecords take() {
            return null;
        }

        @Override
        public void assign(Collection<TopicPartition> partitions) {}

        @Override
        public Set<TopicPartition> assignment() {
            return Set.of();
        }

        @Override
        public void seek(TopicPartition partition, long offset, int leaderEpoch) {}

        @Override
        public void pause(Collection<TopicPartition> partitions) {}

        @Override
        public void resume(Collection<TopicPartition> partitions) {}

        @Override
        public long position(TopicPartition partition) {
            return positions.getOrDefault(partition, -1L);
        }

        @Override
        public long highWatermark(TopicPartition partition) {
            return -1;
        }

        @Override
        public long lastStableOffset(TopicPartition partition) {
            return stable.getOrDefault(partition, -1L);
        }

        @Override
        public long logStartOffset(TopicPartition partition) {
            return -1;
        }

        @Override
        public void onAvailable(Runnable listener) {}

        @Override
        public CompletionStage<Map<TopicPartition, Long>> offsetsFor(Map<TopicPartition, Long> timestampsMs,
                boolean readCommitted) {
            return CompletableFuture.completedFuture(Map.of());
        }

        @Override
        public void close() {}
    }
}
