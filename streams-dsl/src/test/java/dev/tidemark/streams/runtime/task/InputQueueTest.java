package dev.tidemark.streams.runtime.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.core.failure.InvariantFailure;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.record.BatchStamp;
import dev.tidemark.record.Headers;
import dev.tidemark.record.RecordBatchBuilder;
import dev.tidemark.record.RecordBytes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class InputQueueTest {

    private final InputQueue queue = new InputQueue(new TopicPartition("t", 0));

    @Test
    void records_come_in_order_and_the_position_is_behind_the_last() {
        queue.deliver(batch(0, 3), 0);
        queue.deliver(batch(3, 2), 3);
        assertThat(queue.bufferedBytes()).isPositive();
        assertThat(all()).containsExactly(0L, 1L, 2L, 3L, 4L);
        assertThat(queue.position()).isEqualTo(5);
        assertThat(queue.bufferedBytes()).isZero();
    }

    @Test
    void records_that_were_processed_before_are_passed_over() {
        queue.restart(2);
        queue.deliver(batch(0, 4), 2);
        assertThat(all()).containsExactly(2L, 3L);
    }

    @Test
    void what_carries_no_records_moves_the_position_once_the_rest_is_processed() {
        queue.deliver(batch(0, 2), 0);
        queue.readUpTo(9);
        assertThat(queue.position()).isZero();
        assertThat(all()).containsExactly(0L, 1L);
        assertThat(queue.position()).isEqualTo(9);
    }

    @Test
    void the_declared_end_is_reached_by_position_and_nothing_behind_it_is_processed() {
        queue.endAt(3);
        queue.deliver(batch(0, 5), 0);
        assertThat(queue.atEnd()).isFalse();
        assertThat(all()).containsExactly(0L, 1L, 2L);
        assertThat(queue.atEnd()).isTrue();
        assertThat(queue.position()).isEqualTo(3);
    }

    @Test
    void an_end_where_nothing_was_ever_written_is_reached_at_once() {
        queue.endAt(0);
        assertThat(queue.atEnd()).isTrue();
    }

    @Test
    void an_end_behind_control_records_is_reached_when_the_reader_says_so() {
        queue.deliver(batch(0, 1), 0);
        queue.endAt(2);
        assertThat(all()).containsExactly(0L);
        assertThat(queue.atEnd()).isFalse();
        queue.readUpTo(2);
        assertThat(queue.atEnd()).isTrue();
    }

    @Test
    void bytes_are_released_when_they_are_done_with_or_dropped() {
        List<String> released = new ArrayList<>();
        queue.deliver(leased(batch(0, 1), () -> released.add("first")), 0);
        queue.deliver(leased(batch(1, 1), () -> released.add("second")), 1);
        queue.next();
        assertThat(released).isEmpty();
        queue.next();
        assertThat(released).containsExactly("first");
        queue.restart(0);
        assertThat(released).containsExactly("first", "second");
        assertThat(queue.next()).isFalse();
    }

    @Test
    void a_delivery_from_the_past_is_a_bug_of_the_worker() {
        queue.restart(7);
        assertThatThrownBy(() -> queue.deliver(batch(5, 1), 5)).isInstanceOf(InvariantFailure.class);
    }

    private List<Long> all() {
        List<Long> offsets = new ArrayList<>();
        while (queue.next()) {
            offsets.add(queue.record().offset());
        }
        return offsets;
    }

    private static RecordBytes batch(long baseOffset, int records) {
        RecordBatchBuilder builder = new RecordBatchBuilder(10_000);
        for (int i = 0; i < records; i++) {
            builder.append(i, (ByteBuffer) null, ByteBuffer.wrap(new byte[]{1}), Headers.none());
        }
        return RecordBytes.of(builder.finish(BatchStamp.plain().at(baseOffset, 0)));
    }

    private static RecordBytes leased(RecordBytes bytes, Runnable onRelease) {
        return new RecordBytes() {
            @Override
            public int sizeInBytes() {
                return bytes.sizeInBytes();
            }

            @Override
            public ByteBuffer buffer() {
                return bytes.buffer();
            }

            @Override
            public void release() {
                onRelease.run();
            }
        };
    }
}
