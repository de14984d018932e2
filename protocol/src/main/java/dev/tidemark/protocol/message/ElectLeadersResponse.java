package dev.tidemark.protocol.message;

import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.codec.Api;
import dev.tidemark.protocol.codec.Versions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of each election.
 *
 * <ul>
 * <li>1: adds {@code errorCode} (KIP-460)</li>
 * <li>2: first flexible version (compact lengths, tagged fields)</li>
 * </ul>
 */
@Api(key = ApiKey.ELECT_LEADERS, versions = "0-2", flexible = "2+")
public record ElectLeadersResponse(
        int throttleTimeMs,
        @Versions("1+") short errorCode,
        List<ReplicaElectionResult> replicaElectionResults) implements Response {

    /** The partitions of one topic. */
    public record ReplicaElectionResult(String topic, List<PartitionResult> partitionResult) {}

    /** The outcome for one partition. */
    public record PartitionResult(
            int partitionId,
            short errorCode,
            @Nullable String errorMessage) {}
}
