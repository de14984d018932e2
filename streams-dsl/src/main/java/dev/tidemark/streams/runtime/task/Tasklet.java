package dev.tidemark.streams.runtime.task;

/** Work that is done a little at a time: called repeatedly by its worker, never blocks. */
public interface Tasklet {

    /** Does a bounded amount of work. */
    Progress call();
}
