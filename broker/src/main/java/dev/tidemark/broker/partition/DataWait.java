package dev.tidemark.broker.partition;

import dev.tidemark.core.loop.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A reader's wait for more records in any of some partitions: registered with their owners, one message each. Confined to the
 * reader's loop, but for its shares.
 *
 * <p>The reader is woken at least once after each visible append, at most once until it looks. It looks at the partitions'
 * views, so a wake-up carries no data and none can be missed: whoever registers first says what the reader has seen.
 */
public final class DataWait {

    private final EventLoop reader;
    private final Runnable onData;
    private final AtomicBoolean woken = new AtomicBoolean();
    private final List<Share> shares = new ArrayList<>(2);
    private boolean over;

    /** @param onData runs on the reader's loop when there may be more; calls {@link #looking} before it looks */
    public DataWait(EventLoop reader, Runnable onData) {
        this.reader = reader;
        this.onData = onData;
    }

    /**
     * Adds a partition.
     *
     * @param seenOffset the high watermark, or the last stable offset, of the view that the reader saw
     * @param committedOnly whether the reader waits for the last stable offset
     */
    public void add(Partition partition, long seenOffset, boolean committedOnly) {
        LedPartition led = (LedPartition) partition;
        for (Share share : shares) {
            if (share.owner == led.loop()) {
                share.add(led, seenOffset, committedOnly);
                return;
            }
        }
        Share share = new Share(led.loop());
        share.add(led, seenOffset, committedOnly);
        shares.add(share);
    }

    /** Registers with the owners. */
    public void park() {
        for (Share share : shares) {
            share.owner.loop().executeOrRun(share::register);
        }
    }

    /** The reader looks now: what comes later wakes it again. */
    public void looking() {
        woken.set(false);
    }

    /** The reader waits no more. */
    public void cancel() {
        over = true;
        for (Share share : shares) {
            share.owner.loop().executeOrRun(share::unregister);
        }
    }

    private void wake() {
        if (!over) {
            onData.run();
        }
    }

    /** The partitions of one owner. Filled by the reader, then confined to the owner's loop. */
    final class Share {

        private record Watched(LedPartition partition, long seenOffset, boolean committedOnly) {}

        private final PartitionLoop owner;
        private final List<Watched> watched = new ArrayList<>(4);

        private Share(PartitionLoop owner) {
            this.owner = owner;
        }

        private void add(LedPartition partition, long seenOffset, boolean committedOnly) {
            watched.add(new Watched(partition, seenOffset, committedOnly));
        }

        private void register() {
            for (Watched one : watched) {
                one.partition.watch(this, one.seenOffset, one.committedOnly);
            }
        }

        private void unregister() {
            for (Watched one : watched) {
                one.partition.unwatch(this);
            }
        }

        /** Called by a partition that has more; a message also if the reader is on this loop, so that one turn wakes once. */
        void wake() {
            if (woken.compareAndSet(false, true)) {
                reader.execute(DataWait.this::wake);
            }
        }
    }
}
