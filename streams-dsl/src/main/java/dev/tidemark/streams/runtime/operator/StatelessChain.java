package dev.tidemark.streams.runtime.operator;

import dev.tidemark.streams.plan.StatelessStep;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A linear chain of stateless steps. Event time and lateness pass through untouched. Run by its task. */
@SuppressWarnings("NullAway") // the user's functions see null keys and values where the topic has them
final class StatelessChain implements RecordTarget {

    private final String name;
    private final StatelessStep[] steps;
    private final RecordContext context;
    private final RecordTarget next;

    StatelessChain(String name, List<StatelessStep> steps, RecordContext context, RecordTarget next) {
        this.name = name;
        this.steps = steps.toArray(StatelessStep[]::new);
        this.context = context;
        this.next = next;
    }

    @Override
    public void process(@Nullable Object key, @Nullable Object value, long timestampMs, long metMs) {
        run(0, key, value, timestampMs, metMs);
    }

    private void run(int from, @Nullable Object firstKey, @Nullable Object firstValue, long timestampMs, long metMs) {
        Object key = firstKey;
        Object value = firstValue;
        for (int i = from; i < steps.length; i++) {
            context.enter(name);
            switch (steps[i]) {
                case StatelessStep.Filter filter -> {
                    if (!filter.predicate().test(key, value)) {
                        return;
                    }
                }
                case StatelessStep.MapValues map -> value = map.mapper().apply(key, value);
                case StatelessStep.SelectKey select -> key = select.mapper().apply(key, value);
                case StatelessStep.Map map -> {
                    Map.Entry<?, ?> pair = map.mapper().apply(key, value);
                    key = pair.getKey();
                    value = pair.getValue();
                }
                case StatelessStep.FlatMap map -> {
                    for (Map.Entry<?, ?> pair : map.mapper().apply(key, value)) {
                        run(i + 1, pair.getKey(), pair.getValue(), timestampMs, metMs);
                        context.enter(name);
                    }
                    return;
                }
                case StatelessStep.FlatMapValues map -> {
                    for (Object each : map.mapper().apply(key, value)) {
                        run(i + 1, key, each, timestampMs, metMs);
                        context.enter(name);
                    }
                    return;
                }
                case StatelessStep.FilterTable filter -> {
                    if (value != null && !filter.predicate().test(key, value)) {
                        value = null;
                    }
                }
                case StatelessStep.MapTableValues map -> value = value == null ? null
                        : map.mapper().apply(key, value);
            }
        }
        next.process(key, value, timestampMs, metMs);
    }
}
