package dev.tidemark.broker.request;

import dev.tidemark.broker.metadata.ClusterImages;
import dev.tidemark.broker.metadata.TopicImage;
import dev.tidemark.broker.txn.AddPartitions;
import dev.tidemark.broker.txn.TransactionCoordinator;
import dev.tidemark.broker.txn.TransactionGate;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.core.loop.EventLoop;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.message.AddPartitionsToTxnRequest;
import dev.tidemark.protocol.message.AddPartitionsToTxnRequest.AddPartitionsToTxnTopic;
import dev.tidemark.protocol.message.AddPartitionsToTxnRequest.AddPartitionsToTxnTransaction;
import dev.tidemark.protocol.message.AddPartitionsToTxnResponse;
import dev.tidemark.protocol.message.AddPartitionsToTxnResponse.AddPartitionsToTxnPartitionResult;
import dev.tidemark.protocol.message.AddPartitionsToTxnResponse.AddPartitionsToTxnResult;
import dev.tidemark.protocol.message.AddPartitionsToTxnResponse.AddPartitionsToTxnTopicResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * AddPartitionsToTxn: versions 0 to 3 come from clients and name one transaction; 4 and 5 come from brokers, name several,
 * and may only verify (KIP-890). All partitions of a transaction are added, or none.
 */
final class AddPartitionsToTxnHandler
        implements RequestHandler<AddPartitionsToTxnRequest, AddPartitionsToTxnResponse> {

    private static final short SAYS_FENCED = 2;
    private static final short FROM_BROKERS = 4;
    private static final short SAYS_ABORTABLE = 5;

    private final TransactionCoordinator transactions;
    private final ClusterImages images;
    private final EventLoop transactionLoop;

    AddPartitionsToTxnHandler(TransactionCoordinator transactions, ClusterImages images, EventLoop transactionLoop) {
        this.transactions = transactions;
        this.images = images;
        this.transactionLoop = transactionLoop;
    }

    @Override
    public CompletionStage<AddPartitionsToTxnResponse> handle(RequestContext context,
            AddPartitionsToTxnRequest request) {
        short version = context.apiVersion();
        if (version < FROM_BROKERS) {
            AddPartitionsToTxnTransaction only = new AddPartitionsToTxnTransaction(
                    request.v3AndBelowTransactionalId(), request.v3AndBelowProducerId(),
                    request.v3AndBelowProducerEpoch(), false, request.v3AndBelowTopics());
            return transactionLoop.ask(() -> serve(version, only))
                    .thenApply(result -> new AddPartitionsToTxnResponse(0, ErrorCode.NONE.code(), List.of(),
                            result.topicResults()));
        }
        return transactionLoop.ask(() -> serveAll(version, request.transactions()))
                .thenApply(results -> new AddPartitionsToTxnResponse(0, ErrorCode.NONE.code(), results, List.of()));
    }

    private CompletionStage<List<AddPartitionsToTxnResult>> serveAll(short version,
            List<AddPartitionsToTxnTransaction> asked) {
        List<CompletionStage<AddPartitionsToTxnResult>> each = new ArrayList<>(asked.size());
        asked.forEach(transaction -> each.add(serve(version, transaction)));
        return Stages.all(each);
    }

    private CompletionStage<AddPartitionsToTxnResult> serve(short version, AddPartitionsToTxnTransaction asked) {
        Set<TopicPartition> partitions = new HashSet<>();
        Set<TopicPartition> unknown = new HashSet<>();
        for (AddPartitionsToTxnTopic topic : asked.topics()) {
            TopicImage known = images.current().topic(topic.name());
            for (int index : topic.partitions()) {
                TopicPartition partition = new TopicPartition(topic.name(), index);
                partitions.add(partition);
                if (known == null || index < 0 || index >= known.partitions().size()) {
                    unknown.add(partition);
                }
            }
        }
        if (!unknown.isEmpty()) {
            Map<TopicPartition, ErrorCode> results = new HashMap<>();
            partitions.forEach(partition -> results.put(partition, unknown.contains(partition)
                    ? ErrorCode.UNKNOWN_TOPIC_OR_PARTITION
                    : ErrorCode.OPERATION_NOT_ATTEMPTED));
            return CompletableFuture.completedFuture(answer(version, asked, results));
        }
        return ask(version, asked, partitions).thenApply(results -> answer(version, asked, results));
    }

    private CompletionStage<Map<TopicPartition, ErrorCode>> ask(short version, AddPartitionsToTxnTransaction asked,
            Set<TopicPartition> partitions) {
        if (asked.verifyOnly()) {
            return transactions.gate()
                    .admit(asked.transactionalId(), asked.producerId(), asked.producerEpoch(), partitions,
                            TransactionGate.Mode.VERIFY);
        }
        return transactions.add(new AddPartitions(asked.transactionalId(), asked.producerId(), asked.producerEpoch(),
                partitions, version >= FROM_BROKERS)).thenApply(error -> {
                    Map<TopicPartition, ErrorCode> results = new HashMap<>();
                    partitions.forEach(partition -> results.put(partition, error));
                    return results;
                });
    }

    private static AddPartitionsToTxnResult answer(short version, AddPartitionsToTxnTransaction asked,
            Map<TopicPartition, ErrorCode> results) {
        List<AddPartitionsToTxnTopicResult> topics = new ArrayList<>(asked.topics().size());
        for (AddPartitionsToTxnTopic topic : asked.topics()) {
            List<AddPartitionsToTxnPartitionResult> partitions = new ArrayList<>(topic.partitions().size());
            for (int index : topic.partitions()) {
                ErrorCode error = results.getOrDefault(new TopicPartition(topic.name(), index),
                        ErrorCode.UNKNOWN_SERVER_ERROR);
                ErrorCode told = TransactionErrors.abortableInWordsOf(
                        TransactionErrors.fencedInWordsOf(error, version >= SAYS_FENCED), version >= SAYS_ABORTABLE);
                partitions.add(new AddPartitionsToTxnPartitionResult(index, told.code()));
            }
            topics.add(new AddPartitionsToTxnTopicResult(topic.name(), partitions));
        }
        return new AddPartitionsToTxnResult(asked.transactionalId(), topics);
    }
}
