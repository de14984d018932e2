package dev.tidemark.streams.runtime.operator;

import dev.tidemark.client.producer.Murmur2;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.record.Headers;
import dev.tidemark.streams.runtime.task.TaskOutput;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Writes to one topic, by Kafka's default partitioner: the murmur2 hash of the key's bytes. A record without a key goes to
 * the partition with the task's own number, so that a replay sends it to the same. Run by its task.
 */
final class RecordWriter {

    private final TaskOutput output;
    private final TopicPartition[] partitions;
    private final int withoutKey;

    RecordWriter(TaskOutput output, String topic, int taskPartition) {
        this.output = output;
        this.partitions = new TopicPartition[output.partitionCount(topic)];
        for (int i = 0; i < partitions.length; i++) {
            partitions[i] = new TopicPartition(topic, i);
        }
        this.withoutKey = taskPartition % partitions.length;
    }

    /** @param key in an array, position to limit */
    void write(long timestampMs, @Nullable ByteBuffer key, @Nullable ByteBuffer value, Headers headers) {
        output.write(partitions[partition(key)], timestampMs, key, value, headers);
    }

    /** To every partition, behind all that was written before. */
    void writeToAll(long timestampMs, ByteBuffer value, Headers headers) {
        for (TopicPartition partition : partitions) {
            output.writeBehind(partition, timestampMs, null, value, headers);
        }
    }

    private int partition(@Nullable ByteBuffer key) {
        if (key == null) {
            return withoutKey;
        }
        if (key.hasArray()) {
            return Murmur2.partition(key.array(), key.arrayOffset() + key.position(), key.remaining(),
                    partitions.length);
        }
        byte[] copy = new byte[key.remaining()];
        key.get(key.position(), copy);
        return Murmur2.partition(copy, partitions.length);
    }
}
