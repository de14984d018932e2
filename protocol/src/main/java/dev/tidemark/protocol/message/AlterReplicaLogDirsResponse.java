package dev.tidemark.protocol.message;

import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.codec.Api;
import java.util.List;

/**
 * Whether each replica moves.
 *
 * <ul>
 * <li>2: first flexible version (compact lengths, tagged fields)</li>
 * </ul>
 */
@Api(key = ApiKey.ALTER_REPLICA_LOG_DIRS, versions = "1-2", flexible = "2+")
public record AlterReplicaLogDirsResponse(
        int throttleTimeMs,
        List<AlterReplicaLogDirTopicResult> results) implements Response {

    /** The partitions of one topic. */
    public record AlterReplicaLogDirTopicResult(String topicName, List<AlterReplicaLogDirPartitionResult> partitions) {}

    /** The outcome for one partition. */
    public record AlterReplicaLogDirPartitionResult(int partitionIndex, short errorCode) {}
}
