package dev.tidemark.log.compaction;

import dev.tidemark.core.failure.TidemarkException;

/** The disk failed between the decision for a compacted segment and its end: the log takes nothing any more until it is opened again. */
public final class SwapInterrupted extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final TidemarkException disk;

    SwapInterrupted(TidemarkException disk) {
        super(disk);
        this.disk = disk;
    }

    /** What the disk said. */
    public TidemarkException disk() {
        return disk;
    }
}
