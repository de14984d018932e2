package dev.tidemark.broker.group;

import dev.tidemark.broker.coordinator.Append;
import dev.tidemark.broker.coordinator.CoordinatorLogs;
import dev.tidemark.broker.coordinator.CoordinatorRuntime;
import dev.tidemark.broker.coordinator.Decision;
import dev.tidemark.broker.group.OffsetsToCommit.OffsetToCommit;
import dev.tidemark.broker.group.consumer.SubscribedTopics;
import dev.tidemark.broker.metadata.ClusterDelta;
import dev.tidemark.broker.metadata.MetadataListener;
import dev.tidemark.broker.metadata.TopicImage;
import dev.tidemark.broker.txn.TransactionGate;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.core.loop.Clock;
import dev.tidemark.core.loop.EventLoop;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.message.ConsumerGroupDescribeResponse;
import dev.tidemark.protocol.message.ConsumerGroupHeartbeatResponse;
import dev.tidemark.protocol.message.DescribeGroupsResponse.DescribedGroup;
import dev.tidemark.protocol.message.JoinGroupResponse;
import dev.tidemark.protocol.message.ListGroupsResponse.ListedGroup;
import dev.tidemark.protocol.message.SyncGroupResponse;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Coordinates the groups whose partition of {@code __consumer_offsets} this broker leads. Called on the control loop; its
 * stages complete there.
 */
public final class GroupCoordinator implements MetadataListener {

    /** The internal topic. */
    public static final String TOPIC = TopicImage.CONSUMER_OFFSETS;

    private final CoordinatorRuntime<GroupShard, GroupRecord> runtime;
    private final EventLoop loop;
    private final TransactionGate gate;
    private final GroupRebalances rebalances = new GroupRebalances();
    private SubscribedTopics topics = SubscribedTopics.NONE;

    /**
     * @param random makes member ids
     * @param exempt groups whose offsets never expire
     * @param gate asked before offsets are stored inside a transaction
     * @param background where assignments of large groups are worked out
     */
    public GroupCoordinator(EventLoop loop, Clock clock, RandomGenerator random, CoordinatorLogs logs,
            GroupSettings settings, Predicate<String> exempt, TransactionGate gate, Executor background) {
        OffsetExpiry expiry = new OffsetExpiry(exempt);
        this.runtime = new CoordinatorRuntime<>(TOPIC, loop, clock, logs, new GroupRecordCodec(),
                context -> new GroupShard(context, settings, random, expiry, () -> topics, rebalances, background));
        this.loop = loop;
        this.gate = gate;
    }

    /** Loads what there is. */
    public void start() {
        runtime.start();
    }

    /** Refuses what waits and what comes. */
    public void close() {
        runtime.close();
    }

    /** Makes sure that the group's partition exists and is loaded; false if it cannot be loaded. */
    public CompletionStage<Boolean> ready(String groupId) {
        return runtime.ready(runtime.partitionOf(groupId));
    }

    /** The partition of {@code __consumer_offsets} that holds a group. */
    public TopicPartition partitionOf(String groupId) {
        return runtime.topicPartition(runtime.partitionOf(groupId));
    }

    // membership

    /** A member wants to be in the next generation. */
    public CompletionStage<JoinGroupResponse> join(JoinGroup request) {
        return runtime.execute(partition(request.groupId()), request,
                error -> JoinReplies.error(request.memberId(), serverSide(error)));
    }

    /** A member asks for its assignment, or brings all. */
    public CompletionStage<SyncGroupResponse> sync(SyncGroup request) {
        return runtime.execute(partition(request.groupId()), request,
                error -> SyncReplies.error(serverSide(error)));
    }

    /** A member is alive. */
    public CompletionStage<ErrorCode> heartbeat(Heartbeat request) {
        return runtime.execute(partition(request.groupId()), request, error -> error);
    }

    /** Members leave. */
    public CompletionStage<LeaveGroup.Left> leave(LeaveGroup request) {
        return runtime.execute(partition(request.groupId()), request,
                error -> new LeaveGroup.Left(serverSide(error), List.of()));
    }

