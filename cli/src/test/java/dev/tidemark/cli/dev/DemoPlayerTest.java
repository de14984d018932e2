package dev.tidemark.cli.dev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.cli.demo.DemoInput;
import dev.tidemark.cli.demo.DemoRecord;
import dev.tidemark.client.producer.Murmur2;
import dev.tidemark.client.producer.Producer;
import dev.tidemark.client.producer.ProducerRecord;
import dev.tidemark.client.producer.RecordMetadata;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.core.loop.Clock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Rows become records, in order, and a second start goes on behind what was acknowledged. */
class DemoPlayerTest {

    private static final int PARTITIONS = 4;
    private static final int ROWS = 200;

    private final List<ProducerRecord> written = new ArrayList<>();
    private int failAt = Integer.MAX_VALUE;

    @Test
    void rows_go_to_the_partitions_of_their_keys_in_their_order() throws InterruptedException {
        long rows = player(Speed.parse("max")).play(new Rows(), new long[PARTITIONS]);
        assertThat(rows).isEqualTo(ROWS);
        assertThat(written).hasSize(ROWS);
        assertThat(written).allSatisfy(
                record -> assertThat(record.partition()).isEqualTo(Murmur2.partition(record.key(), PARTITIONS)));
        assertThat(written.stream().map(ProducerRecord::timestampMs)).isSorted();
    }

    @Test
    void playing_goes_on_behind_what_each_partition_has() throws InterruptedException {
        player(Speed.parse("max")).play(new Rows(), new long[PARTITIONS]);
        List<ProducerRecord> all = List.copyOf(written);
        long[] acknowledged = {7, 0, 31, 2};
        written.clear();

        long rows = player(Speed.parse("max")).play(new Rows(), acknowledged);

        assertThat(rows).isEqualTo(ROWS);
        for (int p = 0; p < PARTITIONS; p++) {
            int partition = p;
            List<Long> expected = all.stream()
                    .filter(record -> record.partition() == partition)
                    .skip(acknowledged[partition])
                    .map(ProducerRecord::timestampMs)
                    .toList();
            assertThat(
                    written.stream().filter(record -> record.partition() == partition).map(ProducerRecord::timestampMs))
                    .as("partition " + partition)
                    .containsExactlyElementsOf(expected);
        }
    }

    @Test
    void a_row_that_is_not_acknowledged_ends_the_play() {
        failAt = 50;
        assertThatThrownBy(() -> player(Speed.parse("max")).play(new Rows(), new long[PARTITIONS]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("refused");
        assertThat(written).hasSize(50);
    }

    @Test
    void a_stopped_player_does_not_wait_for_the_next_row() throws InterruptedException {
        DemoPlayer slow = player(Speed.parse("0.000001"));
        slow.stop();
        assertThat(slow.play(new Rows(), new long[PARTITIONS])).isZero();
        assertThat(written).isEmpty();
    }

    private DemoPlayer player(Speed speed) {
        return new DemoPlayer(new Recording(), "rows", speed, Clock.system());
    }

    private static final class Rows implements DemoInput {
        private int next;

        @Override
        public @Nullable DemoRecord next() {
            if (next == ROWS) {
                return null;
            }
            int row = next++;
            byte[] key = ("key-" + row % 37).getBytes(StandardCharsets.UTF_8);
            return new DemoRecord(key, new byte[]{1}, row * 1000L, row + 2);
        }

        @Override
        public String source() {
            return "rows";
        }

        @Override
        public void close() {}
    }

    private final class Recording implements Producer {

        @Override
        public CompletableFuture<RecordMetadata> send(ProducerRecord record) {
            if (written.size() == failAt) {
                return CompletableFuture.failedFuture(new IllegalArgumentException("refused"));
            }
            written.add(record);
            return CompletableFuture
                    .completedFuture(new RecordMetadata(new TopicPartition(record.topic(), record.partition()), 0, 0));
        }

        @Override
        public CompletableFuture<Void> flush() {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void close(Duration timeout) {}

        @Override
        public void close() {}
    }
}
