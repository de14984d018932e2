/**
 * Compaction: of every key's records in the older part of a log only the last stays. {@link dev.tidemark.log.compaction.Compaction} runs one
 * round over a log's sealed segments, {@link dev.tidemark.log.compaction.SegmentSwap} puts the result in their place and completes at the next start what a
 * crash interrupted. The format page is {@code docs/formats/compaction.md}.
 *
 * <p>The log's owner begins a round ({@code LogCompaction.begin}), any thread runs it, and the owner takes each
 * {@link dev.tidemark.log.compaction.Replaced} over and ends it; the broker's cleaner sees to that. {@link dev.tidemark.log.compaction.DirtySection} says whether a
 * round is worth its while.
 *
 * <p>Limits: one batch whose records do not fit the memory for keys stops the compaction there (the result's point says so); the first delete horizon of
 * a batch may lengthen its timestamps by some bytes a record, so that a segment of tombstones may pass {@code segment.bytes} by that much.
 */
@NullMarked
package dev.tidemark.log.compaction;

import org.jspecify.annotations.NullMarked;
