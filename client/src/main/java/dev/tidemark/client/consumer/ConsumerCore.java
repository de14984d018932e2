package dev.tidemark.client.consumer;

import dev.tidemark.client.net.Attempts;
import dev.tidemark.client.net.ClientFailures;
import dev.tidemark.client.net.Cluster;
import dev.tidemark.client.net.Coordinator;
import dev.tidemark.client.net.Lane;
import dev.tidemark.client.net.MetadataImage;
import dev.tidemark.core.failure.Invariants;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.core.loop.EventLoop;
import dev.tidemark.protocol.ErrorCode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * All of a consumer but its blocking face: membership, positions, fetching, commits; confined to the cluster's loop. The polling thread asks
 * for one {@link ConsumerEvent} at a time.
 */
final class ConsumerCore implements Subscription.Owner, BatchConsumer.Trouble {

    /** A commit that stands between a rebalance and its end is not waited for longer than this. */
    private static final long REBALANCE_COMMIT_MS = 5_000;

    private final Cluster cluster;
    private final EventLoop loop;
    private final ConsumerSettings settings;
    private final Fetcher fetcher;
    private final StartPositions starts;
    private final @Nullable Coordinator coordinator;
    private final @Nullable OffsetCommits commits;
    private final @Nullable OffsetReads reads;
    private final ArrayDeque<ConsumerEvent> events = new ArrayDeque<>();
    private final Map<TopicPartition, OffsetAndMetadata> processed = new HashMap<>();
    private @Nullable ClassicMembership membership;
    private @Nullable Subscription subscription;
    private @Nullable CompletableFuture<ConsumerEvent> poller;
    private EventLoop.@Nullable Scheduled pollTimer;
    /** How often the membership was lost: what the poller was told before, and has not met yet, is void. */
    private long losses;
    private boolean wokenEarly;
    private boolean autoCommitting;
    private boolean closed;

    ConsumerCore(Cluster cluster, ConsumerSettings settings, boolean checkCrc) {
        this.cluster = cluster;
        this.loop = cluster.loop();
        this.settings = settings;
        this.fetcher = new Fetcher(cluster, settings, Lane.FETCH, checkCrc);
        GroupSettings group = settings.group();
        if (group == null) {
            coordinator = null;
            commits = null;
            reads = null;
        } else {
            coordinator = new Coordinator(cluster, Coordinator.Kind.GROUP, group.groupId(), Lane.GROUP);
            commits = new OffsetCommits(cluster, coordinator, this::metadata);
            reads = new OffsetReads(cluster, coordinator, group.groupId());
        }
        this.starts = new StartPositions(cluster, settings, fetcher, reads,
                why -> emit(new ConsumerEvent.Failure(why)));
        fetcher.onAvailable(this::serve);
        fetcher.onTrouble(this);
        cluster.metadata().onChange(() -> {
            if (subscription != null) {
                subscription.metadataChanged();
            }
        });
    }

    Fetcher fetcher() {
        return fetcher;
    }

    /** Null without a group. */
    @Nullable
    OffsetCommits commits() {
        return commits;
    }

    @Nullable
    OffsetReads reads() {
        return reads;
    }

    StartPositions starts() {
        return starts;
    }

    GroupMetadata metadata() {
        GroupSettings group = Invariants.present(settings.group(), "group.id");
        return membership == null ? GroupMetadata.none(group.groupId()) : membership.metadata();
    }

    // ---- assignment

    void subscribe(Set<String> topics) {
        GroupSettings group = Invariants.present(settings.group(), "group.id");
        if (subscription != null && membership != null) {
            subscription.topics(topics);
            membership.requestRejoin();
            return;
        }
        subscription = new Subscription(cluster, settings, topics, this);
        membership = new ClassicMembership(cluster, group, subscription);
        membership.start();
        startAutoCommit();
    }

