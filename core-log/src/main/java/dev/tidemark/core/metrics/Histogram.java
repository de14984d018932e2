package dev.tidemark.core.metrics;

import java.util.concurrent.atomic.LongAdder;

/**
 * How often values of each magnitude were seen: one bucket per power of two, so a percentile is right within a factor of two and recording
 * costs an addition. Any thread. Values are not negative; the unit is part of the metric's name.
 */
public final class Histogram {

    private static final int BUCKETS = 64;

    private final LongAdder[] buckets = new LongAdder[BUCKETS];
    private final LongAdder sum = new LongAdder();

    Histogram() {
        for (int i = 0; i < BUCKETS; i++) {
            buckets[i] = new LongAdder();
        }
    }

    /** Counts one value; a negative one counts as zero. */
    public void record(long value) {
        long counted = Math.max(0, value);
        buckets[bucket(counted)].increment();
        sum.add(counted);
    }

    /** What was counted so far. */
    public Snapshot snapshot() {
        long[] counts = new long[BUCKETS];
        for (int i = 0; i < BUCKETS; i++) {
            counts[i] = buckets[i].sum();
        }
        return new Snapshot(counts, sum.sum());
    }

    private static int bucket(long value) {
        return Math.min(BUCKETS - 1, Long.SIZE - Long.numberOfLeadingZeros(value));
    }

    /** Counts at one moment. */
    public static final class Snapshot {

        private final long[] counts;
        private final long sum;

        private Snapshot(long[] counts, long sum) {
            this.counts = counts;
            this.sum = sum;
        }

        /** Values seen. */
        public long count() {
            long total = 0;
            for (long count : counts) {
                total += count;
            }
            return total;
        }

        /** How many buckets there are. */
        public int buckets() {
            return counts.length;
        }

        /** Values seen that are in this bucket. */
        public long countIn(int bucket) {
            return counts[bucket];
        }

        /** The largest value that a bucket holds. */
        public long limitOf(int bucket) {
            return limit(bucket);
        }

        /** Sum of the values seen. */
        public long sum() {
            return sum;
        }

        /** The smallest bucket limit that at least {@code share} of the values do not exceed; 0 if there are none. */
        public long percentile(double share) {
            long wanted = (long) Math.ceil(count() * share);
            long seen = 0;
            for (int i = 0; i < counts.length; i++) {
                seen += counts[i];
                if (seen >= wanted && seen > 0) {
                    return limit(i);
                }
            }
            return 0;
        }

        /** The largest value that a bucket holds. */
        private static long limit(int bucket) {
            return bucket >= Long.SIZE - 1 ? Long.MAX_VALUE : (1L << bucket) - 1;
        }
    }
}
