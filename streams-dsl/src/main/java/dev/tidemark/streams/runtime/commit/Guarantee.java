package dev.tidemark.streams.runtime.commit;

import dev.tidemark.streams.wire.Marker;

/**
 * What becomes of an interval that fell, and so what a task owes its commits ({@code processing.guarantee}). Where intervals happen whole or not at all
 * there is nothing to owe. Where records, changelogs and markers of a fallen interval stay, as without transactions, commits are numbered so that no
 * two of them ever have one number, whoever made them: readers of markers take the greater number, and an owner that was replaced is not heard any more
 * (rule E).
 */
public sealed interface Guarantee {

    /** The usual one. */
    Guarantee EXACTLY_ONCE = new ExactlyOnce();

    /** The number after which a new owner goes on that found this one committed. */
    long goOn(long lastCommitted);

    /** The number after which a task goes on whose interval fell. */
    long afterFall(long committed, long sealed);

    /** How many results of windows one call may send that may send as many records. */
    int resultsPerCall(int recordsPerCall);

    /** Intervals are transactions. */
    record ExactlyOnce() implements Guarantee {

        @Override
        public long goOn(long lastCommitted) {
            return lastCommitted;
        }

        @Override
        public long afterFall(long committed, long sealed) {
            return committed;
        }

        @Override
        public int resultsPerCall(int recordsPerCall) {
            return recordsPerCall;
        }
    }

    /**
     * Intervals are not transactions. An owner may die before it has committed anything, and so leave no trace of its numbers but in what others read of
     * it; so the time of the takeover is in the number too.
     *
     * @param owner greater than that of every owner before: see {@link #of}
     */
    record AtLeastOnce(long owner) implements Guarantee {

        /** So many milliseconds make a step of the owner's number; 2020-01-01 is its beginning. */
        private static final long STEP_MS = 10;
        private static final long BEGINNING_MS = 1_577_836_800_000L;

        /**
         * For a task that is taken over now.
         *
         * @param generation of the group
         * @param wallMs the time
         */
        public static AtLeastOnce of(int generation, long wallMs) {
            return new AtLeastOnce(Math.max(generation, (wallMs - BEGINNING_MS) / STEP_MS));
        }

        @Override
        public long goOn(long lastCommitted) {
            return Math.max((lastCommitted >>> Marker.OWNER_SHIFT) + 1, owner) << Marker.OWNER_SHIFT;
        }

        @Override
        public long afterFall(long committed, long sealed) {
            return sealed;
        }

        /** A window whose results were told in part would come again with the rest of its records alone. */
        @Override
        public int resultsPerCall(int recordsPerCall) {
            return Integer.MAX_VALUE;
        }
    }
}
