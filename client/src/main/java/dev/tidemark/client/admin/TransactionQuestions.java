package dev.tidemark.client.admin;

import dev.tidemark.client.net.Attempts;
import dev.tidemark.client.net.Attempts.Verdict;
import dev.tidemark.client.net.Call;
import dev.tidemark.client.net.ClientFailures;
import dev.tidemark.client.net.Cluster;
import dev.tidemark.client.net.Coordinator;
import dev.tidemark.client.net.Lane;
import dev.tidemark.client.net.Reply;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.message.DescribeTransactionsRequest;
import dev.tidemark.protocol.message.DescribeTransactionsResponse;
import dev.tidemark.protocol.message.DescribeTransactionsResponse.TransactionState;
import dev.tidemark.protocol.message.ListTransactionsRequest;
import dev.tidemark.protocol.message.ListTransactionsResponse;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What transactional ids there are and what they are doing (KIP-664). Confined to its cluster's loop. */
final class TransactionQuestions {

    private final Cluster cluster;
    private final long timeoutMs;

    TransactionQuestions(Cluster cluster, long timeoutMs) {
        this.cluster = cluster;
        this.timeoutMs = timeoutMs;
    }

    /** The ids of all coordinators that pass, by id: every broker is asked, and one that does not answer fails the question. */
    CompletableFuture<List<TransactionListing>> list(TransactionFilter filter) {
        Call<ListTransactionsResponse> call = Call.of(ApiKey.LIST_TRANSACTIONS, ListTransactionsResponse.class,
                filter.minVersion(), 2, new ListTransactionsRequest(List.copyOf(filter.states()),
                        List.copyOf(filter.producerIds()), filter.longerThanMs(), filter.idPattern()));
        return Attempts.run(cluster, "Transactions cannot be listed", timeoutMs,
                then -> cluster.metadata().ask(List.of(), false, image -> {
                    if (image.brokers().isEmpty()) {
                        then.accept(new Verdict.Again<>("no broker is known"));
                        return;
                    }
                    Gathering gathering = new Gathering(image.brokers().size());
                    image.brokers()
                            .keySet()
                            .forEach(node -> cluster.call(node, Lane.CONTROL, call,
                                    cluster.settings().requestTimeoutMs(), reply -> {
                                        gathering.take(reply);
                                        if (gathering.left == 0) {
                                            then.accept(gathering.verdict());
                                        }
                                    }));
                }));
    }

    /** The answers of all brokers to one attempt. */
    private static final class Gathering {

        private final Map<String, TransactionListing> found = new TreeMap<>();
        private int left;
        private Verdict<List<TransactionListing>> trouble = new Verdict.Settled<>(List.of());

        Gathering(int brokers) {
            this.left = brokers;
        }

        void take(Reply<ListTransactionsResponse> reply) {
            left--;
            switch (reply) {
                case Reply.Lost<ListTransactionsResponse>(Reply.Reason reason, String detail) ->
                    trouble = reason == Reply.Reason.UNSUPPORTED
                            ? refused(ErrorCode.UNSUPPORTED_VERSION, detail)
                            : new Verdict.Again<>(detail);
                case Reply.Answer<ListTransactionsResponse>(ListTransactionsResponse answer, short version) ->
                    take(answer);
            }
        }

        private void take(ListTransactionsResponse answer) {
            ErrorCode error = ErrorCode.of(answer.errorCode());
            if (!answer.unknownStateFilters().isEmpty()) {
                trouble = refused(ErrorCode.INVALID_REQUEST,
                        "no transaction is ever in state " + String.join(", ", answer.unknownStateFilters()));
            } else if (error != ErrorCode.NONE) {
                trouble = error.retriable() ? new Verdict.Again<>(error.message()) : refused(error, null);
            }
            answer.transactionStates()
                    .forEach(state -> found.put(state.transactionalId(), new TransactionListing(
                            state.transactionalId(), state.producerId(), state.transactionState())));
        }

        private static Verdict<List<TransactionListing>> refused(ErrorCode error,
                @Nullable String why) {
            return new Verdict.Failed<>(
                    ClientFailures.refused("Transactions cannot be listed", "the filter", error, why));
        }

        Verdict<List<TransactionListing>> verdict() {
            return trouble instanceof Verdict.Settled<List<TransactionListing>>
                    ? new Verdict.Settled<>(List.copyOf(found.values()))
                    : trouble;
        }
    }

    /** What an id is doing; empty if its coordinator does not know it. */
    CompletableFuture<Optional<TransactionDescription>> describe(String id) {
        Coordinator coordinator = new Coordinator(cluster, Coordinator.Kind.TRANSACTION, id, Lane.CONTROL);
        Call<DescribeTransactionsResponse> call = Call.of(ApiKey.DESCRIBE_TRANSACTIONS,
                DescribeTransactionsResponse.class, 0, 0, new DescribeTransactionsRequest(List.of(id)));
        return Attempts.<Optional<TransactionDescription>>run(cluster, "Transaction " + id + " cannot be described",
                timeoutMs, then -> coordinator.call(call, cluster.settings().requestTimeoutMs(),
                        reply -> then.accept(switch (reply) {
                            case Reply.Lost<DescribeTransactionsResponse>(Reply.Reason reason, String detail) ->
                                new Verdict.Again<>(detail);
                            case Reply.Answer<DescribeTransactionsResponse>(DescribeTransactionsResponse answer, short version) ->
                                described(coordinator, answer.transactionStates().getFirst());
                        })));
    }

    private static Verdict<Optional<TransactionDescription>> described(Coordinator coordinator,
            TransactionState state) {
        ErrorCode error = ErrorCode.of(state.errorCode());
        if (coordinator.movedOrLoading(error)) {
            return new Verdict.Again<>(error.message());
        }
        if (error == ErrorCode.TRANSACTIONAL_ID_NOT_FOUND) {
            return new Verdict.Settled<>(Optional.empty());
        }
        if (error != ErrorCode.NONE) {
            return new Verdict.Failed<>(ClientFailures.refused("A transaction cannot be described",
                    "transactional id " + state.transactionalId(), error, null));
        }
        Set<TopicPartition> partitions = new HashSet<>();
        state.topics()
                .forEach(topic -> topic.partitions()
                        .forEach(index -> partitions.add(new TopicPartition(topic.topic(), index))));
        return new Verdict.Settled<>(
                Optional.of(new TransactionDescription(state.transactionalId(), state.transactionState(),
                        state.transactionTimeoutMs(), state.transactionStartTimeMs(), state.producerId(),
                        state.producerEpoch(), partitions, state.writerClientId(), state.writerClientHost())));
    }
}
