package dev.tidemark.log.segment;

import dev.tidemark.log.index.OffsetIndex;
import dev.tidemark.log.index.TimeIndex;
import dev.tidemark.storage.StorageFile;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A segment's open files, held by those who use them. Whoever got it from {@link Segment#hold} must {@link #release} it. The files are
 * closed by {@link OpenSegments} when nobody holds them, or by the last holder of a deleted segment. Any thread.
 */
public final class OpenSegment {

    private static final int CLOSED = -1;

    private final Segment segment;
    private final StorageFile log;
    // Holders; -1 once closed. Closing is possible only from 0.
    private final AtomicInteger holders = new AtomicInteger();
    private volatile long lastUse;
    // Whether it has bytes that no force covered. Its files stay open: an error of the kernel's write-back must reach our force.
    private volatile boolean dirty;
    private volatile @Nullable OffsetIndex offsets;
    private volatile @Nullable TimeIndex times;

    OpenSegment(Segment segment, StorageFile log) {
        this.segment = segment;
        this.log = log;
    }

    boolean tryHold(long useNumber) {
        while (true) {
            int now = holders.get();
            if (now == CLOSED) {
                return false;
            }
            if (holders.compareAndSet(now, now + 1)) {
                lastUse = useNumber;
                return true;
            }
        }
    }

    /** Gives the files back. */
    public void release() {
        if (holders.decrementAndGet() == 0 && segment.deleted()) {
            segment.closeIfUnused();
        }
    }

    /** The file of batches. */
    public StorageFile log() {
        return log;
    }

    /** The offset index, opened on first use; a closed segment's is checked against its manifest and rebuilt if it is wrong. */
    public OffsetIndex offsets() {
        OffsetIndex opened = offsets;
        return opened != null ? opened : segment.openOffsets(this);
    }

    /** The time index, likewise. */
    public TimeIndex times() {
        TimeIndex opened = times;
        return opened != null ? opened : segment.openTimes(this);
    }

    @Nullable
    OffsetIndex offsetsIfOpen() {
        return offsets;
    }

    @Nullable
    TimeIndex timesIfOpen() {
        return times;
    }

    void offsets(OffsetIndex opened) {
        offsets = opened;
    }

    void times(TimeIndex opened) {
        times = opened;
    }

    void closeIndexes() {
        OffsetIndex openedOffsets = offsets;
        if (openedOffsets != null) {
            openedOffsets.close();
            offsets = null;
        }
        TimeIndex openedTimes = times;
        if (openedTimes != null) {
            openedTimes.close();
            times = null;
        }
    }

    /** The folder of its log. */
    Path folder() {
        return segment.folder();
    }

    void dirty(boolean now) {
        dirty = now;
    }

    boolean isDirty() {
        return dirty;
    }

    /** Makes every byte written before the call survive power loss. */
    public void force() {
        dirty = false;
        try {
            log.force();
        } catch (Throwable e) {
            dirty = true;
            throw e;
        }
    }

    boolean closed() {
        return holders.get() == CLOSED;
    }

    long lastUse() {
        return lastUse;
    }

    boolean tryClose() {
        if (!holders.compareAndSet(0, CLOSED)) {
            return false;
        }
        closeIndexes();
        log.close();
        return true;
    }
}
