package dev.tidemark.broker.request;

import dev.tidemark.broker.controller.Controller;
import dev.tidemark.broker.partition.Partition;
import dev.tidemark.broker.partition.Partitions;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.log.producer.ActiveProducer;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.message.DescribeProducersRequest;
import dev.tidemark.protocol.message.DescribeProducersRequest.TopicRequest;
import dev.tidemark.protocol.message.DescribeProducersResponse;
import dev.tidemark.protocol.message.DescribeProducersResponse.PartitionResponse;
import dev.tidemark.protocol.message.DescribeProducersResponse.ProducerState;
import dev.tidemark.protocol.message.DescribeProducersResponse.TopicResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** DescribeProducers 0 (KIP-664): what each partition remembers of its producers, read on the partition's own loop. */
final class DescribeProducersHandler implements RequestHandler<DescribeProducersRequest, DescribeProducersResponse> {

    private final Partitions partitions;

    DescribeProducersHandler(Partitions partitions) {
        this.partitions = partitions;
    }

    @Override
    public CompletionStage<DescribeProducersResponse> handle(RequestContext context, DescribeProducersRequest request) {
        List<CompletionStage<TopicResponse>> topics = new ArrayList<>();
        for (TopicRequest topic : request.topics()) {
            List<CompletionStage<PartitionResponse>> producers = new ArrayList<>();
            for (int index : topic.partitionIndexes()) {
                producers.add(producers(topic.name(), index));
            }
            topics.add(Stages.all(producers).thenApply(all -> new TopicResponse(topic.name(), all)));
        }
        return Stages.all(topics).thenApply(all -> new DescribeProducersResponse(0, all));
    }

    private CompletionStage<PartitionResponse> producers(String topic, int index) {
        if (!Controller.nameAllowed(topic)) {
            return refused(index, ErrorCode.INVALID_TOPIC_EXCEPTION);
        }
        Partition partition = index < 0 ? null : partitions.find(new TopicPartition(topic, index));
        if (partition == null) {
            return refused(index, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
        }
        return partition.activeProducers().thenApply(active -> {
            List<ProducerState> states = new ArrayList<>(active.size());
            active.forEach(producer -> states.add(state(producer)));
            return new PartitionResponse(index, ErrorCode.NONE.code(), null, states);
        });
    }

    private static ProducerState state(ActiveProducer producer) {
        return ProducerState.builder()
                .producerId(producer.producerId())
                .producerEpoch(producer.epoch())
                .lastSequence(producer.lastSequence())
                .lastTimestamp(producer.lastSeenMs())
                .coordinatorEpoch(producer.coordinatorEpoch())
                .currentTxnStartOffset(producer.transactionFirstOffset())
                .build();
    }

    private static CompletionStage<PartitionResponse> refused(int index, ErrorCode error) {
        return CompletableFuture
                .completedFuture(new PartitionResponse(index, error.code(), error.message(), List.of()));
    }
}
