package dev.tidemark.log;

import dev.tidemark.log.compaction.Compaction;

/** A round of compaction that a log began: to be run once, by any thread but its owner's, and then ended by the owner. */
public interface CompactionRound {

    /**
     * Compacts.
     *
     * @param replacements hears of each new segment, on the thread of the round; has the owner take it over
     * @return the point below which all is compacted
     * @throws Compaction.Stopped if the pace ended it
     * @throws dev.tidemark.log.compaction.SwapInterrupted if the disk failed at a bad moment: {@link LogCompaction#failed}
     * @throws dev.tidemark.core.failure.TidemarkException if the disk failed or is full otherwise; the log is as it was
     */
    long run(Compaction.Replacements replacements);
}
