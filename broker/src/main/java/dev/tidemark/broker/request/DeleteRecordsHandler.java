package dev.tidemark.broker.request;

import dev.tidemark.broker.metadata.TopicImage;
import dev.tidemark.broker.partition.Partition;
import dev.tidemark.broker.partition.Partitions;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.message.DeleteRecordsRequest;
import dev.tidemark.protocol.message.DeleteRecordsRequest.DeleteRecordsPartition;
import dev.tidemark.protocol.message.DeleteRecordsRequest.DeleteRecordsTopic;
import dev.tidemark.protocol.message.DeleteRecordsResponse;
import dev.tidemark.protocol.message.DeleteRecordsResponse.DeleteRecordsPartitionResult;
import dev.tidemark.protocol.message.DeleteRecordsResponse.DeleteRecordsTopicResult;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** DeleteRecords: moves the start of logs forward, each on its owner's loop. */
public final class DeleteRecordsHandler implements RequestHandler<DeleteRecordsRequest, DeleteRecordsResponse> {

    private static final Logger LOG = LoggerFactory.getLogger(DeleteRecordsHandler.class);
    private static final long NO_LOW_WATERMARK = -1;

    private final Partitions partitions;

    public DeleteRecordsHandler(Partitions partitions) {
        this.partitions = partitions;
    }

    @Override
    public CompletionStage<DeleteRecordsResponse> handle(RequestContext context, DeleteRecordsRequest request) {
        List<CompletableFuture<DeleteRecordsTopicResult>> topics = new ArrayList<>();
        for (DeleteRecordsTopic topic : request.topics()) {
            List<CompletableFuture<DeleteRecordsPartitionResult>> results = new ArrayList<>();
            for (DeleteRecordsPartition asked : topic.partitions()) {
                results.add(delete(topic.name(), asked).toCompletableFuture());
            }
            topics.add(all(results).thenApply(done -> new DeleteRecordsTopicResult(topic.name(), done)));
        }
        return all(topics).thenApply(done -> new DeleteRecordsResponse(0, done));
    }

    private CompletionStage<DeleteRecordsPartitionResult> delete(String topic, DeleteRecordsPartition asked) {
        Partition partition = partitions.find(new TopicPartition(topic, asked.partitionIndex()));
        if (partition == null) {
            return failed(asked, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
        }
        if (TopicImage.internal(topic)) {
            return failed(asked, ErrorCode.INVALID_TOPIC_EXCEPTION);
        }
        if (!partition.config().deletes()) {
            return failed(asked, ErrorCode.POLICY_VIOLATION);
        }
        return partition.deleteRecordsBefore(asked.offset())
                .handle((start, failure) -> {
                    if (failure != null) {
                        LOG.error("records of {} could not be deleted", partition.name(), failure);
                        return result(asked, NO_LOW_WATERMARK, ErrorCode.KAFKA_STORAGE_ERROR);
                    }
                    return start < 0 ? result(asked, NO_LOW_WATERMARK, ErrorCode.OFFSET_OUT_OF_RANGE)
                            : result(asked, start, ErrorCode.NONE);
                });
    }

    private static CompletionStage<DeleteRecordsPartitionResult> failed(DeleteRecordsPartition asked, ErrorCode error) {
        return CompletableFuture.completedFuture(result(asked, NO_LOW_WATERMARK, error));
    }

    private static DeleteRecordsPartitionResult result(DeleteRecordsPartition asked, long lowWatermark,
            ErrorCode error) {
        return new DeleteRecordsPartitionResult(asked.partitionIndex(), lowWatermark, error.code());
    }

    private static <T> CompletableFuture<List<T>> all(List<CompletableFuture<T>> stages) {
        return CompletableFuture.allOf(stages.toArray(CompletableFuture[]::new))
                .thenApply(done -> stages.stream().map(CompletableFuture::join).toList());
    }
}
