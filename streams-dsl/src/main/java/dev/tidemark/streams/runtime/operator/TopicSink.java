package dev.tidemark.streams.runtime.operator;

import dev.tidemark.streams.topology.Operator;
import org.jspecify.annotations.Nullable;

/** Writes records to a topic outside, with their event time and the user's headers. Run by its task. */
final class TopicSink implements RecordTarget {

    private final Operator.Sink spec;
    private final RecordContext context;
    private final RecordWriter writer;
    private final WrittenBytes keyBytes = new WrittenBytes();
    private final WrittenBytes valueBytes = new WrittenBytes();

    TopicSink(Operator.Sink spec, RecordContext context, RecordWriter writer) {
        this.spec = spec;
        this.context = context;
        this.writer = writer;
    }

    @Override
    public void process(@Nullable Object key, @Nullable Object value, long timestampMs, long metMs) {
        context.enter(spec.name());
        writer.write(timestampMs, keyBytes.of(key, spec.keySerde()), valueBytes.of(value, spec.valueSerde()),
                context.userHeaders());
    }
}
