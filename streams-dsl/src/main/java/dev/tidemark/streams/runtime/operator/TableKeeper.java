package dev.tidemark.streams.runtime.operator;

import dev.tidemark.state.KeyValues;
import dev.tidemark.streams.topology.Operator;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Keeps the last value per key; null deletes. Sends each change on. Run by its task. */
final class TableKeeper implements RecordTarget {

    private final Operator.LatestPerKey spec;
    private final RecordContext context;
    private final KeyValues<Object> state;
    private final RecordTarget next;
    private final WrittenBytes keyBytes = new WrittenBytes();

    TableKeeper(Operator.LatestPerKey spec, RecordContext context, KeyValues<Object> state, RecordTarget next) {
        this.spec = spec;
        this.context = context;
        this.state = state;
        this.next = next;
    }

    @Override
    public void process(@Nullable Object key, @Nullable Object value, long timestampMs, long metMs) {
        context.enter(spec.name());
        ByteBuffer written = keyBytes.of(key, spec.store().keySerde());
        if (written == null) {
            throw RecordFailures.withoutKey(spec.name(), context);
        }
        if (value == null) {
            state.remove(written);
        } else {
            state.put(written, value);
        }
        next.process(key, value, timestampMs, metMs);
    }
}
