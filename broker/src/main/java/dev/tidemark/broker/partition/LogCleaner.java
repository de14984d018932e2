package dev.tidemark.broker.partition;

import dev.tidemark.core.config.BrokerKeys;
import dev.tidemark.core.config.Config;
import dev.tidemark.core.failure.InvariantFailure;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.core.loop.Clock;
import dev.tidemark.core.loop.EventLoop;
import dev.tidemark.log.CompactionRound;
import dev.tidemark.log.compaction.Compaction;
import dev.tidemark.log.compaction.DirtySection;
import dev.tidemark.log.compaction.SwapInterrupted;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compacts the logs of compacted topics, the dirtiest first, by Kafka's rules. Confined to the control loop; looking and compacting run on the
 * cleaner's threads, and what changes a log is done by its owner.
 *
 * <p>A round goes: the owner begins it, a thread runs it, the owner takes over each new segment and then ends it. As long as there is a log that
 * is dirty enough, the next round follows at once; otherwise the cleaner rests.
 */
public final class LogCleaner {

    private static final Logger LOG = LoggerFactory.getLogger(LogCleaner.class);

    /**
     * How the cleaner works.
     *
     * @param threads rounds at a time
     * @param keyBytesMax memory for keys, shared by the threads
     * @param bytesPerSecondMax of log, read or written, shared likewise
     * @param backoffMs rest when nothing is dirty enough
     */
    public record Settings(int threads, long keyBytesMax, double bytesPerSecondMax, long backoffMs) {

        public static Settings of(Config config) {
            return new Settings(config.get(BrokerKeys.LOG_CLEANER_THREADS),
                    config.get(BrokerKeys.LOG_CLEANER_DEDUPE_BUFFER_SIZE),
                    config.get(BrokerKeys.LOG_CLEANER_IO_MAX_BYTES_PER_SECOND),
                    config.get(BrokerKeys.LOG_CLEANER_BACKOFF_MS));
        }

        double bytesPerSecondOfThread() {
            return bytesPerSecondMax / threads;
        }

        int keyBytesOfThread() {
            return (int) Math.min(Integer.MAX_VALUE - 8, keyBytesMax / threads);
        }
    }

    private record Choice(LedPartition partition, DirtySection dirty) {}

    private final Iterable<LedPartition> partitions;
    private final EventLoop control;
    private final Executor pool;
    private final Clock clock;
    private final Consumer<Throwable> onFailure;
    private final CompactionPace.Stop stop;
    private final CompletableFuture<Void> idle = new CompletableFuture<>();
    private final Set<LedPartition> busy = new HashSet<>();
    // Failed in this stretch of work; tried again after the next rest.
    private final Set<LedPartition> resting = new HashSet<>();
    // Where a batch has more keys than there is memory for.
    private final Map<LedPartition, Long> stuck = new HashMap<>();
    /** What rounds begin with. Invariant: those that are under way began with it, so that together they keep within its memory. */
    private Settings settings;
    /** What rounds are to begin with. Those under way ask it how fast they may go, from their threads. */
    private volatile Settings wanted;
    private EventLoop.@Nullable Scheduled next;
    private boolean looking;

    /**
     * @param partitions those of the moment, each time it is walked
     * @param control where the cleaner is at home
     * @param pool as many threads as the settings of the moment say
     * @param onFailure hears of bugs
     */
    public LogCleaner(Iterable<LedPartition> partitions, EventLoop control, Executor pool, Clock clock,
            Settings settings, Consumer<Throwable> onFailure) {
        this(partitions, control, pool, clock, settings, onFailure, new CompactionPace.Stop());
    }

    LogCleaner(Iterable<LedPartition> partitions, EventLoop control, Executor pool, Clock clock, Settings settings,
            Consumer<Throwable> onFailure, CompactionPace.Stop stop) {
        this.stop = stop;
        this.partitions = partitions;
        this.control = control;
        this.pool = pool;
        this.clock = clock;
        this.settings = settings;
        this.wanted = settings;
        this.onFailure = onFailure;
    }

    /** Looks for the first time after a rest. */
    public void start() {
        next = control.schedule(settings.backoffMs(), this::lookAfterRest);
    }

    /** Other settings: a rest that is under way becomes one of theirs; rounds begin with them once those under way have ended. */
    public void configure(Settings changed) {
        wanted = changed;
        if (next != null && !stop.asked()) {
            next.cancel();
            next = control.schedule(wanted.backoffMs(), this::lookAfterRest);
        }
    }

    /** No round begins any more, and those that are on end at their next batch; completes on the control loop when they have. */
    public CompletionStage<Void> stop() {
        stop.now();
        if (next != null) {
            next.cancel();
        }
        completeIfIdle();
        return idle;
    }