    /** A member of the consumer protocol joins, stays or leaves. */
    public CompletionStage<ConsumerGroupHeartbeatResponse> heartbeat(ConsumerHeartbeat request) {
        return runtime.execute(partition(request.groupId()), request, ConsumerHeartbeat::refused);
    }

    /** A record that is too large for the log is no fault that the member could name. */
    private static ErrorCode serverSide(ErrorCode error) {
        return error == ErrorCode.MESSAGE_TOO_LARGE ? ErrorCode.UNKNOWN_SERVER_ERROR : error;
    }

    // offsets

    /** Stores offsets. */
    public CompletionStage<Map<TopicPartition, ErrorCode>> commit(OffsetsToCommit request) {
        return runtime.execute(partition(request.groupId()), request,
                error -> OffsetsToCommit.all(request.offsets(), tooMany(error)));
    }

    private static ErrorCode tooMany(ErrorCode error) {
        return error == ErrorCode.MESSAGE_TOO_LARGE ? ErrorCode.INVALID_COMMIT_OFFSET_SIZE : error;
    }

    /**
     * Stores offsets inside a transaction, in three steps: take a ticket, ask the transaction coordinator whether this
     * partition belongs to the transaction (or make it belong to it), redeem the ticket and append. A marker that comes in
     * between tears the ticket.
     *
     * @param mode ADD for clients that leave the registration to the broker (TxnOffsetCommit from version 5)
     */
    public CompletionStage<Map<TopicPartition, ErrorCode>> commitInTransaction(String transactionalId, long producerId,
            short producerEpoch, TransactionGate.Mode mode, String groupId, int generation, String memberId,
            @Nullable String instanceId, Map<TopicPartition, OffsetToCommit> offsets) {
        int partition = partition(groupId);
        TopicPartition topicPartition = runtime.topicPartition(partition);
        CompletionStage<TicketOutcome> ticket = runtime.execute(partition,
                shard -> Decision.reply(
                        new TicketOutcome(shard.tickets().take(producerId, producerEpoch), ErrorCode.NONE)),
                error -> new TicketOutcome(null, error));
        return ticket.thenCompose(taken -> {
            TransactionTickets.Ticket held = taken.ticket();
            if (held == null) {
                return CompletableFuture.completedFuture(OffsetsToCommit.all(offsets, taken.error()));
            }
            return loop.hear(gate.admit(transactionalId, producerId, producerEpoch, Set.of(topicPartition), mode))
                    .thenCompose(admitted -> {
                        ErrorCode error = admitted.getOrDefault(topicPartition, ErrorCode.UNKNOWN_SERVER_ERROR);
                        if (error != ErrorCode.NONE) {
                            return giveBack(partition, held, offsets, error);
                        }
                        return runtime.execute(partition,
                                new OffsetsInTransaction(groupId, generation, memberId, instanceId, held, offsets),
                                refusal -> OffsetsToCommit.all(offsets, tooMany(refusal)));
                    });
        });
    }

    private record TicketOutcome(TransactionTickets.@Nullable Ticket ticket,
            ErrorCode error) {}

    private CompletionStage<Map<TopicPartition, ErrorCode>> giveBack(int partition, TransactionTickets.Ticket ticket,
            Map<TopicPartition, OffsetToCommit> offsets, ErrorCode error) {
        return runtime.execute(partition, shard -> {
            shard.tickets().redeem(ticket);
            return Decision.reply(OffsetsToCommit.all(offsets, error));
        }, refusal -> OffsetsToCommit.all(offsets, error));
    }

    /** What a group stored. */
    public CompletionStage<OffsetsToFetch.Fetched> fetch(OffsetsToFetch request) {
        return runtime.execute(partition(request.groupId()), request, OffsetsToFetch.Fetched::refused);
    }

