package dev.tidemark.streams.runtime.operator;

import org.jspecify.annotations.Nullable;

/** Several targets as one, in order. Run by its task. */
final class FanOut implements RecordTarget {

    private final RecordTarget[] targets;

    private FanOut(RecordTarget[] targets) {
        this.targets = targets;
    }

    static RecordTarget of(RecordTarget[] targets) {
        return targets.length == 1 ? targets[0] : new FanOut(targets.clone());
    }

    @Override
    public void process(@Nullable Object key, @Nullable Object value, long timestampMs, long metMs) {
        for (RecordTarget target : targets) {
            target.process(key, value, timestampMs, metMs);
        }
    }
}
