package dev.tidemark.streams.runtime.operator;

import dev.tidemark.state.KeyValues;
import dev.tidemark.streams.plan.Aggregation;
import dev.tidemark.streams.topology.Operator;
import java.nio.ByteBuffer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Folds per key, for ever, and sends each change with the time and lateness of the record that made it. Run by its task. */
final class KeyAggregator implements RecordTarget {

    private final Operator.KeyAggregate spec;
    private final RecordContext context;
    private final KeyValues<Object> state;
    private final RecordTarget next;
    private final WrittenBytes keyBytes = new WrittenBytes();

    KeyAggregator(Operator.KeyAggregate spec, RecordContext context, KeyValues<Object> state, RecordTarget next) {
        this.spec = spec;
        this.context = context;
        this.state = state;
        this.next = next;
    }

    @Override
    public void process(@Nullable Object key, @Nullable Object value, long timestampMs, long metMs) {
        context.enter(spec.name());
        ByteBuffer written = keyBytes.of(key, spec.store().keySerde());
        if (key == null || written == null) {
            throw RecordFailures.withoutKey(spec.name(), context);
        }
        Object folded = fold(spec.aggregation(), key, value, state.get(written));
        if (folded == null) {
            state.remove(written);
        } else {
            state.put(written, folded);
        }
        next.process(key, folded, timestampMs, metMs);
    }

    static @Nullable Object fold(Aggregation aggregation, Object key, @Nullable Object value,
            @Nullable Object before) {
        Supplier<?> initial = aggregation.initial();
        Object soFar = before == null && initial != null ? initial.get() : before;
        return aggregation.step().apply(key, value, soFar);
    }
}