    /**
     * Ends a producer's transaction in a partition of {@code __consumer_offsets}: appends the marker, and with it makes the
     * pending offsets count or drops them. The marker takes its place in the coordinator's own order of appends, so offsets
     * decided before it stand before it in the log. Repeating it is harmless.
     *
     * @return NONE once the marker is committed; UNKNOWN_TOPIC_OR_PARTITION for a number that the topic has no partition of
     */
    public CompletionStage<ErrorCode> endTransaction(int partition, long producerId, short producerEpoch,
            int coordinatorEpoch, boolean commit) {
        if (!runtime.has(partition)) {
            return CompletableFuture.completedFuture(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
        }
        return runtime.executeWhenLoaded(partition,
                shard -> Decision.append(
                        new Append.Marker<GroupRecord>(producerId, producerEpoch, commit, coordinatorEpoch),
                        ErrorCode.NONE),
                error -> error);
    }

    /** Forgets the offsets of deleted topics; groups look at their subscriptions again with the next heartbeat. */
    @Override
    public void changed(ClusterDelta delta) {
        boolean differs = !delta.created().isEmpty() || !delta.deleted().isEmpty() || !delta.changed().isEmpty();
        topics = new SubscribedTopics(delta.after(), differs ? delta.after().offset() : topics.version());
        Set<String> deleted = new HashSet<>();
        delta.deleted().forEach(topic -> deleted.add(topic.name()));
        if (!deleted.isEmpty()) {
            topicsDeleted(deleted);
        }
    }

    void topicsDeleted(Set<String> topics) {
        TopicsGone gone = new TopicsGone(topics);
        for (int partition : runtime.opened()) {
            forget(partition, gone);
        }
    }

    private void forget(int partition, TopicsGone gone) {
        runtime.executeWhenLoaded(partition, gone, error -> false).thenAccept(more -> {
            if (more) {
                forget(partition, gone);
            }
        });
    }

    // deletions

    /** Deletes a group that has no members. */
    public CompletionStage<ErrorCode> delete(DeleteGroup request) {
        return runtime
                .execute(partition(request.groupId()), request,
                        error -> new DeleteGroup.Result(serverSide(error), false))
                .thenCompose(result -> result.more() ? delete(request)
                        : CompletableFuture.completedFuture(result.error()));
    }

    /** Forgets offsets. */
    public CompletionStage<OffsetsToDelete.Deleted> delete(OffsetsToDelete request) {
        return runtime.execute(partition(request.groupId()), request,
                error -> OffsetsToDelete.Deleted.refused(serverSide(error)));
    }

    // descriptions

    /** The groups that pass the filters; an error if some partition is not loaded. */
    public CompletionStage<ListedGroups.Found> list(ListedGroups request) {
        CompletableFuture<ListedGroups.Found> all = CompletableFuture
                .completedFuture(new ListedGroups.Found(ErrorCode.NONE, List.of()));
        for (int partition : runtime.opened()) {
            all = all.thenCombine(
                    runtime.execute(partition, request, error -> new ListedGroups.Found(error, List.of())),
                    GroupCoordinator::together);
        }
        return all;
    }

    private static ListedGroups.Found together(ListedGroups.Found some, ListedGroups.Found more) {
        List<ListedGroup> groups = new ArrayList<>(some.groups());
        groups.addAll(more.groups());
        return new ListedGroups.Found(some.error() == ErrorCode.NONE ? more.error() : some.error(), groups);
    }

    /** How many groups and members there are. */
    public CompletionStage<GroupCounts> count() {
        return runtime.gather(GroupCounts::of, error -> GroupCounts.UNKNOWN, GroupCounts.NONE, GroupCounts::plus);
    }

    /** How often groups rebalanced; any thread. */
    public GroupRebalances rebalances() {
        return rebalances;
    }

    /** What a group is doing. */
    public CompletionStage<DescribedGroup> describe(DescribeGroup request) {
        return runtime.execute(partition(request.groupId()), request, request::refused);
    }

    /** What a group of the consumer protocol is doing. */
    public CompletionStage<ConsumerGroupDescribeResponse.DescribedGroup> describe(DescribeConsumerGroup request) {
        return runtime.execute(partition(request.groupId()), request, request::refused);
    }

    /** The durable state of a partition as text: what a reload has to give again. */
    CompletionStage<Map<String, String>> durableState(int partition) {
        return runtime.executeWhenLoaded(partition, shard -> Decision.reply(shard.describeDurable()),
                error -> Map.of("", error.name()));
    }

    private int partition(String groupId) {
        return runtime.partitionOf(groupId);
    }
}