    void assign(Collection<TopicPartition> partitions) {
        Set<TopicPartition> wanted = new TreeSet<>(partitions);
        fetcher.assign(wanted);
        processed.keySet().retainAll(wanted);
        starts.retain(wanted);
        starts.find(wanted);
        startAutoCommit();
    }

    CompletionStage<Void> unsubscribe() {
        CompletionStage<Void> left = membership == null ? CompletableFuture.completedFuture(null) : membership.leave();
        membership = null;
        subscription = null;
        readNothing();
        return left;
    }

    private void readNothing() {
        fetcher.assign(List.of());
        starts.retain(Set.of());
        processed.clear();
    }

    // ---- polling

    /** The next event, at the latest after the timeout; {@code newlyProcessed} is what the poller returned to its user before. */
    CompletionStage<ConsumerEvent> poll(Map<TopicPartition, OffsetAndMetadata> newlyProcessed, long timeoutMs) {
        newlyProcessed.forEach((partition, offset) -> {
            if (fetcher.position(partition) >= 0) {
                processed.put(partition, offset);
            }
        });
        if (membership != null) {
            membership.progressed();
        }
        if (events.isEmpty()) {
            starts.again();
        }
        CompletableFuture<ConsumerEvent> waiting = new CompletableFuture<>();
        poller = waiting;
        serve();
        if (!waiting.isDone()) {
            if (wokenEarly || timeoutMs <= 0) {
                wakeup();
            } else {
                pollTimer = loop.schedule(timeoutMs, () -> answer(new ConsumerEvent.Nothing(), waiting));
            }
        }
        return waiting;
    }

    /** The user is alive. */
    void progressed() {
        if (membership != null) {
            membership.progressed();
        }
    }

    /** The next offset to be handed out, once it is known. */
    CompletionStage<Long> positionOf(TopicPartition partition, long timeoutMs) {
        return Attempts.run(cluster, "The position of " + partition + " is not known", timeoutMs, then -> {
            long position = fetcher.position(partition);
            then.accept(position >= 0 ? new Attempts.Verdict.Settled<>(position)
                    : new Attempts.Verdict.Again<>("no position yet"));
        });
    }

    /** The partitions of a topic that exists. */
    CompletionStage<Integer> partitionCount(String topic, long timeoutMs) {
        String what = "Topic " + topic + " cannot be looked up";
        return Attempts.run(cluster, what, timeoutMs, then -> cluster.metadata().ask(List.of(topic), false, image -> {
            MetadataImage.Topic known = image.topic(topic);
            if (known != null && known.error() == ErrorCode.UNKNOWN_TOPIC_OR_PARTITION) {
                then.accept(new Attempts.Verdict.Failed<>(
                        ClientFailures.refused(what, "topic " + topic, known.error(), null)));
            } else if (known == null || known.partitions().isEmpty()) {
                then.accept(new Attempts.Verdict.Again<>(known == null ? "unknown" : known.error().message()));
            } else {
                then.accept(new Attempts.Verdict.Settled<>(known.partitions().size()));
            }
        }));
    }

    /** Ends a poll that waits, or the next. */
    void wakeup() {
        CompletableFuture<ConsumerEvent> waiting = poller;
        if (waiting == null) {
            wokenEarly = true;
        } else {
            wokenEarly = false;
            answer(new ConsumerEvent.Nothing(), waiting);
        }
    }

    private void emit(ConsumerEvent event) {
        events.add(event);
        serve();
    }

    private void serve() {
        CompletableFuture<ConsumerEvent> waiting = poller;
        if (waiting == null) {
            return;
        }
        ConsumerEvent event = events.poll();
        if (event != null) {
            answer(event, waiting);
            return;
        }
        List<FetchedRecords> taken = new ArrayList<>();
        for (FetchedRecords next = fetcher.take(); next != null; next = fetcher.take()) {
            taken.add(next);
        }
        if (!taken.isEmpty()) {
            answer(new ConsumerEvent.Records(taken), waiting);
        }
    }

