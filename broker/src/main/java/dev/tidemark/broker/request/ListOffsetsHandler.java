package dev.tidemark.broker.request;

import dev.tidemark.broker.partition.Partition;
import dev.tidemark.broker.partition.Partitions;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.log.LogView;
import dev.tidemark.log.OffsetLookup;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.message.ListOffsetsRequest;
import dev.tidemark.protocol.message.ListOffsetsRequest.ListOffsetsPartition;
import dev.tidemark.protocol.message.ListOffsetsRequest.ListOffsetsTopic;
import dev.tidemark.protocol.message.ListOffsetsResponse;
import dev.tidemark.protocol.message.ListOffsetsResponse.ListOffsetsPartitionResponse;
import dev.tidemark.protocol.message.ListOffsetsResponse.ListOffsetsTopicResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * ListOffsets: the offset of a timestamp, or of one of the named positions. Answers from the logs' views on the connection's
 * loop.
 */
public final class ListOffsetsHandler implements RequestHandler<ListOffsetsRequest, ListOffsetsResponse> {

    /** The first version with a leader epoch in the answer (KIP-320). */
    private static final short LEADER_EPOCH_FROM = 4;
    private static final Logger LOG = LoggerFactory.getLogger(ListOffsetsHandler.class);
    private static final long LATEST = -1;
    private static final long EARLIEST = -2;
    private static final long MAX_TIMESTAMP = -3;
    private static final long EARLIEST_LOCAL = -4;
    private static final long LATEST_TIERED = -5;
    private static final long EARLIEST_PENDING_UPLOAD = -6;
    private static final byte READ_COMMITTED = 1;

    private final Partitions partitions;

    public ListOffsetsHandler(Partitions partitions) {
        this.partitions = partitions;
    }

    @Override
    public CompletionStage<ListOffsetsResponse> handle(RequestContext context, ListOffsetsRequest request) {
        boolean readCommitted = request.isolationLevel() == READ_COMMITTED;
        List<ListOffsetsTopicResponse> topics = new ArrayList<>();
        for (ListOffsetsTopic topic : request.topics()) {
            List<ListOffsetsPartitionResponse> answers = new ArrayList<>();
            for (ListOffsetsPartition asked : topic.partitions()) {
                Partition partition = partitions.find(new TopicPartition(topic.name(), asked.partitionIndex()));
                ListOffsetsPartitionResponse answer = answerOrDiskError(partition, asked, readCommitted,
                        context.apiVersion());
                answers.add(context.apiVersion() >= LEADER_EPOCH_FROM ? answer : withoutEpoch(answer));
            }
            topics.add(new ListOffsetsTopicResponse(topic.name(), answers));
        }
        return CompletableFuture.completedFuture(new ListOffsetsResponse(0, topics));
    }

    /** Older versions have no place for the epoch, and a client that needs it does not use them. */
    private static ListOffsetsPartitionResponse withoutEpoch(ListOffsetsPartitionResponse answer) {
        return ListOffsetsPartitionResponse.builder()
                .partitionIndex(answer.partitionIndex())
                .errorCode(answer.errorCode())
                .timestamp(answer.timestamp())
                .offset(answer.offset())
                .build();
    }

    private static ListOffsetsPartitionResponse answerOrDiskError(@Nullable Partition partition,
            ListOffsetsPartition asked, boolean readCommitted, short version) {
        try {
            return answer(partition, asked, readCommitted, version);
        } catch (TidemarkException disk) {
            LOG.error("an offset of {} cannot be looked up", partition == null ? asked : partition.name(), disk);
            return failed(asked, ErrorCode.KAFKA_STORAGE_ERROR);
        }
    }

    private static ListOffsetsPartitionResponse answer(@Nullable Partition partition, ListOffsetsPartition asked,
            boolean readCommitted, short version) {
        if (partition == null) {
            return failed(asked, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
        }
        ErrorCode fenced = LeaderEpochs.check(asked.currentLeaderEpoch(), partition);
        if (fenced != ErrorCode.NONE) {
            return failed(asked, fenced);
        }
        LogView view = partition.view();
        long upTo = readCommitted ? view.lastStableOffset() : view.highWatermark();
        long timestamp = asked.timestamp();
        if (timestamp >= 0 || timestamp == MAX_TIMESTAMP) {
            return found(asked, timestamp >= 0 ? view.offsetForTimestamp(timestamp, upTo) : maxTimestamp(view, upTo));
        }
        if (timestamp == LATEST) {
            // until then the end may lie below what somebody saw before the restart (KIP-207)
            return partition.ready() ? position(asked, upTo, partition.leaderEpoch())
                    : failed(asked, version >= 5 ? ErrorCode.OFFSET_NOT_AVAILABLE : ErrorCode.LEADER_NOT_AVAILABLE);
        }
        if (timestamp == EARLIEST || (timestamp == EARLIEST_LOCAL && version >= 8)) {
            return position(asked, view.logStartOffset(), view.leaderEpochOf(view.logStartOffset()));
        }
        if ((timestamp == LATEST_TIERED && version >= 9) || (timestamp == EARLIEST_PENDING_UPLOAD && version >= 11)) {
            return position(asked, -1, -1); // nothing is tiered here
        }
        return failed(asked, ErrorCode.UNSUPPORTED_VERSION);
    }

    /** The record with the largest timestamp that readers may see. */
    private static @Nullable OffsetLookup maxTimestamp(LogView view, long upTo) {
        OffsetLookup largest = view.offsetOfMaxTimestamp();
        return largest == null || largest.offset() >= upTo ? null : largest;
    }

    private static ListOffsetsPartitionResponse found(ListOffsetsPartition asked, @Nullable OffsetLookup record) {
        ListOffsetsPartitionResponse.Builder answer = ListOffsetsPartitionResponse.builder()
                .partitionIndex(asked.partitionIndex());
        if (record != null) {
            answer.timestamp(record.timestampMs()).offset(record.offset()).leaderEpoch(record.leaderEpoch());
        }
        return answer.build();
    }

    private static ListOffsetsPartitionResponse position(ListOffsetsPartition asked, long offset, int leaderEpoch) {
        return ListOffsetsPartitionResponse.builder()
                .partitionIndex(asked.partitionIndex())
                .offset(offset)
                .leaderEpoch(leaderEpoch)
                .build();
    }

    private static ListOffsetsPartitionResponse failed(ListOffsetsPartition asked, ErrorCode error) {
        return ListOffsetsPartitionResponse.builder()
                .partitionIndex(asked.partitionIndex())
                .errorCode(error.code())
                .build();
    }
}
