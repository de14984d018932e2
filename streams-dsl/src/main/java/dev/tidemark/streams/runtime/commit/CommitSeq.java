package dev.tidemark.streams.runtime.commit;

import dev.tidemark.client.consumer.OffsetAndMetadata;

/** Reads a task's commit count out of a committed position's metadata ({@code streams.wire} knows the layout). */
@FunctionalInterface
public interface CommitSeq {

    /** The count, or -1 where the metadata is not ours (a position set by a tool). */
    long of(OffsetAndMetadata position);
}
