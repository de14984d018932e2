package dev.tidemark.protocol.message;

import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.codec.Absent;
import dev.tidemark.protocol.codec.Api;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks for the moves under way; null asks for all of them (API 46, KIP-455). */
@Api(key = ApiKey.LIST_PARTITION_REASSIGNMENTS, versions = "0", flexible = "0+")
public record ListPartitionReassignmentsRequest(
        @Absent("60000") int timeoutMs,
        @Absent("null") @Nullable List<ListPartitionReassignmentsTopics> topics) implements Request {

    /** The partitions of one topic. */
    public record ListPartitionReassignmentsTopics(String name, List<Integer> partitionIndexes) {}
}
