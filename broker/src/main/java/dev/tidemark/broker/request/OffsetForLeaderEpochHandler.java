package dev.tidemark.broker.request;

import dev.tidemark.broker.partition.Partition;
import dev.tidemark.broker.partition.Partitions;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.log.EpochEnd;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.message.OffsetForLeaderEpochRequest;
import dev.tidemark.protocol.message.OffsetForLeaderEpochRequest.OffsetForLeaderPartition;
import dev.tidemark.protocol.message.OffsetForLeaderEpochRequest.OffsetForLeaderTopic;
import dev.tidemark.protocol.message.OffsetForLeaderEpochResponse;
import dev.tidemark.protocol.message.OffsetForLeaderEpochResponse.EpochEndOffset;
import dev.tidemark.protocol.message.OffsetForLeaderEpochResponse.OffsetForLeaderTopicResult;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * OffsetForLeaderEpoch 2 to 4: where an epoch of leadership ended (KIP-101, KIP-279, KIP-320). Answers from the logs' views
 * on the connection's loop.
 */
public final class OffsetForLeaderEpochHandler
        implements
        RequestHandler<OffsetForLeaderEpochRequest, OffsetForLeaderEpochResponse> {

    private static final EpochEnd UNKNOWN = new EpochEnd(-1, -1);

    private final Partitions partitions;

    public OffsetForLeaderEpochHandler(Partitions partitions) {
        this.partitions = partitions;
    }

    @Override
    public CompletionStage<OffsetForLeaderEpochResponse> handle(RequestContext context,
            OffsetForLeaderEpochRequest request) {
        List<OffsetForLeaderTopicResult> topics = new ArrayList<>();
        for (OffsetForLeaderTopic topic : request.topics()) {
            List<EpochEndOffset> ends = new ArrayList<>();
            for (OffsetForLeaderPartition asked : topic.partitions()) {
                ends.add(answer(topic.topic(), asked));
            }
            topics.add(new OffsetForLeaderTopicResult(topic.topic(), ends));
        }
        return CompletableFuture.completedFuture(new OffsetForLeaderEpochResponse(0, topics));
    }

    private EpochEndOffset answer(String topic, OffsetForLeaderPartition asked) {
        Partition partition = partitions.find(new TopicPartition(topic, asked.partition()));
        if (partition == null) {
            return answer(asked, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, UNKNOWN);
        }
        ErrorCode fenced = LeaderEpochs.check(asked.currentLeaderEpoch(), partition);
        if (fenced != ErrorCode.NONE) {
            return answer(asked, fenced, UNKNOWN);
        }
        return answer(asked, ErrorCode.NONE, partition.view().endOffsetForEpoch(asked.leaderEpoch()));
    }

    private static EpochEndOffset answer(OffsetForLeaderPartition asked, ErrorCode error, EpochEnd end) {
        return new EpochEndOffset(error.code(), asked.partition(), end.leaderEpoch(), end.endOffset());
    }
}
