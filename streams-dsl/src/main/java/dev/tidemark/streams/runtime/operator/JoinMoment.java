package dev.tidemark.streams.runtime.operator;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What one side of a join keeps of one key and one millisecond: values in the order of their arrival, each with the watermark
 * that it met and, where there is something to say of it, its {@link Origin}. Nearly always it is one value. Run by the join's task; a live object of its store.
 */
final class JoinMoment {

    private @Nullable Object[] values;
    private long[] metMs;
    private byte[] @Nullable [] origins;
    private int size;

    JoinMoment() {
        this.values = new Object[1];
        this.metMs = new long[1];
        this.origins = new byte[1][];
    }

    /**
     * Adds a record.
     *
     * @param recordMetMs as in {@link RecordTarget#process}
     * @param origin bytes of its {@link Origin}; null for a plain one
     */
    void add(@Nullable Object value, long recordMetMs, byte @Nullable [] origin) {
        if (size == values.length) {
            values = Arrays.copyOf(values, 2 * size);
            metMs = Arrays.copyOf(metMs, 2 * size);
            origins = Arrays.copyOf(origins, 2 * size);
        }
        values[size] = value;
        metMs[size] = recordMetMs;
        origins[size] = origin;
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

    /** Bytes of its {@link Origin}; null for a plain one. */
    byte @Nullable [] origin(int index) {
        return origins[index];
    }
}
