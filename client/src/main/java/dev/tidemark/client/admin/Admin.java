package dev.tidemark.client.admin;

import dev.tidemark.client.consumer.OffsetAndMetadata;
import dev.tidemark.client.consumer.OffsetReads;
import dev.tidemark.client.net.Attempts;
import dev.tidemark.client.net.Attempts.Verdict;
import dev.tidemark.client.net.Call;
import dev.tidemark.client.net.ClientConfig;
import dev.tidemark.client.net.ClientEnvironment;
import dev.tidemark.client.net.ClientFailures;
import dev.tidemark.client.net.Cluster;
import dev.tidemark.client.net.Coordinator;
import dev.tidemark.client.net.Endpoint;
import dev.tidemark.client.net.Lane;
import dev.tidemark.client.net.MetadataImage;
import dev.tidemark.client.net.NetworkSettings;
import dev.tidemark.client.net.OffsetQuestions;
import dev.tidemark.client.net.Reply;
import dev.tidemark.core.config.ClientKeys;
import dev.tidemark.core.config.Config;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.message.CreatePartitionsResponse;
import dev.tidemark.protocol.message.CreateTopicsResponse;
import dev.tidemark.protocol.message.DeleteRecordsResponse;
import dev.tidemark.protocol.message.DeleteTopicsResponse;
import dev.tidemark.protocol.message.DescribeClusterRequest;
import dev.tidemark.protocol.message.DescribeClusterResponse;
import dev.tidemark.protocol.message.DescribeConfigsResponse;
import dev.tidemark.protocol.message.IncrementalAlterConfigsResponse;
import dev.tidemark.protocol.message.ListGroupsRequest;
import dev.tidemark.protocol.message.ListGroupsResponse;
import dev.tidemark.protocol.message.MetadataRequest;
import dev.tidemark.protocol.message.MetadataResponse;
import dev.tidemark.protocol.message.Response;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Looks at and changes topics, groups and the cluster. Safe from any thread: each call is a message to the environment's loop, where its future
 * completes.
 *
 * <p>Brokers that cannot be reached or are about to move are asked again up to {@code default.api.timeout.ms}; then the future fails with a
 * {@code TidemarkException}. What the cluster refuses is an {@link AdminOutcome}.
 */
public final class Admin implements AutoCloseable {

    private final Cluster cluster;
    private final long timeoutMs;

    /** @param timeoutMs {@code default.api.timeout.ms} */
    public Admin(ClientEnvironment environment, NetworkSettings network, long timeoutMs) {
        this(environment.cluster(network), timeoutMs);
    }

    /**
     * An admin client over a cluster view that others use, too, whose owner closes it: {@link #close} would close it for them.
     *
     * @param timeoutMs {@code default.api.timeout.ms}
     */
    public Admin(Cluster cluster, long timeoutMs) {
        this.cluster = cluster;
        this.timeoutMs = timeoutMs;
    }

    /**
     * An admin client by Kafka's configuration keys.
     *
     * @throws dev.tidemark.core.failure.TidemarkException {@code CONFIG_UNKNOWN_KEY}, {@code CONFIG_INVALID_VALUE}
     */
    public static Admin open(ClientEnvironment environment, Map<String, String> configuration) {
        Config config = ClientConfig.of(configuration);
        return new Admin(environment, NetworkSettings.of(config), config.get(ClientKeys.DEFAULT_API_TIMEOUT_MS));
    }

    // ---- topics

    /** By topic, what became of it. */
    public CompletableFuture<Map<String, AdminOutcome>> createTopics(Collection<NewTopic> topics) {
        return controller("Topics cannot be created", AdminRequests.createTopics(topics, cluster.settings()),
                answer -> {
                    Map<String, AdminOutcome> outcomes = new TreeMap<>();
                    for (CreateTopicsResponse.CreatableTopicResult topic : answer.topics()) {
                        outcomes.put(topic.name(),
                                new AdminOutcome(ErrorCode.of(topic.errorCode()), topic.errorMessage()));
                    }
                    return outcomes;
                });
    }