    private void completeIfIdle() {
        if (stop.asked() && busy.isEmpty() && !looking) {
            idle.complete(null);
        }
    }

    private void lookAfterRest() {
        next = null;
        resting.clear();
        look();
    }

    private void look() {
        if (busy.isEmpty()) {
            settings = wanted;
        }
        boolean mayBegin = settings.equals(wanted) && busy.size() < settings.threads();
        if (stop.asked() || looking || !mayBegin) {
            completeIfIdle();
            return;
        }
        looking = true;
        List<LedPartition> candidates = new ArrayList<>();
        Set<LedPartition> led = new HashSet<>();
        for (LedPartition partition : partitions) {
            led.add(partition);
            if (partition.compactable() && !busy.contains(partition) && !resting.contains(partition)) {
                candidates.add(partition);
            }
        }
        stuck.keySet().retainAll(led);
        Map<LedPartition, Long> hopeless = Map.copyOf(stuck);
        pool.execute(() -> {
            Choice chosen = null;
            try {
                chosen = dirtiest(candidates, hopeless);
            } finally {
                Choice found = chosen;
                control.execute(() -> looked(found));
            }
        });
    }

    /** Runs on a thread of the cleaner. */
    private static @Nullable Choice dirtiest(List<LedPartition> candidates, Map<LedPartition, Long> hopeless) {
        Choice best = null;
        for (LedPartition partition : candidates) {
            try {
                partition.owner().execute(partition::rollIfOverdue);
                DirtySection dirty = partition.dirtySection();
                boolean wanted = dirty.wants(partition.config().compaction().minDirtyRatio())
                        && !Long.valueOf(dirty.firstDirtyOffset()).equals(hopeless.get(partition));
                if (wanted && (best == null || dirty.ratio() > best.dirty.ratio())) {
                    best = new Choice(partition, dirty);
                }
            } catch (TidemarkException disk) {
                LOG.error("nobody knows how dirty {} is", partition.name(), disk);
            }
        }
        return best;
    }

    private void looked(@Nullable Choice found) {
        looking = false;
        if (stop.asked()) {
            completeIfIdle();
        } else if (found != null) {
            busy.add(found.partition);
            int keyBytesMax = settings.keyBytesOfThread();
            found.partition.owner().execute(() -> begin(found, keyBytesMax));
            look();
        } else if (next == null) {
            next = control.schedule(wanted.backoffMs(), this::lookAfterRest);
        }
    }

    /** Runs on the partition's owner. */
    private void begin(Choice chosen, int keyBytesMax) {
        LedPartition partition = chosen.partition;
        CompactionPace pace = new CompactionPace(stop, partition, clock, () -> wanted.bytesPerSecondOfThread());
        CompactionRound round = null;
        try {
            round = partition.beginCompaction(keyBytesMax, pace);
        } catch (TidemarkException disk) {
            LOG.error("the compaction of {} could not begin", partition.name(), disk);
        }
        CompactionRound begun = round;
        if (begun == null) {
            control.execute(() -> ended(chosen, -1));
        } else {
            pool.execute(() -> run(chosen, begun));
        }
    }

    /** Runs on a thread of the cleaner. */
    private void run(Choice chosen, CompactionRound round) {
        LedPartition partition = chosen.partition;
        long point = -1;
        try {
            point = round.run(done -> partition.owner().execute(() -> partition.replace(done)));
        } catch (Compaction.Stopped stopped) {
            LOG.debug("the compaction of {} was stopped", partition.name());
        } catch (SwapInterrupted broken) {
            partition.owner().execute(() -> partition.compactionFailed(broken));
        } catch (TidemarkException disk) {
            LOG.error("{} could not be compacted; it is tried again", partition.name(), disk);
        } catch (RuntimeException | InvariantFailure bug) {
            onFailure.accept(bug);
        } finally {
            long reached = point;
            partition.owner().execute(() -> {
                partition.endCompaction(reached);
                control.execute(() -> ended(chosen, reached));
            });
        }
    }

    private void ended(Choice chosen, long point) {
        LedPartition partition = chosen.partition;
        busy.remove(partition);
        stuck.remove(partition);
        if (point < 0) {
            resting.add(partition);
        } else if (point == chosen.dirty.firstDirtyOffset()) {
            stuck.put(partition, point);
            LOG.warn(
                    "{} cannot be compacted from offset {} on: the next batch has more keys than fit into {} bytes; raise {}",
                    partition.name(), point, settings.keyBytesOfThread(),
                    BrokerKeys.LOG_CLEANER_DEDUPE_BUFFER_SIZE.name());
        } else {
            LOG.debug("{} is compacted up to offset {}", partition.name(), point);
        }
        look();
    }
}