    private void answer(ConsumerEvent event, CompletableFuture<ConsumerEvent> waiting) {
        if (poller == waiting) {
            poller = null;
            if (pollTimer != null) {
                pollTimer.cancel();
                pollTimer = null;
            }
            if (commits != null && event instanceof ConsumerEvent.Lost) {
                commits.lossTold();
            }
            waiting.complete(event);
        }
    }

    // ---- rebalances

    @Override
    public CompletionStage<Void> commitBeforeRebalance() {
        return settings.autoCommit() ? commitProcessed(REBALANCE_COMMIT_MS) : CompletableFuture.completedFuture(null);
    }

    @Override
    public void revoke(Set<TopicPartition> partitions, Runnable done) {
        // no new records of them from here on; the poller drops what it still holds when it sees the event
        fetcher.pause(partitions);
        emit(new ConsumerEvent.Revoked(partitions, unlessLost(() -> {
            if (commits != null) {
                commits.givenUp(partitions);
            }
            Set<TopicPartition> rest = fetcher.assignment();
            rest.removeAll(partitions);
            fetcher.assign(rest);
            starts.retain(rest);
            processed.keySet().removeAll(partitions);
            done.run();
        })));
    }

    /** Does something on the loop, unless the membership is lost by then. */
    private Runnable unlessLost(Runnable task) {
        long lossesBefore = losses;
        return () -> loop.execute(() -> {
            if (losses == lossesBefore) {
                task.run();
            }
        });
    }

    @Override
    public void assigned(Set<TopicPartition> all, Set<TopicPartition> added) {
        fetcher.assign(all);
        emit(new ConsumerEvent.Assigned(added, metadata(), unlessLost(() -> starts.find(added))));
    }

    @Override
    public void lost(Set<TopicPartition> partitions) {
        losses++;
        readNothing();
        if (commits != null) {
            commits.lost();
        }
        // also where all partitions are on their way back: their poller has not met that yet, and may commit them
        emit(new ConsumerEvent.Lost(partitions));
    }

    @Override
    public void failed(TidemarkException why) {
        emit(new ConsumerEvent.Failure(why));
    }

    @Override
    public void requestRejoin() {
        if (membership != null) {
            membership.requestRejoin();
        }
    }

    @Override
    public void outOfRange(TopicPartition partition, long position) {
        fetcher.seek(partition, PartitionPosition.UNKNOWN, -1);
        starts.reset(Set.of(partition), "offset " + position + " lies outside the log");
    }

    @Override
    public void unreadable(TopicPartition partition, TidemarkException why) {
        emit(new ConsumerEvent.Failure(why));
    }

    // ---- commits

    private void startAutoCommit() {
        if (settings.autoCommit() && !autoCommitting) {
            autoCommitting = true;
            loop.schedule(settings.autoCommitIntervalMs(), this::autoCommit);
        }
    }

    private void autoCommit() {
        autoCommitting = false;
        if (closed) {
            return;
        }
        // a failure is met again by the next commit, which has newer offsets
        commitProcessed(settings.autoCommitIntervalMs());
        startAutoCommit();
    }

    private CompletionStage<Void> commitProcessed(long timeoutMs) {
        OffsetCommits target = commits;
        return target == null || processed.isEmpty() ? CompletableFuture.completedFuture(null)
                : target.commit(processed, timeoutMs).handle((done, failure) -> null);
    }

    /** Commits if that is on, leaves the group, lets go. */
    CompletionStage<Void> close(Map<TopicPartition, OffsetAndMetadata> newlyProcessed) {
        processed.putAll(newlyProcessed);
        processed.keySet().retainAll(fetcher.assignment());
        closed = true;
        CompletionStage<Void> committed = settings.autoCommit() ? commitProcessed(REBALANCE_COMMIT_MS)
                : CompletableFuture.completedFuture(null);
        return committed.thenCompose(done -> unsubscribe()).thenRun(() -> {
            fetcher.close();
            cluster.close();
        });
    }
}
