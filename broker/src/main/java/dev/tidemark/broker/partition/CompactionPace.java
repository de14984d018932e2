package dev.tidemark.broker.partition;

import dev.tidemark.core.loop.Clock;
import dev.tidemark.log.compaction.Compaction;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;

/**
 * Holds a round of compaction to its share of the disk, and ends it when the cleaner stops or the partition is not to be compacted any more.
 * Confined to the thread that runs the round.
 */
final class CompactionPace implements Compaction.Pace {

    // Shorter debts are left to grow: a wait costs more than it saves.
    private static final long WAIT_NANOS_MIN = 10_000_000;
    private static final long ROOM_NANOS = 1_000_000_000;

    /** How a thread waits for a wish; a test lets its own clock pass. */
    interface Waiting {

        Waiting BY_THE_CLOCK = (wish, nanos) -> wish.await(nanos, TimeUnit.NANOSECONDS);

        /** True if the wish came within so many nanoseconds; false once they are over. */
        boolean comes(CountDownLatch wish, long nanos) throws InterruptedException;
    }

    /** The cleaner's wish that all rounds end; any thread. */
    static final class Stop {

        private final CountDownLatch wish = new CountDownLatch(1);
        private final Waiting waiting;

        Stop() {
            this(Waiting.BY_THE_CLOCK);
        }

        Stop(Waiting waiting) {
            this.waiting = waiting;
        }

        void now() {
            wish.countDown();
        }

        boolean asked() {
            return wish.getCount() == 0;
        }

        private void waitFor(long nanos) {
            try {
                boolean stopped = waiting.comes(wish, nanos);
                if (stopped) {
                    throw new Compaction.Stopped();
                }
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new Compaction.Stopped();
            }
        }
    }

    private final Stop stop;
    private final LedPartition partition;
    private final Clock clock;
    private final DoubleSupplier bytesPerSecondMax;
    // When the bytes so far may have been gone through.
    private long dueNanos;

    /** @param bytesPerSecondMax as of now; asked by the thread that runs the round */
    CompactionPace(Stop stop, LedPartition partition, Clock clock, DoubleSupplier bytesPerSecondMax) {
        this.stop = stop;
        this.partition = partition;
        this.clock = clock;
        this.bytesPerSecondMax = bytesPerSecondMax;
        this.dueNanos = clock.monotonicNanos();
    }

    @Override
    public void beforeBatch(int bytes) {
        if (stop.asked() || !partition.compactable()) {
            throw new Compaction.Stopped();
        }
        long now = clock.monotonicNanos();
        double nanosPerByte = 1e9 / bytesPerSecondMax.getAsDouble();
        dueNanos = Math.max(dueNanos, now - WAIT_NANOS_MIN) + (long) (bytes * nanosPerByte);
        if (dueNanos - now > WAIT_NANOS_MIN) {
            stop.waitFor(dueNanos - now);
        }
    }

    @Override
    public void beforeRetry() {
        if (stop.asked() || !partition.usable()) {
            throw new Compaction.Stopped();
        }
        stop.waitFor(ROOM_NANOS);
    }
}
