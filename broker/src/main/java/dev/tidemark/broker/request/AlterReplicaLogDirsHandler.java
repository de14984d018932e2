package dev.tidemark.broker.request;

import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.log.LogDirContents;
import dev.tidemark.log.PartitionLog;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.message.AlterReplicaLogDirsRequest;
import dev.tidemark.protocol.message.AlterReplicaLogDirsRequest.AlterReplicaLogDir;
import dev.tidemark.protocol.message.AlterReplicaLogDirsRequest.AlterReplicaLogDirTopic;
import dev.tidemark.protocol.message.AlterReplicaLogDirsResponse;
import dev.tidemark.protocol.message.AlterReplicaLogDirsResponse.AlterReplicaLogDirPartitionResult;
import dev.tidemark.protocol.message.AlterReplicaLogDirsResponse.AlterReplicaLogDirTopicResult;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * AlterReplicaLogDirs 1 and 2. A partition that lies in the folder already is where it should be. Moving one to another folder is not served: it gets
 * POLICY_VIOLATION, after the errors that Kafka has: LOG_DIR_NOT_FOUND, KAFKA_STORAGE_ERROR for a folder whose disk failed, REPLICA_NOT_AVAILABLE.
 */
final class AlterReplicaLogDirsHandler
        implements
        RequestHandler<AlterReplicaLogDirsRequest, AlterReplicaLogDirsResponse> {

    private static final Logger LOG = LoggerFactory.getLogger(AlterReplicaLogDirsHandler.class);

    private final Supplier<List<LogDirContents>> dirs;

    AlterReplicaLogDirsHandler(Supplier<List<LogDirContents>> dirs) {
        this.dirs = dirs;
    }

    @Override
    public CompletionStage<AlterReplicaLogDirsResponse> handle(RequestContext context,
            AlterReplicaLogDirsRequest request) {
        Map<TopicPartition, LogDirContents> places = new HashMap<>();
        Map<String, LogDirContents> byPath = new HashMap<>();
        for (LogDirContents dir : dirs.get()) {
            byPath.put(dir.path().toString(), dir);
            for (PartitionLog log : dir.logs()) {
                places.put(log.partition(), dir);
            }
        }
        Map<String, List<AlterReplicaLogDirPartitionResult>> results = new TreeMap<>();
        for (AlterReplicaLogDir asked : request.dirs()) {
            LogDirContents target = byPath.get(absolute(asked.path()));
            for (AlterReplicaLogDirTopic topic : asked.topics()) {
                List<AlterReplicaLogDirPartitionResult> partitions = results.computeIfAbsent(topic.name(),
                        name -> new ArrayList<>());
                for (int index : topic.partitions()) {
                    LogDirContents place = index < 0 ? null : places.get(new TopicPartition(topic.name(), index));
                    ErrorCode error = move(topic.name(), index, place, target);
                    partitions.add(new AlterReplicaLogDirPartitionResult(index, error.code()));
                }
            }
        }
        List<AlterReplicaLogDirTopicResult> topics = new ArrayList<>(results.size());
        results.forEach((topic, partitions) -> topics.add(new AlterReplicaLogDirTopicResult(topic, partitions)));
        return CompletableFuture.completedFuture(new AlterReplicaLogDirsResponse(0, topics));
    }

    private static ErrorCode move(String topic, int index, @Nullable LogDirContents place,
            @Nullable LogDirContents target) {
        if (target == null) {
            return ErrorCode.LOG_DIR_NOT_FOUND;
        }
        if (target.failure() != null) {
            return ErrorCode.KAFKA_STORAGE_ERROR;
        }
        if (place == null) {
            return ErrorCode.REPLICA_NOT_AVAILABLE;
        }
        if (place.path().equals(target.path())) {
            return ErrorCode.NONE;
        }
        LOG.warn("{}-{} stays in {}: this broker does not move partitions between its data folders", topic, index,
                place.path());
        return ErrorCode.POLICY_VIOLATION;
    }

    private static String absolute(String path) {
        try {
            return Path.of(path).toAbsolutePath().toString();
        } catch (InvalidPathException notAPath) {
            return path;
        }
    }
}
