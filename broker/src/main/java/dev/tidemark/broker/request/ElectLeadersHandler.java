package dev.tidemark.broker.request;

import dev.tidemark.broker.metadata.ClusterImage;
import dev.tidemark.broker.metadata.ClusterImages;
import dev.tidemark.broker.metadata.PartitionImage;
import dev.tidemark.broker.metadata.TopicImage;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.message.ElectLeadersRequest;
import dev.tidemark.protocol.message.ElectLeadersRequest.TopicPartitions;
import dev.tidemark.protocol.message.ElectLeadersResponse;
import dev.tidemark.protocol.message.ElectLeadersResponse.PartitionResult;
import dev.tidemark.protocol.message.ElectLeadersResponse.ReplicaElectionResult;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * ElectLeaders 0 to 2 (KIP-183, KIP-460). With one node a partition's only replica leads it, so there is nothing to elect and the answer is
 * ELECTION_NOT_NEEDED; who asks for all partitions hears only of those where something happened.
 */
final class ElectLeadersHandler implements RequestHandler<ElectLeadersRequest, ElectLeadersResponse> {

    private static final byte PREFERRED = 0;
    private static final byte UNCLEAN = 1;

    private final ClusterImages images;

    ElectLeadersHandler(ClusterImages images) {
        this.images = images;
    }

    @Override
    public CompletionStage<ElectLeadersResponse> handle(RequestContext context, ElectLeadersRequest request) {
        return CompletableFuture.completedFuture(elect(request));
    }

    private ElectLeadersResponse elect(ElectLeadersRequest request) {
        byte type = request.electionType();
        if (type != PREFERRED && type != UNCLEAN) {
            return new ElectLeadersResponse(0, ErrorCode.INVALID_REQUEST.code(), List.of());
        }
        ClusterImage image = images.current();
        List<ReplicaElectionResult> results = new ArrayList<>();
        List<TopicPartitions> asked = request.topicPartitions();
        if (asked == null) {
            for (TopicImage topic : image.topicsByName().values()) {
                List<PartitionResult> partitions = new ArrayList<>();
                for (int i = 0; i < topic.partitions().size(); i++) {
                    PartitionResult result = elect(topic, topic.name(), i, type);
                    if (result.errorCode() != ErrorCode.ELECTION_NOT_NEEDED.code()) {
                        partitions.add(result);
                    }
                }
                results.add(new ReplicaElectionResult(topic.name(), partitions));
            }
        } else {
            for (TopicPartitions topic : asked) {
                TopicImage known = image.topic(topic.topic());
                List<PartitionResult> partitions = new ArrayList<>();
                topic.partitions().forEach(index -> partitions.add(elect(known, topic.topic(), index, type)));
                results.add(new ReplicaElectionResult(topic.topic(), partitions));
            }
        }
        return new ElectLeadersResponse(0, ErrorCode.NONE.code(), results);
    }

    private static PartitionResult elect(@Nullable TopicImage topic, String name, int index,
            byte type) {
        if (topic == null) {
            return new PartitionResult(index, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION.code(), "No such topic as " + name);
        }
        if (index < 0 || index >= topic.partitions().size()) {
            return new PartitionResult(index, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION.code(),
                    "No such partition as " + name + "-" + index);
        }
        PartitionImage partition = topic.partitions().get(index);
        boolean led = partition.leader() != PartitionImage.NO_LEADER;
        ErrorCode error;
        if (type == PREFERRED) {
            boolean preferred = led && partition.leader() == partition.replicas().getFirst();
            error = preferred ? ErrorCode.ELECTION_NOT_NEEDED : ErrorCode.PREFERRED_LEADER_NOT_AVAILABLE;
        } else {
            error = led ? ErrorCode.ELECTION_NOT_NEEDED : ErrorCode.ELIGIBLE_LEADERS_NOT_AVAILABLE;
        }
        return new PartitionResult(index, error.code(), error.message());
    }
}
