package dev.tidemark.client.consumer;

import dev.tidemark.client.net.Cluster;
import dev.tidemark.core.failure.Invariants;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.core.id.TopicPartition;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A consumer that never waits; confined to its cluster's loop, where its stages complete too. What {@link RecordConsumer} does for a thread that polls,
 * this does for whoever shares a loop with others.
 *
 * <p>One poll at a time: the next begins when the stage of the one before is complete. Rebalances are met in polls, as there.
 */
public final class SteppedConsumer {

    private final Cluster cluster;
    private final ConsumerSettings settings;
    private final ConsumerCore core;
    private final PollerSide side = new PollerSide();
    private boolean polling;

    /** @param checkCrc whether batches are checked against their checksum: over a network yes, in process the broker did */
    public SteppedConsumer(Cluster cluster, ConsumerSettings settings, boolean checkCrc) {
        this.cluster = cluster;
        this.settings = settings;
        this.core = new ConsumerCore(cluster, settings, checkCrc);
    }

    /** Joins the group for these topics, in the place of those before. */
    public void subscribe(Collection<String> topics, RebalanceListener listener) {
        side.listener(listener);
        core.subscribe(new TreeSet<>(topics));
    }

    /** Reads exactly these, without a group's help. */
    public void assign(Collection<TopicPartition> partitions) {
        core.assign(side.assign(partitions));
    }

    /** The partitions as of the last poll. */
    public Set<TopicPartition> assignment() {
        return side.assignment();
    }

    /** Continues at this offset. */
    public void seek(TopicPartition partition, long offset) {
        side.requireAssigned(partition);
        side.polled().forget(Set.of(partition));
        core.fetcher().seek(partition, offset, -1);
    }

    /** The offset behind what was returned; null before anything was. */
    public @Nullable OffsetAndMetadata position(TopicPartition partition) {
        return side.polled().position(partition);
    }

    /**
     * The next records; none if there are none in time.
     *
     * @return fails with {@link TidemarkException} where {@link Consumer#poll} throws it
     */
    public CompletionStage<List<ConsumerRecord>> poll(long timeoutMs) {
        Invariants.check(!polling, "one poll at a time");
        polling = true;
        CompletableFuture<List<ConsumerRecord>> polled = new CompletableFuture<>();
        next(cluster.clock().monotonicMs() + timeoutMs, polled);
        return polled;
    }

    private void next(long deadlineMs, CompletableFuture<List<ConsumerRecord>> polled) {
        List<ConsumerRecord> records;
        try {
            records = side.next(settings.maxPollRecords());
        } catch (TidemarkException damaged) {
            failed(polled, damaged);
            return;
        }
        if (!records.isEmpty()) {
            core.progressed();
            done(polled, records);
            return;
        }
        long leftMs = Math.max(0, deadlineMs - cluster.clock().monotonicMs());
        core.poll(side.polled().report(), leftMs).whenComplete((event, failure) -> {
            boolean more;
            try {
                more = side.handled(event);
            } catch (TidemarkException failed) {
                failed(polled, failed);
                return;
            }
            if (more) {
                next(deadlineMs, polled);
            } else {
                done(polled, List.of());
            }
        });
    }

    private void done(CompletableFuture<List<ConsumerRecord>> polled, List<ConsumerRecord> records) {
        polling = false;
        polled.complete(records);
    }

    private void failed(CompletableFuture<List<ConsumerRecord>> polled, TidemarkException why) {
        polling = false;
        polled.completeExceptionally(why);
    }

    /** Commits the positions behind what was returned. */
    public CompletionStage<Void> commit() {
        return commit(side.polled().positions());
    }

    /** Commits these. */
    public CompletionStage<Void> commit(Map<TopicPartition, OffsetAndMetadata> offsets) {
        return Invariants.present(core.commits(), "group.id").commit(offsets, settings.apiTimeoutMs());
    }

    /** What the group has committed of these; stable offsets only under {@code read_committed}. */
    public CompletionStage<Map<TopicPartition, OffsetAndMetadata>> committed(Set<TopicPartition> partitions) {
        return Invariants.present(core.reads(), "group.id")
                .of(partitions, settings.readCommitted(), settings.apiTimeoutMs());
    }

    /** Who this was in its group when it was given what it reads as of the last poll, for transactions: the group fences it if it gave that to others since. */
    public GroupMetadata groupMetadata() {
        GroupMetadata member = side.member();
        return member == null ? core.metadata() : member;
    }

    /** Commits if that is on, leaves the group, lets go of the cluster. */
    public CompletionStage<Void> close() {
        Map<TopicPartition, OffsetAndMetadata> report = side.polled().report();
        side.unassign();
        return core.close(report);
    }
}
