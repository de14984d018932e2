package dev.tidemark.broker.request;

import dev.tidemark.broker.group.CommittedOffset;
import dev.tidemark.broker.group.GroupCoordinator;
import dev.tidemark.broker.group.OffsetsToCommit.OffsetToCommit;
import dev.tidemark.broker.metadata.ClusterImage;
import dev.tidemark.broker.metadata.ClusterImages;
import dev.tidemark.broker.metadata.TopicImage;
import dev.tidemark.broker.txn.TransactionGate;
import dev.tidemark.core.id.KafkaUuid;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.core.loop.EventLoop;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.message.TxnOffsetCommitRequest;
import dev.tidemark.protocol.message.TxnOffsetCommitRequest.TxnOffsetCommitRequestPartition;
import dev.tidemark.protocol.message.TxnOffsetCommitRequest.TxnOffsetCommitRequestTopic;
import dev.tidemark.protocol.message.TxnOffsetCommitResponse;
import dev.tidemark.protocol.message.TxnOffsetCommitResponse.TxnOffsetCommitResponsePartition;
import dev.tidemark.protocol.message.TxnOffsetCommitResponse.TxnOffsetCommitResponseTopic;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * TxnOffsetCommit 0 to 6: from version 3 the member says who it is (KIP-447), from version 5 the broker registers the
 * group's partition with the transaction itself (KIP-890), from version 6 topics go by id (KIP-1319).
 */
final class TxnOffsetCommitHandler implements RequestHandler<TxnOffsetCommitRequest, TxnOffsetCommitResponse> {

    private static final short SAYS_ABORTABLE = 4;
    private static final short SECOND_PROTOCOL = 5;
    private static final short TOPIC_IDS = 6;

    private final GroupCoordinator groups;
    private final ClusterImages images;
    private final EventLoop controlLoop;

    TxnOffsetCommitHandler(GroupCoordinator groups, ClusterImages images, EventLoop controlLoop) {
        this.groups = groups;
        this.images = images;
        this.controlLoop = controlLoop;
    }

    @Override
    public CompletionStage<TxnOffsetCommitResponse> handle(RequestContext context, TxnOffsetCommitRequest request) {
        short version = context.apiVersion();
        ClusterImage image = images.current();
        Map<TopicPartition, OffsetToCommit> offsets = new LinkedHashMap<>();
        for (TxnOffsetCommitRequestTopic topic : request.topics()) {
            TopicImage known = known(version, topic, image);
            if (known != null) {
                for (TxnOffsetCommitRequestPartition partition : topic.partitions()) {
                    offsets.put(new TopicPartition(known.name(), partition.partitionIndex()),
                            new OffsetToCommit(partition.committedOffset(), partition.committedLeaderEpoch(),
                                    partition.committedMetadata(), CommittedOffset.NO_EXPIRY));
                }
            }
        }
        TransactionGate.Mode mode = version >= SECOND_PROTOCOL ? TransactionGate.Mode.ADD : TransactionGate.Mode.VERIFY;
        return controlLoop.ask(() -> groups.commitInTransaction(request.transactionalId(), request.producerId(),
                request.producerEpoch(), mode, request.groupId(), request.generationIdOrMemberEpoch(),
                request.memberId(), request.groupInstanceId(), offsets))
                .thenApply(results -> answer(version, request, image, results));
    }

    private static @Nullable TopicImage known(short version, TxnOffsetCommitRequestTopic topic, ClusterImage image) {
        return version >= TOPIC_IDS ? image.topic(topic.topicId()) : image.topic(topic.name());
    }

    private static TxnOffsetCommitResponse answer(short version, TxnOffsetCommitRequest request, ClusterImage image,
            Map<TopicPartition, ErrorCode> results) {
        boolean byId = version >= TOPIC_IDS;
        List<TxnOffsetCommitResponseTopic> topics = new ArrayList<>(request.topics().size());
        for (TxnOffsetCommitRequestTopic topic : request.topics()) {
            TopicImage known = known(version, topic, image);
            List<TxnOffsetCommitResponsePartition> partitions = new ArrayList<>(topic.partitions().size());
            for (TxnOffsetCommitRequestPartition partition : topic.partitions()) {
                ErrorCode error = known == null
                        ? byId ? ErrorCode.UNKNOWN_TOPIC_ID : ErrorCode.UNKNOWN_TOPIC_OR_PARTITION
                        : results.getOrDefault(new TopicPartition(known.name(), partition.partitionIndex()),
                                ErrorCode.UNKNOWN_SERVER_ERROR);
                partitions.add(new TxnOffsetCommitResponsePartition(partition.partitionIndex(),
                        inWordsOf(version, error).code()));
            }
            topics.add(new TxnOffsetCommitResponseTopic(byId ? "" : topic.name(),
                    byId ? topic.topicId() : KafkaUuid.ZERO, partitions));
        }
        return new TxnOffsetCommitResponse(0, topics);
    }

    /** Clients wait and come again on COORDINATOR_LOAD_IN_PROGRESS; not all know the other two here. */
    private static ErrorCode inWordsOf(short version, ErrorCode error) {
        ErrorCode told = TransactionErrors.abortableInWordsOf(error, version >= SAYS_ABORTABLE);
        return switch (told) {
            case CONCURRENT_TRANSACTIONS -> ErrorCode.COORDINATOR_LOAD_IN_PROGRESS;
            case GROUP_ID_NOT_FOUND -> version >= TOPIC_IDS ? told : ErrorCode.ILLEGAL_GENERATION;
            default -> told;
        };
    }
}
