package dev.tidemark.streams.runtime.task;

import dev.tidemark.streams.runtime.time.WriterState;
import dev.tidemark.streams.wire.OffsetMetadata.SourceState;
import org.jspecify.annotations.Nullable;

/**
 * Where a task stood at a seal, apart from its stores: what it falls back to if a later interval falls.
 *
 * @param commitSeq number of the commit
 * @param ended whether nothing was left to do, for ever
 * @param positions per input, in the task's order
 * @param sources per input: state of the watermark; null for an edge, and where no time is kept
 * @param receptions per input: what is known of the writers; empty for a source
 * @param told per outgoing edge: the frontier that was told last
 */
@SuppressWarnings("ArrayRecordComponent") // a private picture of arrays; nobody compares it
record TaskSnapshot(long commitSeq, boolean ended, long[] positions, @Nullable SourceState[] sources,
        @Nullable WriterState[][] receptions, long[] told) {

    /** The same, behind a commit of this number that fell. */
    TaskSnapshot withCommitSeq(long number) {
        return new TaskSnapshot(number, ended, positions, sources, receptions, told);
    }
}