    /** By topic, what became of it. */
    public CompletableFuture<Map<String, AdminOutcome>> deleteTopics(Collection<String> names) {
        return controller("Topics cannot be deleted", AdminRequests.deleteTopics(names, cluster.settings()), answer -> {
            Map<String, AdminOutcome> outcomes = new TreeMap<>();
            for (DeleteTopicsResponse.DeletableTopicResult topic : answer.responses()) {
                outcomes.put(String.valueOf(topic.name()),
                        new AdminOutcome(ErrorCode.of(topic.errorCode()), topic.errorMessage()));
            }
            return outcomes;
        });
    }

    /** Grows topics to these partition counts; fewer than there are is refused. */
    public CompletableFuture<Map<String, AdminOutcome>> createPartitions(Map<String, Integer> counts) {
        return controller("Partitions cannot be added", AdminRequests.createPartitions(counts, cluster.settings()),
                answer -> {
                    Map<String, AdminOutcome> outcomes = new TreeMap<>();
                    for (CreatePartitionsResponse.CreatePartitionsTopicResult topic : answer.results()) {
                        outcomes.put(topic.name(),
                                new AdminOutcome(ErrorCode.of(topic.errorCode()), topic.errorMessage()));
                    }
                    return outcomes;
                });
    }

    /** All topics, by name. */
    public CompletableFuture<List<TopicListing>> listTopics() {
        // null asks for all of them; in version 0 it was an empty list
        Call<MetadataResponse> call = Call.of(ApiKey.METADATA, MetadataResponse.class, 4, 13,
                new MetadataRequest(null, false, false, false));
        return any("Topics cannot be listed", call, answer -> {
            Map<String, TopicListing> topics = new TreeMap<>();
            for (MetadataResponse.MetadataResponseTopic topic : answer.topics()) {
                if (topic.name() != null) {
                    topics.put(topic.name(), new TopicListing(topic.name(), topic.topicId(), topic.isInternal(),
                            topic.partitions().size()));
                }
            }
            return List.copyOf(topics.values());
        });
    }

    /** By name, what is known of each topic; its {@code error} says if it does not exist. Never creates one. */
    public CompletableFuture<Map<String, MetadataImage.Topic>> describeTopics(Collection<String> names) {
        Set<String> asked = new TreeSet<>(names);
        return onLoop(() -> Attempts.run(cluster, "Topics cannot be described", timeoutMs,
                then -> cluster.metadata()
                        .ask(asked, false, image -> then.accept(new Verdict.Settled<>(found(asked, image))))));
    }

    /** As {@link #describeTopics}, once all of them are known: of what has just been created the controller knows first, and each broker a little later. */
    public CompletableFuture<Map<String, MetadataImage.Topic>> awaitTopics(Collection<String> names) {
        Set<String> asked = new TreeSet<>(names);
        return onLoop(() -> Attempts.run(cluster, "Topics do not become known", timeoutMs,
                then -> cluster.metadata().ask(asked, false, image -> {
                    Map<String, MetadataImage.Topic> found = found(asked, image);
                    found.values().removeIf(topic -> topic.error().retriable());
                    Set<String> missing = new TreeSet<>(asked);
                    missing.removeAll(found.keySet());
                    then.accept(missing.isEmpty() ? new Verdict.Settled<>(found)
                            : new Verdict.Again<>("the broker does not know " + String.join(", ", missing) + " yet"));
                })));
    }

    private static Map<String, MetadataImage.Topic> found(Set<String> asked, MetadataImage image) {
        Map<String, MetadataImage.Topic> found = new TreeMap<>();
        for (String name : asked) {
            MetadataImage.Topic topic = image.topic(name);
            if (topic != null) {
                found.put(name, topic);
            }
        }
        return found;
    }

