package dev.tidemark.state;

import dev.tidemark.core.failure.Invariants;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory of all stores of a process, {@code tidemark.state.memory.bytes}; shared by its workers, safe from any thread.
 *
 * <p>One half is for the engine outside the heap (block cache, write buffers), one half for the heap: three quarters of that
 * for overlays, which hold what must not be dropped, one quarter for the read cache, which drops what it likes. Overlays
 * that pass their share force a commit; past one and a half of it, a checkpoint; past twice of it, reading stops.
 */
public final class StateMemory {

    private final long bytes;
    private final AtomicLong overlayBytes = new AtomicLong();

    /** @param bytes the whole budget */
    public StateMemory(long bytes) {
        Invariants.check(bytes > 0, "the stores have some memory");
        this.bytes = bytes;
    }

    public long bytes() {
        return bytes;
    }

    /** For the engine, outside the heap. */
    public long nativeBytes() {
        return bytes / 2;
    }

    /** For overlays. */
    public long overlayBytesMax() {
        return bytes / 8 * 3;
    }

    /** For the read cache. */
    public long cacheBytesMax() {
        return bytes / 8;
    }

    /** What the overlays of all tasks hold now. */
    public long overlayBytes() {
        return overlayBytes.get();
    }

    /** Counts a change of an overlay's size. */
    public void addOverlayBytes(long delta) {
        overlayBytes.addAndGet(delta);
    }

    /** What the overlays' size asks of every worker. */
    public MemoryPressure pressure() {
        long held = overlayBytes.get();
        long share = overlayBytesMax();
        if (held <= share) {
            return MemoryPressure.NONE;
        }
        if (held <= share + share / 2) {
            return MemoryPressure.COMMIT;
        }
        return held <= 2 * share ? MemoryPressure.CHECKPOINT : MemoryPressure.STOP_READING;
    }
}
