/**
 * Compaction: of every key's records in the older part of a log only the last stays. {@link dev.tidemark.log.compaction.Compaction} runs one
 * round over a log's sealed segments, {@link dev.tidemark.log.compaction.SegmentSwap} puts the result in their place and completes at the next start what a
 * crash interrupted. The format page is {@code docs/formats/compaction.md}.
 *
 * <p>Nobody schedules it yet, and no open log takes its result: until both are there it runs only on logs that nobody has open. Whoever opens
 * a compacted folder calls {@code SegmentSwap.finishInterrupted} before {@code LogRecovery}. Left to the scheduler: which log is dirty enough
 * ({@code min.cleanable.dirty.ratio}), the lags ({@code min.compaction.lag.ms}, {@code max.compaction.lag.ms}) as an upper offset, and the checkpoint of the
 * point that a round reached.
 *
 * <p>Limits: one batch whose records do not fit the memory for keys stops the compaction there (the result's point says so); the first delete horizon of
 * a batch may lengthen its timestamps by some bytes a record, so that a segment of tombstones may pass {@code segment.bytes} by that much.
 */
@NullMarked
package dev.tidemark.log.compaction;

import org.jspecify.annotations.NullMarked;
