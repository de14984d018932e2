package dev.tidemark.broker.request;

import dev.tidemark.broker.txn.DescribedTransaction;
import dev.tidemark.broker.txn.Transaction;
import dev.tidemark.broker.txn.TransactionCoordinator;
import dev.tidemark.broker.txn.Writer;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.core.loop.EventLoop;
import dev.tidemark.protocol.message.DescribeTransactionsRequest;
import dev.tidemark.protocol.message.DescribeTransactionsResponse;
import dev.tidemark.protocol.message.DescribeTransactionsResponse.TopicData;
import dev.tidemark.protocol.message.DescribeTransactionsResponse.TransactionState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;

/** DescribeTransactions 0 (KIP-664), with who wrote for the id in our own tagged fields. */
final class DescribeTransactionsHandler
        implements
        RequestHandler<DescribeTransactionsRequest, DescribeTransactionsResponse> {

    private final TransactionCoordinator transactions;
    private final EventLoop transactionLoop;

    DescribeTransactionsHandler(TransactionCoordinator transactions, EventLoop transactionLoop) {
        this.transactions = transactions;
        this.transactionLoop = transactionLoop;
    }

    @Override
    public CompletionStage<DescribeTransactionsResponse> handle(RequestContext context,
            DescribeTransactionsRequest request) {
        return transactionLoop.ask(() -> {
            List<CompletionStage<DescribedTransaction>> answers = new ArrayList<>();
            request.transactionalIds().forEach(id -> answers.add(transactions.describe(id)));
            return Stages.all(answers);
        })
                .thenApply(described -> new DescribeTransactionsResponse(0,
                        described.stream().map(DescribeTransactionsHandler::state).toList()));
    }

    private static TransactionState state(DescribedTransaction described) {
        TransactionState.Builder state = TransactionState.builder()
                .errorCode(described.error().code())
                .transactionalId(described.transactionalId());
        Transaction transaction = described.transaction();
        if (transaction != null) {
            state.transactionState(transaction.state().wireName())
                    .transactionTimeoutMs(transaction.timeoutMs())
                    .transactionStartTimeMs(transaction.state().beganMs())
                    .producerId(transaction.producerId())
                    .producerEpoch(transaction.producerEpoch())
                    .topics(byTopic(transaction.state().openPartitions()));
        }
        Writer writer = described.writer();
        if (writer != null) {
            state.writerClientId(writer.clientId()).writerClientHost(writer.clientHost());
        }
        return state.build();
    }

    private static List<TopicData> byTopic(Set<TopicPartition> partitions) {
        Map<String, List<Integer>> byTopic = new TreeMap<>();
        partitions.stream()
                .sorted()
                .forEach(partition -> byTopic.computeIfAbsent(partition.topic(), topic -> new ArrayList<>())
                        .add(partition.partition()));
        List<TopicData> topics = new ArrayList<>(byTopic.size());
        byTopic.forEach((topic, indexes) -> topics.add(new TopicData(topic, indexes)));
        return topics;
    }
}
