package dev.tidemark.broker.request;

import dev.tidemark.broker.metadata.BrokerImage;
import dev.tidemark.broker.metadata.ClusterImage;
import dev.tidemark.broker.metadata.ClusterImages;
import dev.tidemark.core.id.KafkaUuid;
import dev.tidemark.core.loop.Clock;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.message.DescribeQuorumRequest;
import dev.tidemark.protocol.message.DescribeQuorumResponse;
import dev.tidemark.protocol.message.DescribeQuorumResponse.Listener;
import dev.tidemark.protocol.message.DescribeQuorumResponse.Node;
import dev.tidemark.protocol.message.DescribeQuorumResponse.PartitionData;
import dev.tidemark.protocol.message.DescribeQuorumResponse.ReplicaState;
import dev.tidemark.protocol.message.DescribeQuorumResponse.TopicData;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * DescribeQuorum 0 to 2: this node is the one voter of {@code __cluster_metadata-0} and leads it. Offsets are those of the metadata log, which counts
 * batches; the leader is always caught up, as of now.
 */
final class DescribeQuorumHandler implements RequestHandler<DescribeQuorumRequest, DescribeQuorumResponse> {

    private static final String TOPIC = "__cluster_metadata";

    private final ClusterImages images;
    private final Clock clock;

    DescribeQuorumHandler(ClusterImages images, Clock clock) {
        this.images = images;
        this.clock = clock;
    }

    @Override
    public CompletionStage<DescribeQuorumResponse> handle(RequestContext context, DescribeQuorumRequest request) {
        ClusterImage image = images.current();
        List<TopicData> topics = new ArrayList<>();
        request.topics().forEach(topic -> {
            List<PartitionData> partitions = new ArrayList<>();
            topic.partitions()
                    .forEach(partition -> partitions.add(topic.topicName().equals(TOPIC)
                            && partition.partitionIndex() == 0 ? quorum(image)
                                    : unknown(partition.partitionIndex())));
            topics.add(new TopicData(topic.topicName(), partitions));
        });
        return CompletableFuture.completedFuture(new DescribeQuorumResponse(ErrorCode.NONE.code(), null, topics,
                context.apiVersion() >= 2 ? nodes(image) : List.of()));
    }

    private PartitionData quorum(ClusterImage image) {
        long nowMs = clock.wallMs();
        ReplicaState leader = new ReplicaState(image.controllerId(), KafkaUuid.ZERO, image.offset(), nowMs, nowMs);
        return PartitionData.builder()
                .partitionIndex(0)
                .errorCode(ErrorCode.NONE.code())
                .leaderId(image.controllerId())
                .leaderEpoch(image.controllerEpoch())
                .highWatermark(image.offset())
                .currentVoters(List.of(leader))
                .build();
    }

    private static PartitionData unknown(int index) {
        ErrorCode error = ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
        return PartitionData.builder()
                .partitionIndex(index)
                .errorCode(error.code())
                .errorMessage(error.message())
                .leaderId(-1)
                .leaderEpoch(-1)
                .highWatermark(-1)
                .build();
    }

    private static List<Node> nodes(ClusterImage image) {
        BrokerImage voter = image.brokers().get(image.controllerId());
        if (voter == null) {
            return List.of();
        }
        List<Listener> listeners = new ArrayList<>();
        voter.endpoints()
                .forEach(
                        endpoint -> listeners.add(new Listener(endpoint.listener(), endpoint.host(), endpoint.port())));
        return List.of(new Node(voter.nodeId(), listeners));
    }
}
