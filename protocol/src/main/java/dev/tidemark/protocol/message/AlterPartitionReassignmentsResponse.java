package dev.tidemark.protocol.message;

import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.codec.Absent;
import dev.tidemark.protocol.codec.Api;
import dev.tidemark.protocol.codec.Ignorable;
import dev.tidemark.protocol.codec.Versions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether each move was begun or cancelled.
 *
 * <ul>
 * <li>1: adds {@code allowReplicationFactorChange} (KIP-860)</li>
 * </ul>
 */
@Api(key = ApiKey.ALTER_PARTITION_REASSIGNMENTS, versions = "0-1", flexible = "0+")
public record AlterPartitionReassignmentsResponse(
        int throttleTimeMs,
        @Versions("1+") @Absent("true") @Ignorable boolean allowReplicationFactorChange,
        short errorCode,
        @Nullable String errorMessage,
        List<ReassignableTopicResponse> responses) implements Response {

    /** The partitions of one topic. */
    public record ReassignableTopicResponse(String name, List<ReassignablePartitionResponse> partitions) {}

    /** The outcome for one partition. */
    public record ReassignablePartitionResponse(
            int partitionIndex,
            short errorCode,
            @Nullable String errorMessage) {}
}
