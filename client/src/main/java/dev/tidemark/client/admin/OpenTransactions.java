package dev.tidemark.client.admin;

import dev.tidemark.client.net.Attempts;
import dev.tidemark.client.net.Attempts.Verdict;
import dev.tidemark.client.net.Call;
import dev.tidemark.client.net.Cluster;
import dev.tidemark.client.net.Lane;
import dev.tidemark.client.net.Reply;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.message.DescribeProducersRequest;
import dev.tidemark.protocol.message.DescribeProducersRequest.TopicRequest;
import dev.tidemark.protocol.message.DescribeProducersResponse;
import dev.tidemark.protocol.message.DescribeProducersResponse.ProducerState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * Who holds partitions back, in three questions (KIP-664): the leaders, which producers have a transaction open; all brokers, which transactional ids
 * those producers have; the coordinators, what these are doing. One question; confined to its cluster's loop.
 */
final class OpenTransactions {

    private final Cluster cluster;
    private final TransactionQuestions transactions;
    private final Set<TopicPartition> asked;
    private final Map<TopicPartition, List<ProducerState>> producers = new TreeMap<>();

    private OpenTransactions(Cluster cluster, TransactionQuestions transactions, Collection<TopicPartition> asked) {
        this.cluster = cluster;
        this.transactions = transactions;
        this.asked = new TreeSet<>(asked);
    }

    /** By partition, in order of start; an empty list where none is open. */
    static CompletionStage<Map<TopicPartition, List<OpenTransaction>>> ask(Cluster cluster,
            Collection<TopicPartition> partitions, long timeoutMs) {
        OpenTransactions question = new OpenTransactions(cluster,
                new TransactionQuestions(cluster, timeoutMs), partitions);
        CompletableFuture<Boolean> producers = Attempts.run(cluster, "Producers cannot be described", timeoutMs,
                question::askLeaders);
        return producers.thenCompose(known -> question.transactionalIds())
                .thenCompose(question::describe)
                .thenApply(question::answer);
    }

    // ---- the leaders

    private void askLeaders(Consumer<Verdict<Boolean>> then) {
        Set<TopicPartition> open = new TreeSet<>(asked);
        open.removeAll(producers.keySet());
        Set<String> topics = new TreeSet<>();
        open.forEach(partition -> topics.add(partition.topic()));
        cluster.metadata().ask(topics, false, image -> {
            Map<Integer, Map<String, List<Integer>>> byLeader = new TreeMap<>();
            open.forEach(partition -> byLeader.computeIfAbsent(image.leaderOf(partition), node -> new TreeMap<>())
                    .computeIfAbsent(partition.topic(), topic -> new ArrayList<>())
                    .add(partition.partition()));
            String[] why = {byLeader.remove(-1) == null ? "" : "a partition has no leader"};
            if (byLeader.isEmpty()) {
                then.accept(why[0].isEmpty() ? new Verdict.Settled<>(true) : new Verdict.Again<>(why[0]));
                return;
            }
            int[] left = {byLeader.size()};
            byLeader.forEach((leader, partitions) -> cluster.call(leader, Lane.CONTROL, describeProducers(partitions),
                    cluster.settings().requestTimeoutMs(), reply -> {
                        String trouble = producersFrom(reply);
                        why[0] = trouble.isEmpty() ? why[0] : trouble;
                        if (--left[0] == 0) {
                            then.accept(producers.keySet().containsAll(asked) ? new Verdict.Settled<>(true)
                                    : new Verdict.Again<>(why[0]));
                        }
                    }));
        });
    }

    private static Call<DescribeProducersResponse> describeProducers(Map<String, List<Integer>> partitions) {
        List<TopicRequest> topics = new ArrayList<>();
        partitions.forEach((topic, indexes) -> topics.add(new TopicRequest(topic, indexes)));
        return Call.of(ApiKey.DESCRIBE_PRODUCERS, DescribeProducersResponse.class, 0, 0,
                new DescribeProducersRequest(topics));
    }

    /** Takes an answer over; says what is in the way. */
    private String producersFrom(Reply<DescribeProducersResponse> reply) {
        return switch (reply) {
            case Reply.Lost<DescribeProducersResponse>(Reply.Reason reason, String detail) -> detail;
            case Reply.Answer<DescribeProducersResponse>(DescribeProducersResponse answer, short version) -> {
                String why = "";
                for (DescribeProducersResponse.TopicResponse topic : answer.topics()) {
                    for (DescribeProducersResponse.PartitionResponse partition : topic.partitions()) {
                        TopicPartition where = new TopicPartition(topic.name(), partition.partitionIndex());
                        if (partition.errorCode() == ErrorCode.NONE.code()) {
                            producers.put(where, partition.activeProducers());
                        } else {
                            why = where + ": " + ErrorCode.of(partition.errorCode());
                        }
                    }
                }
                yield why;
            }
        };
    }

    private Set<Long> writers() {
        Set<Long> writers = new TreeSet<>();
        producers.values()
                .forEach(states -> states.stream()
                        .filter(OpenTransactions::open)
                        .forEach(state -> writers.add(state.producerId())));
        return writers;
    }

    private static boolean open(ProducerState state) {
        return state.currentTxnStartOffset() >= 0;
    }

    // ---- all brokers

    private CompletionStage<Set<String>> transactionalIds() {
        Set<Long> writers = writers();
        if (writers.isEmpty()) {
            return CompletableFuture.completedFuture(Set.of());
        }
        return transactions.list(TransactionFilter.of(writers)).thenApply(found -> {
            Set<String> ids = new TreeSet<>();
            found.forEach(transaction -> ids.add(transaction.transactionalId()));
            return ids;
        });
    }

    // ---- the coordinators

    private CompletionStage<Map<Long, TransactionDescription>> describe(Set<String> ids) {
        CompletableFuture<Map<Long, TransactionDescription>> all = CompletableFuture.completedFuture(new HashMap<>());
        for (String id : ids) {
            // one that expired between the questions is known to nobody
            all = all.thenCombine(transactions.describe(id), (known, described) -> {
                described.ifPresent(transaction -> known.put(transaction.producerId(), transaction));
                return known;
            });
        }
        return all;
    }

    private Map<TopicPartition, List<OpenTransaction>> answer(Map<Long, TransactionDescription> known) {
        Map<TopicPartition, List<OpenTransaction>> answer = new TreeMap<>();
        producers.forEach((partition, states) -> {
            List<OpenTransaction> open = new ArrayList<>();
            for (ProducerState state : states) {
                if (open(state)) {
                    open.add(new OpenTransaction(partition, state.producerId(), (short) state.producerEpoch(),
                            state.currentTxnStartOffset(), state.lastTimestamp(), state.coordinatorEpoch(),
                            known.get(state.producerId())));
                }
            }
            open.sort(Comparator.comparingLong(OpenTransaction::startOffset));
            answer.put(partition, List.copyOf(open));
        });
        return answer;
    }
}