    /** A topic's settings by name, defaults included; fails if it does not exist. */
    public CompletableFuture<Map<String, ConfigEntry>> describeTopicConfigs(String topic) {
        CompletableFuture<DescribeConfigsResponse.DescribeConfigsResult> described = any("Settings cannot be read",
                AdminRequests.describeTopicConfigs(topic), answer -> answer.results().getFirst());
        return described.thenApply(result -> {
            new AdminOutcome(ErrorCode.of(result.errorCode()), result.errorMessage())
                    .orThrow("Settings cannot be read", "topic " + topic);
            Map<String, ConfigEntry> entries = new TreeMap<>();
            result.configs()
                    .forEach(entry -> entries.put(entry.name(), new ConfigEntry(entry.name(), entry.value(),
                            entry.configSource(), entry.readOnly(), entry.isSensitive())));
            return entries;
        });
    }

    /** Sets these settings of a topic, all or none; the others stay as they are. */
    public CompletableFuture<AdminOutcome> alterTopicConfig(String topic, Map<String, String> settings) {
        return any("Settings cannot be changed", AdminRequests.alterTopicConfig(topic, settings), answer -> {
            IncrementalAlterConfigsResponse.AlterConfigsResourceResponse result = answer.responses().getFirst();
            return new AdminOutcome(ErrorCode.of(result.errorCode()), result.errorMessage());
        });
    }

    // ---- records and offsets

    /** Deletes what lies before these offsets (-1: everything up to the high watermark); answers the new start of each log. */
    public CompletableFuture<Map<TopicPartition, Long>> deleteRecords(Map<TopicPartition, Long> beforeOffsets) {
        Map<TopicPartition, Long> open = new TreeMap<>(beforeOffsets);
        Map<TopicPartition, Long> starts = new HashMap<>();
        return onLoop(() -> Attempts.run(cluster, "Records cannot be deleted", timeoutMs,
                then -> deleteRound(open, starts, then)));
    }

    private void deleteRound(Map<TopicPartition, Long> open, Map<TopicPartition, Long> starts,
            Consumer<Verdict<Map<TopicPartition, Long>>> then) {
        Set<String> topics = new TreeSet<>();
        open.keySet().forEach(partition -> topics.add(partition.topic()));
        cluster.metadata().ask(topics, false, image -> {
            Map<Integer, Map<TopicPartition, Long>> byLeader = new TreeMap<>();
            open.forEach((partition, offset) -> byLeader
                    .computeIfAbsent(image.leaderOf(partition), node -> new TreeMap<>())
                    .put(partition, offset));
            boolean leaderless = byLeader.remove(-1) != null;
            if (byLeader.isEmpty()) {
                then.accept(new Verdict.Again<>("a partition has no leader"));
                return;
            }
            int[] left = {byLeader.size()};
            String[] why = {leaderless ? "a partition has no leader" : ""};
            byLeader.forEach((leader, partitions) -> cluster.call(leader, Lane.CONTROL,
                    AdminRequests.deleteRecords(partitions, cluster.settings()), cluster.settings().requestTimeoutMs(),
                    reply -> {
                        ErrorCode refused = deleted(reply, open, starts, why);
                        if (refused != ErrorCode.NONE) {
                            then.accept(new Verdict.Failed<>(
                                    ClientFailures.refused("Records cannot be deleted", why[0], refused, null)));
                        } else if (--left[0] == 0) {
                            then.accept(open.isEmpty() ? new Verdict.Settled<>(starts) : new Verdict.Again<>(why[0]));
                        }
                    }));
        });
    }

