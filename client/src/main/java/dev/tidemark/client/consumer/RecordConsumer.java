package dev.tidemark.client.consumer;

import dev.tidemark.client.net.ClientConfig;
import dev.tidemark.client.net.ClientEnvironment;
import dev.tidemark.client.net.Cluster;
import dev.tidemark.client.net.NetworkSettings;
import dev.tidemark.client.net.OffsetQuestions;
import dev.tidemark.core.config.Config;
import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.core.loop.Clock;
import dev.tidemark.core.loop.EventLoop;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * {@link Consumer} over a cluster; used by one thread at a time ({@link #wakeup} excepted). It keeps only what was fetched for it and its
 * positions; everything else runs on the environment's loop.
 */
public final class RecordConsumer implements Consumer {

    private final EventLoop loop;
    private final Clock clock;
    private final Cluster cluster;
    private final ConsumerSettings settings;
    private final ConsumerCore core;
    private final PollerSide side = new PollerSide();
    private final PolledRecords polled = side.polled();
    /** A poll whose thread was interrupted: its event is still to come, and may hold records. */
    private @Nullable CompletableFuture<ConsumerEvent> interruptedPoll;
    private boolean closed;

    /**
     * A consumer with a view of the cluster of its own, which closes with it.
     *
     * @param checkCrc whether batches are checked against their checksum: over a network yes, in process the broker did
     */
    public RecordConsumer(ClientEnvironment environment, NetworkSettings network, ConsumerSettings settings,
            boolean checkCrc) {
        this.loop = environment.loop();
        this.clock = environment.clock();
        this.settings = settings;
        this.cluster = environment.cluster(network);
        this.core = new ConsumerCore(cluster, settings, checkCrc);
    }

    /**
     * A consumer by Kafka's configuration keys.
     *
     * @throws TidemarkException {@code CONFIG_UNKNOWN_KEY} naming the nearest known key, {@code CONFIG_INVALID_VALUE}
     */
    public static Consumer open(ClientEnvironment environment, Map<String, String> configuration) {
        Config config = ClientConfig.of(configuration);
        return new RecordConsumer(environment, NetworkSettings.of(config), ConsumerSettings.of(config), true);
    }

    // ---- assignment

    @Override
    public void subscribe(Collection<String> topics, RebalanceListener newListener) {
        requireGroup("subscribe");
        side.listener(newListener);
        Set<String> wanted = new TreeSet<>(topics);
        run(() -> core.subscribe(wanted));
    }

    @Override
    public void assign(Collection<TopicPartition> partitions) {
        finishInterruptedPoll();
        List<TopicPartition> wanted = side.assign(partitions);
        run(() -> core.assign(wanted));
    }

    @Override
    public void unsubscribe() {
        finishInterruptedPoll();
        side.unassign();
        await("leave the group", core::unsubscribe);
    }

    @Override
    public Set<TopicPartition> assignment() {
        return side.assignment();
    }

    // ---- polling

    @Override
    public List<ConsumerRecord> poll(Duration timeout) {
        long deadlineMs = clock.monotonicMs() + timeout.toMillis();
        while (true) {
            List<ConsumerRecord> records = side.next(settings.maxPollRecords());
            if (!records.isEmpty()) {
                run(core::progressed); // also where the next polls need nothing from the core
                return records;
            }
            long leftMs = Math.max(0, deadlineMs - clock.monotonicMs());
            if (!side.handled(nextEvent(leftMs))) {
                return List.of();
            }
        }
    }

    private ConsumerEvent nextEvent(long timeoutMs) {
        CompletableFuture<ConsumerEvent> asked = interruptedPoll;
        if (asked == null) {
            CompletableFuture<ConsumerEvent> fresh = new CompletableFuture<>();
            Map<TopicPartition, OffsetAndMetadata> report = polled.report();
            hand(fresh, () -> core.poll(report, timeoutMs));
            asked = fresh;
        }
        interruptedPoll = asked; // kept only if this thread is interrupted while it waits
        ConsumerEvent event = outcome("poll", asked);
        interruptedPoll = null;
        return event;
    }

    /** Takes what an interrupted poll brought, so that nothing it took off the core is lost or outlives a seek. */
    private void finishInterruptedPoll() {
        if (interruptedPoll != null) {
            run(core::wakeup);
            side.handled(nextEvent(0));
        }
    }

    @Override
    public void wakeup() {
        loop.execute(core::wakeup);
    }

    // ---- positions

    @Override
    public void seek(TopicPartition partition, long offset) {
        side.requireAssigned(partition);
        finishInterruptedPoll();
        polled.forget(Set.of(partition));
        run(() -> core.fetcher().seek(partition, offset, -1));
    }

    @Override
    public void seekToBeginning(Collection<TopicPartition> partitions) {
        seekTo(partitions, BatchConsumer.EARLIEST);
    }

    @Override
    public void seekToEnd(Collection<TopicPartition> partitions) {
        seekTo(partitions, BatchConsumer.LATEST);
    }

    private void seekTo(Collection<TopicPartition> partitions, long timestampMs) {
        partitions.forEach(side::requireAssigned);
        finishInterruptedPoll();
        Set<TopicPartition> wanted = new TreeSet<>(partitions);
        polled.forget(wanted);
        run(() -> {
            wanted.forEach(partition -> core.fetcher().seek(partition, PartitionPosition.UNKNOWN, -1));
            core.starts().resetTo(wanted, timestampMs);
        });
    }

    @Override
    public void pause(Collection<TopicPartition> partitions) {
        partitions.forEach(side::requireAssigned);
        side.pause(partitions);
        List<TopicPartition> wanted = List.copyOf(partitions);
        run(() -> core.fetcher().pause(wanted));
    }

    @Override
    public void resume(Collection<TopicPartition> partitions) {
        side.resume(partitions);
        List<TopicPartition> wanted = List.copyOf(partitions);
        run(() -> core.fetcher().resume(wanted));
    }

    @Override
    public long position(TopicPartition partition) {
        side.requireAssigned(partition);
        finishInterruptedPoll();
        OffsetAndMetadata known = polled.position(partition);
        return known != null ? known.offset()
                : this.<Long>await("look up a position", () -> core.positionOf(partition, settings.apiTimeoutMs()));
    }

    @Override
    public long lag(TopicPartition partition) {
        OffsetAndMetadata known = polled.position(partition);
        return this.<Long>await("look up the lag", () -> {
            long end = settings.readCommitted() ? core.fetcher().lastStableOffset(partition)
                    : core.fetcher().highWatermark(partition);
            long position = known != null ? known.offset() : core.fetcher().position(partition);
            return CompletableFuture.completedFuture(end < 0 || position < 0 ? -1L : Math.max(0, end - position));
        });
    }

    // ---- commits

    @Override
    public void commit() {
        commit(polled.positions());
    }

    @Override
    public void commit(Map<TopicPartition, OffsetAndMetadata> offsets) {
        await("commit offsets", () -> commits().commit(offsets, settings.apiTimeoutMs()));
    }

    @Override
    public CompletableFuture<Void> commitAsync(Map<TopicPartition, OffsetAndMetadata> offsets) {
        requireGroup("commit");
        CompletableFuture<Void> done = new CompletableFuture<>();
        Map<TopicPartition, OffsetAndMetadata> copy = Map.copyOf(offsets);
        hand(done, () -> commits().commit(copy, settings.apiTimeoutMs()));
        return done;
    }

    private OffsetCommits commits() {
        OffsetCommits commits = core.commits();
        if (commits == null) {
            throw noGroup("commit");
        }
        return commits;
    }

    @Override
    public Map<TopicPartition, OffsetAndMetadata> committed(Set<TopicPartition> partitions) {
        OffsetReads reads = core.reads();
        if (reads == null) {
            throw noGroup("read committed offsets");
        }
        return await("read committed offsets",
                () -> reads.of(partitions, settings.readCommitted(), settings.apiTimeoutMs()));
    }

    // ---- offsets

    @Override
    public Map<TopicPartition, Long> beginningOffsets(Collection<TopicPartition> partitions) {
        return offsets(same(partitions, BatchConsumer.EARLIEST));
    }

    @Override
    public Map<TopicPartition, Long> endOffsets(Collection<TopicPartition> partitions) {
        return offsets(same(partitions, BatchConsumer.LATEST));
    }

    @Override
    public Map<TopicPartition, Long> offsetsForTimes(Map<TopicPartition, Long> timestampsMs) {
        Map<TopicPartition, Long> found = offsets(timestampsMs);
        found.values().removeIf(offset -> offset < 0);
        return found;
    }

    private static Map<TopicPartition, Long> same(Collection<TopicPartition> partitions, long timestampMs) {
        Map<TopicPartition, Long> asked = new HashMap<>();
        partitions.forEach(partition -> asked.put(partition, timestampMs));
        return asked;
    }

    private Map<TopicPartition, Long> offsets(Map<TopicPartition, Long> timestampsMs) {
        Map<TopicPartition, OffsetQuestions.Answer> answers = await("look up offsets", () -> OffsetQuestions
                .ask(cluster, timestampsMs, settings.readCommitted(), settings.apiTimeoutMs()));
        Map<TopicPartition, Long> offsets = new TreeMap<>();
        answers.forEach((partition, answer) -> offsets.put(partition, answer.offset()));
        return offsets;
    }

    @Override
    public int partitionCount(String topic) {
        return this.<Integer>await("look up a topic", () -> core.partitionCount(topic, settings.apiTimeoutMs()));
    }

    @Override
    public @Nullable GroupMetadata groupMetadata() {
        GroupMetadata member = side.member();
        return settings.group() == null || member != null ? member
                : await("ask for the group", () -> CompletableFuture.completedFuture(core.metadata()));
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            finishInterruptedPoll(); // gives back what it fetched
        } catch (TidemarkException failed) {
            // a poll's failure concerns nobody who closes
        }
        Map<TopicPartition, OffsetAndMetadata> report = polled.report();
        polled.retain(Set.of());
        await("close", () -> core.close(report));
    }

    // ---- from thread to loop

    private void run(Runnable task) {
        loop.execute(task);
    }

    private static <T> void hand(CompletableFuture<T> answer, Supplier<? extends CompletionStage<T>> call,
            EventLoop to) {
        to.execute(() -> call.get().whenComplete((value, failure) -> {
            if (failure != null) {
                answer.completeExceptionally(failure);
            } else {
                answer.complete(value);
            }
        }));
    }

    private <T> void hand(CompletableFuture<T> answer, Supplier<? extends CompletionStage<T>> call) {
        hand(answer, call, loop);
    }

    /** Calls the core and waits; every call of the core ends by its own time-out. */
    private <T> T await(String what, Supplier<? extends CompletionStage<T>> call) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        hand(answer, call);
        return outcome(what, answer);
    }

    private static <T> T outcome(String what, CompletableFuture<T> answer) {
        try {
            return answer.get();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof TidemarkException explained) {
                throw explained;
            }
            throw new IllegalStateException(what, failed.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new TidemarkException(FailureCode.REQUEST_FAILED, "The consumer was interrupted", what,
                    "somebody interrupted the thread that waited", "close the consumer, or call again", interrupted);
        }
    }

    private void requireGroup(String what) {
        if (settings.group() == null) {
            throw noGroup(what);
        }
    }

    private static TidemarkException noGroup(String what) {
        return new TidemarkException(FailureCode.CONFIG_INVALID_VALUE, "The consumer cannot " + what, "group.id",
                "it is not set", "set group.id, or assign partitions and keep positions yourself");
    }
}
