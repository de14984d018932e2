package dev.tidemark.cli.topic;

import dev.tidemark.client.consumer.Consumer;
import dev.tidemark.client.consumer.ConsumerRecord;
import dev.tidemark.core.id.TopicPartition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code --until end}: what was the end of each partition when reading began, and whether all of it has been read. Used by the thread that polls.
 *
 * <p>A partition is done with its last record, or, where markers and aborted records stand at its end, once the consumer stands behind them and a poll
 * that began after that brings nothing.
 */
final class ReadEnd {

    private final Consumer consumer;
    private final Map<TopicPartition, Long> open = new HashMap<>();
    private boolean standsBehind;

    ReadEnd(Consumer consumer, Map<TopicPartition, Long> ends) {
        this.consumer = consumer;
        ends.forEach((partition, end) -> {
            if (end > 0) {
                open.put(partition, end);
            }
        });
        standsBehind = everyPositionBehind();
    }

    /** Whether the record was there when reading began; notes that it has been read. */
    boolean accepts(ConsumerRecord record) {
        Long end = open.get(record.partition());
        if (end == null || record.offset() >= end) {
            return false;
        }
        if (record.offset() + 1 == end) {
            open.remove(record.partition());
            consumer.pause(List.of(record.partition()));
        }
        return true;
    }

    /** After each poll. */
    void polled(boolean nothing) {
        if (nothing && standsBehind) {
            open.clear();
        }
        standsBehind = everyPositionBehind();
    }

    boolean reached() {
        return open.isEmpty();
    }

    private boolean everyPositionBehind() {
        return open.entrySet().stream().allMatch(entry -> consumer.position(entry.getKey()) >= entry.getValue());
    }
}
