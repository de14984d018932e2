package dev.tidemark.streams.runtime.task;

import dev.tidemark.streams.wire.OffsetMetadata.SourceState;
import org.jspecify.annotations.Nullable;

/** One input partition of a task: how its records are read and what time they bring. Run by the task. */
interface TaskInput {

    InputQueue queue();

    /** Number of the operator that its records enter. */
    int operator();

    /** Processes the record that the queue stands on. */
    void process();

    /** What it promises: a source's watermark, an edge's frontier. */
    long frontierMs();

    /** The declared end is reached. */
    void close();

    /** Whether nothing more comes. */
    boolean closed();

    /** What to commit beside its offset; null if that is nothing. */
    @Nullable
    SourceState sourceState();
}
