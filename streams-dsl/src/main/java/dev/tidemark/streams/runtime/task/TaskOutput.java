package dev.tidemark.streams.runtime.task;

import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.record.Headers;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Where a task writes records of its open interval: sinks, edges, markers, late outputs, changelogs. They reach the
 * cluster with the interval's transaction or not at all. Confined to the worker's loop; per partition the order is that of
 * the calls. The buffers are read during the call only.
 */
public interface TaskOutput {

    /**
     * Appends one record.
     *
     * @param timestampMs the record's own time
     * @param key from position to limit; null: no key
     * @param value likewise; null: a tombstone
     * @param headers {@link Headers#none()} for most records
     */
    void write(TopicPartition partition, long timestampMs, @Nullable ByteBuffer key, @Nullable ByteBuffer value,
            Headers headers);

    /**
     * As {@link #write}, for what says that all before it is there: where the interval is no transaction, it leaves when everything else is
     * acknowledged.
     */
    default void writeBehind(TopicPartition partition, long timestampMs, @Nullable ByteBuffer key,
            @Nullable ByteBuffer value, Headers headers) {
        write(partition, timestampMs, key, value, headers);
    }

    /** How many partitions a topic has: the user's output, or an internal one. */
    int partitionCount(String topic);
}
