package dev.tidemark.protocol.message;

import dev.tidemark.protocol.codec.Absent;
import dev.tidemark.protocol.codec.Payload;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the leader gives to a member, carried opaquely in {@link SyncGroupRequest}. Two bytes of version come
 * first; a reader takes versions it does not know as its newest.
 */
@Payload(versions = "0-3", flexible = "none")
public record ConsumerProtocolAssignment(
        List<TopicPartition> assignedPartitions,
        @Absent("null") @Nullable ByteBuffer userData) {

    /** Partitions of one topic. */
    public record TopicPartition(String topic, List<Integer> partitions) {}
}
