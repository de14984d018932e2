package dev.tidemark.streams.runtime.task;

/** Work that is done a little at a time: called repeatedly by its worker, never blocks. */
public interface Tasklet {

    /** As much time as it likes: what one call does is bounded anyway. */
    long UNHURRIED = Long.MAX_VALUE;

    /**
     * Does a bounded amount of work.
     *
     * @param nanosMax after this many nanoseconds it comes to an end, with what it has begun
     */
    Progress call(long nanosMax);
}
