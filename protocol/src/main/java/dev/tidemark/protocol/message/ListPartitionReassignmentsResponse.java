package dev.tidemark.protocol.message;

import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.codec.Api;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The moves under way. */
@Api(key = ApiKey.LIST_PARTITION_REASSIGNMENTS, versions = "0", flexible = "0+")
public record ListPartitionReassignmentsResponse(
        int throttleTimeMs,
        short errorCode,
        @Nullable String errorMessage,
        List<OngoingTopicReassignment> topics) implements Response {

    /** The partitions of one topic. */
    public record OngoingTopicReassignment(String name, List<OngoingPartitionReassignment> partitions) {}

    /** One move. */
    public record OngoingPartitionReassignment(
            int partitionIndex,
            List<Integer> replicas,
            List<Integer> addingReplicas,
            List<Integer> removingReplicas) {}
}
