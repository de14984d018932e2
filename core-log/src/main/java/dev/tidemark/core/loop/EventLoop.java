package dev.tidemark.core.loop;

import java.util.concurrent.Executor;

/**
 * Runs tasks one after another, in the order in which they were handed in. State confined to a loop needs no lock:
 * others reach it by {@link #execute}. A reply is a future completed on the asker's loop.
 *
 * <p>{@link #execute} and {@link #schedule} may be called from any thread. A task that throws has broken an invariant:
 * the loop reports it to the failure handler it was built with, and its owner stops.
 */
public interface EventLoop extends Executor {

    /** Hands in a task. It runs later, also when called from the loop itself. */
    @Override
    void execute(Runnable task);

    /**
     * Runs the task once {@code delayMs} of monotonic time has passed.
     *
     * @param delayMs milliseconds; zero or less means as soon as possible
     */
    Scheduled schedule(long delayMs, Runnable task);

    /** Whether the caller runs on this loop; then a direct call may replace a message. */
    boolean inLoop();

    /** Runs the task now if the caller is on this loop, otherwise hands it in. */
    default void executeOrRun(Runnable task) {
        if (inLoop()) {
            task.run();
        } else {
            execute(task);
        }
    }

    /** A task waiting for its time. */
    interface Scheduled {

        /** Forgets the task; does nothing if it already ran. Call it on the loop. */
        void cancel();
    }
}
