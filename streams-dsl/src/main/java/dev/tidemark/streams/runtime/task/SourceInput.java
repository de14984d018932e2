package dev.tidemark.streams.runtime.task;

import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.record.RecordCursor;
import dev.tidemark.streams.runtime.operator.OperatorGraph;
import dev.tidemark.streams.runtime.operator.RecordContext;
import dev.tidemark.streams.runtime.time.Frontier;
import dev.tidemark.streams.runtime.time.SourceWatermark;
import dev.tidemark.streams.topology.Operator;
import dev.tidemark.streams.topology.TaskId;
import dev.tidemark.streams.wire.OffsetMetadata.SourceState;
import org.jspecify.annotations.Nullable;

/** A partition of a topic from outside: extracts event times and makes the watermark. Run by the task. */
final class SourceInput implements TaskInput {

    private final Operator.Source spec;
    private final InputQueue queue;
    private final RecordReader reader;
    private final OperatorGraph graph;
    private final RecordContext context;
    private final SourceWatermark watermark;
    private final boolean keepsTime;

    /** @param keepsTime whether an operator here or downstream asks for time */
    SourceInput(TaskId task, Operator.Source spec, InputQueue queue, OperatorGraph graph, RecordContext context,
            boolean keepsTime) {
        this.spec = spec;
        this.queue = queue;
        this.reader = new RecordReader(task, spec.name(), queue.partition(), spec.keySerde(), spec.valueSerde());
        this.graph = graph;
        this.context = context;
        this.watermark = new SourceWatermark(spec.disorderMs());
        this.keepsTime = keepsTime;
    }

    @Override
    public InputQueue queue() {
        return queue;
    }

    @Override
    public int operator() {
        return spec.number();
    }

    @Override
    public void process() {
        RecordCursor record = queue.record();
        Object key = reader.key(record);
        Object value = reader.value(record);
        context.source(queue.partition(), record);
        long eventTimeMs = spec.eventTime().eventTimeMs(key, value, record.timestamp());
        if (!Frontier.isEventTime(eventTimeMs)) {
            throw new TidemarkException(FailureCode.RECORD_UNREADABLE,
                    "A record has no event time (source '" + spec.name() + "')", context.where(),
                    "its time is " + eventTimeMs + " ms, which is not between 1970 and the end of 9999",
                    "take the time from elsewhere: Consumed.withEventTime((key, value, timestamp) -> ...)");
        }
        long metMs = keepsTime ? watermark.observe(eventTimeMs) : SourceWatermark.ON_TIME;
        graph.process(spec.number(), key, value, eventTimeMs, metMs);
    }

    @Override
    public long frontierMs() {
        return watermark.watermarkMs();
    }

    @Override
    public void close() {
        watermark.close();
    }

    /** Nothing below this time can come any more. */
    void raise(long certainMs) {
        watermark.raise(certainMs);
    }

    @Override
    public boolean closed() {
        return watermark.closed();
    }

    @Override
    public @Nullable SourceState sourceState() {
        return keepsTime ? watermark.state() : null;
    }

    /** Goes back to what was committed beside the offset; null: nothing was. */
    void restore(@Nullable SourceState state) {
        if (state == null) {
            watermark.reset();
        } else {
            watermark.restore(state);
        }
    }
}
