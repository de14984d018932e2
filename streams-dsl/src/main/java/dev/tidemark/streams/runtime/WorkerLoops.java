package dev.tidemark.streams.runtime;

import dev.tidemark.core.loop.EventLoop;

/** What an application's workers run on: a loop for each of them, and somebody who turns it. Used during the application's start. */
public interface WorkerLoops {

    /** The loop of one more worker; it runs nothing before {@link #start}. */
    EventLoop loop();

    /**
     * Turns a worker on its loop, from now on until it is over or broken.
     *
     * @param loop one that {@link #loop} made, used for this worker alone
     */
    void start(EventLoop loop, WorkerTurns worker);
}
