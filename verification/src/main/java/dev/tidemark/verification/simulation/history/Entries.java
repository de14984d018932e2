package dev.tidemark.verification.simulation.history;

import java.util.Arrays;

/** Records as they were read from one partition, in the order in which they came: offset, key and value of each. Immutable. */
public final class Entries {

    /** No record. */
    public static final Entries NONE = new Entries(new long[0], 0);

    private static final int WIDTH = 3;

    private final long[] cells;
    private final int size;

    private Entries(long[] cells, int size) {
        this.cells = cells;
        this.size = size;
    }

    public int size() {
        return size;
    }

    public long offset(int index) {
        return cells[index * WIDTH];
    }

    public long key(int index) {
        return cells[index * WIDTH + 1];
    }

    public long value(int index) {
        return cells[index * WIDTH + 2];
    }

    /** The index of the first record at or after an offset; all must lie in order. */
    public int firstAtOrAfter(long offset) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (offset(middle) < offset) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** One record in words. */
    public String describe(int index) {
        return Append.text(key(index), value(index)) + " at " + offset(index);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("[");
        for (int i = 0; i < size; i++) {
            text.append(i == 0 ? "" : ", ").append(offset(i)).append(": ").append(Append.text(key(i), value(i)));
        }
        return text.append(']').toString();
    }

    /** Used by the one who reads. */
    public static final class Builder {

        private long[] cells = new long[WIDTH * 8];
        private int size;

        public Builder add(long offset, long key, long value) {
            int at = size * WIDTH;
            if (at == cells.length) {
                cells = Arrays.copyOf(cells, cells.length * 2);
            }
            cells[at] = offset;
            cells[at + 1] = key;
            cells[at + 2] = value;
            size++;
            return this;
        }

        public Entries build() {
            return size == 0 ? NONE : new Entries(Arrays.copyOf(cells, size * WIDTH), size);
        }
    }
}
