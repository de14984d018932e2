package dev.tidemark.broker.request;

import dev.tidemark.broker.txn.MarkerWriter;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.core.loop.EventLoop;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.message.WriteTxnMarkersRequest;
import dev.tidemark.protocol.message.WriteTxnMarkersRequest.WritableTxnMarker;
import dev.tidemark.protocol.message.WriteTxnMarkersResponse;
import dev.tidemark.protocol.message.WriteTxnMarkersResponse.WritableTxnMarkerPartitionResult;
import dev.tidemark.protocol.message.WriteTxnMarkersResponse.WritableTxnMarkerResult;
import dev.tidemark.protocol.message.WriteTxnMarkersResponse.WritableTxnMarkerTopicResult;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * WriteTxnMarkers 1 and 2: how an administrator ends a hanging transaction in one partition ({@code kafka-transactions.sh abort}). This broker's own
 * coordinator writes its markers without it.
 *
 * <p>Per partition: INVALID_PRODUCER_EPOCH below the producer's epoch there, TRANSACTION_COORDINATOR_FENCED below the epoch of the coordinator that
 * ended its latest transaction, UNKNOWN_TOPIC_OR_PARTITION. Version 2 says by which protocol the epoch was chosen (KIP-1228); only brokers say other than 0.
 */
final class WriteTxnMarkersHandler implements RequestHandler<WriteTxnMarkersRequest, WriteTxnMarkersResponse> {

    private static final Logger LOG = LoggerFactory.getLogger(WriteTxnMarkersHandler.class);

    private final MarkerWriter markers;
    private final EventLoop transactionLoop;

    WriteTxnMarkersHandler(MarkerWriter markers, EventLoop transactionLoop) {
        this.markers = markers;
        this.transactionLoop = transactionLoop;
    }

    @Override
    public CompletionStage<WriteTxnMarkersResponse> handle(RequestContext context, WriteTxnMarkersRequest request) {
        return transactionLoop.ask(() -> {
            List<CompletionStage<WritableTxnMarkerResult>> results = new ArrayList<>();
            request.markers().forEach(marker -> results.add(write(context, marker)));
            return Stages.all(results);
        }).thenApply(WriteTxnMarkersResponse::new);
    }

    private CompletionStage<WritableTxnMarkerResult> write(RequestContext context, WritableTxnMarker marker) {
        Set<TopicPartition> partitions = new HashSet<>();
        marker.topics()
                .forEach(topic -> topic.partitionIndexes()
                        .stream()
                        .filter(index -> index >= 0)
                        .forEach(
                                index -> partitions.add(new TopicPartition(topic.name(), index))));
        LOG.info("the transaction of producer {} is {} in {}, as client '{}' at {} asks", marker.producerId(),
                marker.transactionResult() ? "committed" : "aborted", partitions, context.clientIdOrEmpty(),
                context.clientHost());
        return markers.write(marker.producerId(), marker.producerEpoch(), marker.coordinatorEpoch(),
                marker.transactionResult(), partitions).thenApply(errors -> result(marker, errors));
    }

    private static WritableTxnMarkerResult result(WritableTxnMarker marker, Map<TopicPartition, ErrorCode> errors) {
        List<WritableTxnMarkerTopicResult> topics = new ArrayList<>();
        marker.topics().forEach(topic -> {
            List<WritableTxnMarkerPartitionResult> partitions = new ArrayList<>();
            for (int index : topic.partitionIndexes()) {
                ErrorCode error = index < 0 ? ErrorCode.UNKNOWN_TOPIC_OR_PARTITION
                        : errors.getOrDefault(new TopicPartition(topic.name(), index),
                                ErrorCode.UNKNOWN_SERVER_ERROR);
                partitions.add(new WritableTxnMarkerPartitionResult(index, error.code()));
            }
            topics.add(new WritableTxnMarkerTopicResult(topic.name(), partitions));
        });
        return new WritableTxnMarkerResult(marker.producerId(), topics);
    }
}