    /** Takes an answer over; an error that lasts is returned, with its partition in {@code why}. */
    private static ErrorCode deleted(Reply<DeleteRecordsResponse> reply, Map<TopicPartition, Long> open,
            Map<TopicPartition, Long> starts, String[] why) {
        if (!(reply instanceof Reply.Answer<DeleteRecordsResponse>(DeleteRecordsResponse answer, short version))) {
            why[0] = ((Reply.Lost<DeleteRecordsResponse>) reply).detail();
            return ErrorCode.NONE;
        }
        for (DeleteRecordsResponse.DeleteRecordsTopicResult topic : answer.topics()) {
            for (DeleteRecordsResponse.DeleteRecordsPartitionResult partition : topic.partitions()) {
                TopicPartition where = new TopicPartition(topic.name(), partition.partitionIndex());
                ErrorCode error = ErrorCode.of(partition.errorCode());
                if (error == ErrorCode.NONE) {
                    open.remove(where);
                    starts.put(where, partition.lowWatermark());
                } else {
                    why[0] = where.toString();
                    if (!error.retriable()) {
                        return error;
                    }
                }
            }
        }
        return ErrorCode.NONE;
    }

    /** The first offset at or after each timestamp (-1: the end, -2: the start); -1 where there is none. */
    public CompletableFuture<Map<TopicPartition, Long>> listOffsets(Map<TopicPartition, Long> timestampsMs,
            boolean readCommitted) {
        return onLoop(() -> OffsetQuestions.ask(cluster, timestampsMs, readCommitted, timeoutMs)).thenApply(answers -> {
            Map<TopicPartition, Long> offsets = new TreeMap<>();
            answers.forEach((partition, answer) -> offsets.put(partition, answer.offset()));
            return offsets;
        });
    }

    /** The transactions that are open in each partition, in order of start: the first holds back readers of committed data. */
    public CompletableFuture<Map<TopicPartition, List<OpenTransaction>>> openTransactions(
            Collection<TopicPartition> partitions) {
        return onLoop(() -> OpenTransactions.ask(cluster, partitions, timeoutMs));
    }

    // ---- transactions

    /** The transactional ids of all coordinators that pass the filter, by id. */
    public CompletableFuture<List<TransactionListing>> listTransactions(TransactionFilter filter) {
        return onLoop(() -> transactions().list(filter));
    }

    /** What a transactional id is doing; empty if its coordinator does not know it. */
    public CompletableFuture<Optional<TransactionDescription>> describeTransaction(String transactionalId) {
        return onLoop(() -> transactions().describe(transactionalId));
    }

    /**
     * Aborts the open transaction of an id and fences its writer; done once every partition has its marker. TRANSACTIONAL_ID_NOT_FOUND if nobody
     * knows the id, INVALID_TXN_STATE if there is nothing to abort.
     */
    public CompletableFuture<AdminOutcome> abortTransaction(String transactionalId) {
        return onLoop(() -> new TransactionAborts(cluster, transactions(), timeoutMs).ofId(transactionalId));
    }

    /**
     * Ends a {@linkplain OpenTransaction#hanging hanging} transaction in its partition by an abort marker (KIP-664). Only for those: where a
     * coordinator knows the transaction, {@link #abortTransaction} ends it everywhere.
     */
    public CompletableFuture<AdminOutcome> abortHanging(OpenTransaction open) {
        return onLoop(() -> new TransactionAborts(cluster, transactions(), timeoutMs).hanging(open));
    }

    private TransactionQuestions transactions() {
        return new TransactionQuestions(cluster, timeoutMs);
    }

    // ---- groups

    /** The groups of all brokers, by id. */
    public CompletableFuture<List<GroupListing>> listGroups() {
        Call<ListGroupsResponse> call = Call.of(ApiKey.LIST_GROUPS, ListGroupsResponse.class, 0, 5,
                new ListGroupsRequest(List.of(), List.of()));
        return onLoop(() -> Attempts.<List<GroupListing>>run(cluster, "Groups cannot be listed", timeoutMs,
                then -> cluster.metadata().ask(List.of(), false, image -> {
                    Map<String, GroupListing> groups = new TreeMap<>();
                    int[] left = {image.brokers().size()};
                    String[] why = {""};
                    image.brokers()
                            .keySet()
                            .forEach(node -> cluster.call(node, Lane.CONTROL, call,
                                    cluster.settings().requestTimeoutMs(), reply -> {
                                        why[0] = listed(reply, groups, why[0]);
                                        if (--left[0] == 0) {
                                            then.accept(why[0].isEmpty()
                                                    ? new Verdict.Settled<>(List.copyOf(groups.values()))
                                                    : new Verdict.Again<>(why[0]));
                                        }
                                    }));
                })));
    }

