package dev.tidemark.broker.partition;

import dev.tidemark.core.loop.EventLoop;
import org.jspecify.annotations.Nullable;

/**
 * The broker's rounds through its partitions: retention, time-based flushes, and what else is due now and then. Confined to
 * the loop that schedules it; each partition's part is done by its owner.
 */
public final class Housekeeping {

    private final Iterable<LedPartition> partitions;
    private final EventLoop scheduler;
    private final long intervalMs;
    private final Runnable afterRound;
    private EventLoop.@Nullable Scheduled next;
    private boolean stopped;

    /**
     * @param partitions the ones of the moment, each time it is walked
     * @param intervalMs between two rounds, {@code log.retention.check.interval.ms}
     * @param afterRound what else a round does, on the scheduling loop
     */
    public Housekeeping(Iterable<LedPartition> partitions, EventLoop scheduler, long intervalMs, Runnable afterRound) {
        this.partitions = partitions;
        this.scheduler = scheduler;
        this.intervalMs = intervalMs;
        this.afterRound = afterRound;
    }

    /** Schedules the first round, an interval from now. */
    public void start() {
        next = scheduler.schedule(intervalMs, this::round);
    }

    /** No round starts any more. */
    public void stop() {
        stopped = true;
        if (next != null) {
            next.cancel();
        }
    }

    private void round() {
        if (stopped) {
            return;
        }
        for (LedPartition partition : partitions) {
            partition.owner().executeOrRun(partition::housekeep);
        }
        afterRound.run();
        start();
    }
}
