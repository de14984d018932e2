package dev.tidemark.broker;

import java.util.concurrent.Executor;

/** Runs so many tasks at a time as it was told last. Any thread. */
public interface SizedExecutor extends Executor {

    /** @param tasks how many run at a time from now on; those that run are not stopped */
    void size(int tasks);
}
