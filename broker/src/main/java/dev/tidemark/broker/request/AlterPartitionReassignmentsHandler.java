package dev.tidemark.broker.request;

import dev.tidemark.broker.metadata.ClusterImage;
import dev.tidemark.broker.metadata.ClusterImages;
import dev.tidemark.broker.metadata.PartitionImage;
import dev.tidemark.broker.metadata.TopicImage;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.message.AlterPartitionReassignmentsRequest;
import dev.tidemark.protocol.message.AlterPartitionReassignmentsRequest.ReassignablePartition;
import dev.tidemark.protocol.message.AlterPartitionReassignmentsRequest.ReassignableTopic;
import dev.tidemark.protocol.message.AlterPartitionReassignmentsResponse;
import dev.tidemark.protocol.message.AlterPartitionReassignmentsResponse.ReassignablePartitionResponse;
import dev.tidemark.protocol.message.AlterPartitionReassignmentsResponse.ReassignableTopicResponse;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * AlterPartitionReassignments 0 and 1 (KIP-455, KIP-860). With one node a partition can only stay where it is, which is done as soon as it is asked for; every other
 * assignment names a broker that does not exist, and no move is ever under way that could be cancelled.
 */
final class AlterPartitionReassignmentsHandler
        implements
        RequestHandler<AlterPartitionReassignmentsRequest, AlterPartitionReassignmentsResponse> {

    private record Outcome(ErrorCode error, @Nullable String message) {

        static final Outcome DONE = new Outcome(ErrorCode.NONE, null);

        static Outcome unknown(String message) {
            return new Outcome(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, message);
        }

        static Outcome invalid(String message) {
            return new Outcome(ErrorCode.INVALID_REPLICA_ASSIGNMENT, message);
        }
    }

    private final ClusterImages images;

    AlterPartitionReassignmentsHandler(ClusterImages images) {
        this.images = images;
    }

    @Override
    public CompletionStage<AlterPartitionReassignmentsResponse> handle(RequestContext context,
            AlterPartitionReassignmentsRequest request) {
        ClusterImage image = images.current();
        List<ReassignableTopicResponse> topics = new ArrayList<>();
        for (ReassignableTopic topic : request.topics()) {
            TopicImage known = image.topic(topic.name());
            List<ReassignablePartitionResponse> partitions = new ArrayList<>();
            for (ReassignablePartition target : topic.partitions()) {
                Outcome outcome = move(image, known, topic.name(), target, request.allowReplicationFactorChange());
                partitions.add(new ReassignablePartitionResponse(target.partitionIndex(), outcome.error().code(),
                        outcome.message()));
            }
            topics.add(new ReassignableTopicResponse(topic.name(), partitions));
        }
        return CompletableFuture.completedFuture(new AlterPartitionReassignmentsResponse(0,
                request.allowReplicationFactorChange(), ErrorCode.NONE.code(), null, topics));
    }

    private static Outcome move(ClusterImage image, @Nullable TopicImage topic, String name,
            ReassignablePartition target, boolean mayChangeFactor) {
        int index = target.partitionIndex();
        if (topic == null) {
            return Outcome.unknown("Unable to find a topic named " + name + ".");
        }
        if (index < 0 || index >= topic.partitions().size()) {
            return Outcome.unknown("Unable to find partition " + name + ":" + index + ".");
        }
        List<Integer> replicas = target.replicas();
        if (replicas == null) {
            return new Outcome(ErrorCode.NO_REASSIGNMENT_IN_PROGRESS, ErrorCode.NO_REASSIGNMENT_IN_PROGRESS.message());
        }
        PartitionImage partition = topic.partitions().get(index);
        if (!mayChangeFactor && replicas.size() != partition.replicas().size()) {
            return new Outcome(ErrorCode.INVALID_REPLICATION_FACTOR, "The replication factor would change from "
                    + partition.replicas().size() + " to " + replicas.size() + ", which the request does not allow.");
        }
        return assign(image, replicas);
    }

    private static Outcome assign(ClusterImage image, List<Integer> replicas) {
        if (replicas.isEmpty()) {
            return Outcome.invalid("The assignment has an empty list of replicas.");
        }
        Set<Integer> seen = new HashSet<>();
        for (int broker : replicas) {
            if (!image.brokers().containsKey(broker)) {
                return Outcome
                        .invalid("The assignment includes broker " + broker + ", but no such broker is registered.");
            }
            if (!seen.add(broker)) {
                return Outcome.invalid("The assignment includes broker " + broker + " more than once.");
            }
        }
        return Outcome.DONE; // the one broker there is: where the partition lies
    }
}