    private static String listed(Reply<ListGroupsResponse> reply, Map<String, GroupListing> groups, String why) {
        return switch (reply) {
            case Reply.Lost<ListGroupsResponse>(Reply.Reason reason, String detail) -> detail;
            case Reply.Answer<ListGroupsResponse>(ListGroupsResponse answer, short version) -> {
                answer.groups()
                        .forEach(group -> groups.put(group.groupId(),
                                new GroupListing(group.groupId(), group.protocolType(), group.groupState())));
                yield answer.errorCode() == 0 ? why : ErrorCode.of(answer.errorCode()).toString();
            }
        };
    }

    /** A group of either protocol and its members. */
    public CompletableFuture<GroupDescription> describeGroup(String groupId) {
        return onLoop(() -> GroupQuestion.ask(cluster, groupId, timeoutMs));
    }

    /** All committed positions of a group. */
    public CompletableFuture<Map<TopicPartition, OffsetAndMetadata>> groupOffsets(String groupId) {
        return onLoop(() -> new OffsetReads(cluster,
                new Coordinator(cluster, Coordinator.Kind.GROUP, groupId, Lane.CONTROL), groupId)
                .all(false, timeoutMs));
    }

    // ---- the cluster

    public CompletableFuture<ClusterDescription> describeCluster() {
        Call<DescribeClusterResponse> call = Call.of(ApiKey.DESCRIBE_CLUSTER, DescribeClusterResponse.class, 0, 2,
                new DescribeClusterRequest(false, (byte) 1, false));
        return any("The cluster cannot be described", call, answer -> {
            Map<Integer, Endpoint> brokers = new TreeMap<>();
            answer.brokers()
                    .forEach(broker -> brokers.put(broker.brokerId(), new Endpoint(broker.host(), broker.port())));
            return new ClusterDescription(answer.clusterId(), answer.controllerId(), brokers);
        });
    }

    /** Lets go of connections; what is outstanding fails. Idempotent. */
    @Override
    public void close() {
        cluster.loop().execute(cluster::close);
    }

    // ---- asking

    private <R extends Response, T> CompletableFuture<T> any(String what, Call<R> call, Function<R, T> take) {
        return onLoop(() -> Attempts.run(cluster, what, timeoutMs,
                then -> cluster.callAny(call, reply -> then.accept(verdict(reply, take)))));
    }

    /** Asks the controller, or any broker, which passes it on where brokers are not controllers. */
    private <R extends Response, T> CompletableFuture<T> controller(String what, Call<R> call, Function<R, T> take) {
        return onLoop(() -> Attempts.run(cluster, what, timeoutMs,
                then -> cluster.metadata().ask(List.of(), false, image -> {
                    Consumer<Reply<R>> waiter = reply -> then.accept(verdict(reply, take));
                    if (image.brokers().containsKey(image.controllerId())) {
                        cluster.call(image.controllerId(), Lane.CONTROL, call, cluster.settings().requestTimeoutMs(),
                                waiter);
                    } else {
                        cluster.callAny(call, waiter);
                    }
                })));
    }

    private static <R extends Response, T> Verdict<T> verdict(Reply<R> reply, Function<R, T> take) {
        return switch (reply) {
            case Reply.Lost<R>(Reply.Reason reason, String detail) -> new Verdict.Again<>(detail);
            case Reply.Answer<R>(R answer, short version) -> new Verdict.Settled<>(take.apply(answer));
        };
    }

    private <T> CompletableFuture<T> onLoop(Supplier<? extends CompletionStage<T>> call) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        cluster.loop().execute(() -> call.get().whenComplete((value, failure) -> {
            if (failure != null) {
                answer.completeExceptionally(failure);
            } else {
                answer.complete(value);
            }
        }));
        return answer;
    }
}
