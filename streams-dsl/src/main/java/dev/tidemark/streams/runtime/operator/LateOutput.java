package dev.tidemark.streams.runtime.operator;

import dev.tidemark.streams.runtime.time.SourceWatermark;
import org.jspecify.annotations.Nullable;

/** What becomes of records that an operator refuses: counted, and written to its late output if it has one. Run by its task. */
final class LateOutput {

    private final RecordContext context;
    private final WindowCounters counters;
    private final @Nullable RecordWriter writer;

    /** @param writer null: they are counted only */
    LateOutput(RecordContext context, WindowCounters counters, @Nullable RecordWriter writer) {
        this.context = context;
        this.counters = counters;
        this.writer = writer;
    }

    /**
     * The record at hand is refused.
     *
     * @param overtaken whether that cannot be, unless something upstream broke its promise
     * @param metMs as in {@link RecordTarget#process}
     * @param reachedMs how far the operator is: what a record that was on time at its source is late by
     */
    void refuse(boolean overtaken, long timestampMs, long metMs, long reachedMs) {
        if (overtaken) {
            counters.overtaken();
        }
        counters.late();
        if (writer != null) {
            context.writeLate(writer, (metMs == SourceWatermark.ON_TIME ? reachedMs : metMs) - timestampMs);
        }
    }
}
