package dev.tidemark.streams.runtime.operator;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What one side of a join keeps of one key and one millisecond: values in the order of their arrival, each with the watermark
 * that it met. Nearly always it is one value. Run by the join's task; a live object of its store.
 */
final class JoinMoment {

    private @Nullable Object[] values;
    private long[] metMs;
    private int size;

    JoinMoment() {
        this.values = new Object[1];
        this.metMs = new long[1];
    }

    /** @param recordMetMs as in {@link RecordTarget#process} */
    void add(@Nullable Object value, long recordMetMs) {
        if (size == values.length) {
            values = Arrays.copyOf(values, 2 * size);
            metMs = Arrays.copyOf(metMs, 2 * size);
        }
        values[size] = value;
        metMs[size] = recordMetMs;
        size++;
    }

    int size() {
        return size;
    }

    @Nullable
    Object value(int index) {
        return values[index];
    }

    long metMs(int index) {
        return metMs[index];
    }
}
