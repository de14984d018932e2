package dev.tidemark.protocol.message;

import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.codec.Absent;
import dev.tidemark.protocol.codec.Api;
import dev.tidemark.protocol.codec.Versions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Moves partitions to other brokers, or with null replicas cancels a move (API 45, KIP-455).
 *
 * <ul>
 * <li>1: adds {@code allowReplicationFactorChange} (KIP-860)</li>
 * </ul>
 */
@Api(key = ApiKey.ALTER_PARTITION_REASSIGNMENTS, versions = "0-1", flexible = "0+")
public record AlterPartitionReassignmentsRequest(
        @Absent("60000") int timeoutMs,
        @Versions("1+") @Absent("true") boolean allowReplicationFactorChange,
        List<ReassignableTopic> topics) implements Request {

    /** The partitions of one topic. */
    public record ReassignableTopic(String name, List<ReassignablePartition> partitions) {}

    /** Where one partition is to lie; null cancels its move. */
    public record ReassignablePartition(
            int partitionIndex,
            @Absent("null") @Nullable List<Integer> replicas) {}
}
