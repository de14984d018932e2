package dev.tidemark.streams.runtime;

/** A worker as whoever turns it sees it; everything is called on the worker's loop, one after another. */
public interface WorkerTurns {

    /** One round of work, which never blocks; whether there was any. What it throws breaks the worker. */
    boolean turn();

    /** How long an idle worker may wait for messages before its next turn, in milliseconds. */
    long waitMs();

    /** Whether it wants no more turns: it was stopped, and what it had is committed. */
    boolean over();

    /** A turn or a message threw; there are no more turns. */
    void broken(Throwable failure);

    /** The last call, after the last turn or {@link #broken}: lets go of what the worker holds. */
    void close();
}
