package dev.tidemark.broker.request;

import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.log.LogDirContents;
import dev.tidemark.log.LogView;
import dev.tidemark.log.PartitionLog;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.message.DescribeLogDirsRequest;
import dev.tidemark.protocol.message.DescribeLogDirsRequest.DescribableLogDirTopic;
import dev.tidemark.protocol.message.DescribeLogDirsResponse;
import dev.tidemark.protocol.message.DescribeLogDirsResponse.DescribeLogDirsPartition;
import dev.tidemark.protocol.message.DescribeLogDirsResponse.DescribeLogDirsResult;
import dev.tidemark.protocol.message.DescribeLogDirsResponse.DescribeLogDirsTopic;
import dev.tidemark.storage.Storage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * DescribeLogDirs 1 to 5: every data folder with the partitions that were asked for; a folder whose disk failed has KAFKA_STORAGE_ERROR. Asked of the
 * disk's executor, since a disk may answer slowly.
 */
final class DescribeLogDirsHandler implements RequestHandler<DescribeLogDirsRequest, DescribeLogDirsResponse> {

    private static final Logger LOG = LoggerFactory.getLogger(DescribeLogDirsHandler.class);

    private final Supplier<List<LogDirContents>> dirs;
    private final Storage storage;
    private final Executor disk;

    DescribeLogDirsHandler(Supplier<List<LogDirContents>> dirs, Storage storage, Executor disk) {
        this.dirs = dirs;
        this.storage = storage;
        this.disk = disk;
    }

    @Override
    public CompletionStage<DescribeLogDirsResponse> handle(RequestContext context, DescribeLogDirsRequest request) {
        Predicate<TopicPartition> asked = asked(request.topics());
        return CompletableFuture.supplyAsync(() -> {
            List<DescribeLogDirsResult> results = new ArrayList<>();
            for (LogDirContents dir : dirs.get()) {
                results.add(described(dir, asked));
            }
            return new DescribeLogDirsResponse(0, ErrorCode.NONE.code(), results);
        }, disk);
    }

    private static Predicate<TopicPartition> asked(@Nullable List<DescribableLogDirTopic> topics) {
        if (topics == null) {
            return partition -> true;
        }
        Set<TopicPartition> asked = new HashSet<>();
        for (DescribableLogDirTopic topic : topics) {
            for (int index : topic.partitions()) {
                if (index >= 0) {
                    asked.add(new TopicPartition(topic.topic(), index));
                }
            }
        }
        return asked::contains;
    }

    private DescribeLogDirsResult described(LogDirContents dir, Predicate<TopicPartition> asked) {
        DescribeLogDirsResult.Builder result = DescribeLogDirsResult.builder().logDir(dir.path().toString());
        if (dir.failure() != null) {
            return failed(result);
        }
        try {
            return result.totalBytes(storage.totalBytes(dir.path()))
                    .usableBytes(storage.usableBytes(dir.path()))
                    .topics(topics(dir.logs(), asked))
                    .build();
        } catch (TidemarkException disk) {
            LOG.warn("the disk of {} does not say how large it is", dir.path(), disk);
            return failed(result);
        }
    }

    private static DescribeLogDirsResult failed(DescribeLogDirsResult.Builder result) {
        return result.errorCode(ErrorCode.KAFKA_STORAGE_ERROR.code()).build();
    }

    private static List<DescribeLogDirsTopic> topics(List<PartitionLog> logs, Predicate<TopicPartition> asked) {
        Map<String, List<DescribeLogDirsPartition>> byTopic = new TreeMap<>();
        for (PartitionLog log : logs) {
            if (asked.test(log.partition())) {
                LogView view = log.view();
                byTopic.computeIfAbsent(log.partition().topic(), topic -> new ArrayList<>())
                        .add(new DescribeLogDirsPartition(log.partition().partition(), view.sizeInBytes(),
                                Math.max(0, view.highWatermark() - view.logEndOffset()), false));
            }
        }
        List<DescribeLogDirsTopic> topics = new ArrayList<>(byTopic.size());
        byTopic.forEach((topic, partitions) -> topics.add(new DescribeLogDirsTopic(topic, partitions)));
        return topics;
    }
}
