package dev.tidemark.protocol.message;

import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.codec.Api;
import java.util.List;

/**
 * Asks for replicas to be moved to other data folders of the broker (API 34).
 *
 * <ul>
 * <li>2: first flexible version (compact lengths, tagged fields)</li>
 * </ul>
 */
@Api(key = ApiKey.ALTER_REPLICA_LOG_DIRS, versions = "1-2", flexible = "2+")
public record AlterReplicaLogDirsRequest(
        List<AlterReplicaLogDir> dirs) implements Request {

    /** What is to lie in one folder. */
    public record AlterReplicaLogDir(String path, List<AlterReplicaLogDirTopic> topics) {}

    /** The partitions of one topic. */
    public record AlterReplicaLogDirTopic(String name, List<Integer> partitions) {}
}
