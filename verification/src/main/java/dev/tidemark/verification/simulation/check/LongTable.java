package dev.tidemark.verification.simulation.check;

import org.jspecify.annotations.Nullable;

/**
 * What belongs to a number, found without an object for the number: checkers look up some million values. Open addressing with linear steps,
 * at most half full. Used by one thread.
 */
final class LongTable<T> {

    /** Spreads numbers that count up (2^64 divided by the golden ratio, made odd). */
    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    private long[] numbers = new long[1024];
    private @Nullable Object[] things = new @Nullable Object[1024];
    private int size;

    @Nullable
    T get(long number) {
        return cast(things[find(number)]);
    }

    /** Puts it there unless something is; what was there before. */
    @Nullable
    T putIfAbsent(long number, T thing) {
        int index = find(number);
        T before = cast(things[index]);
        if (before == null) {
            numbers[index] = number;
            things[index] = thing;
            if (++size * 2 > things.length) {
                grow();
            }
        }
        return before;
    }

    private void grow() {
        long[] oldNumbers = numbers;
        @Nullable
        Object[] oldThings = things;
        numbers = new long[oldNumbers.length * 2];
        things = new @Nullable Object[oldThings.length * 2];
        for (int i = 0; i < oldThings.length; i++) {
            if (oldThings[i] != null) {
                int index = find(oldNumbers[i]);
                numbers[index] = oldNumbers[i];
                things[index] = oldThings[i];
            }
        }
    }

    /** Where the number is, or the free place where it belongs. */
    private int find(long number) {
        int mask = things.length - 1;
        int index = (int) ((number * SPREAD) >>> 32) & mask;
        while (things[index] != null && numbers[index] != number) {
            index = (index + 1) & mask;
        }
        return index;
    }

    @SuppressWarnings("unchecked") // only things of this type are put in
    private @Nullable T cast(@Nullable Object thing) {
        return (T) thing;
    }
}
