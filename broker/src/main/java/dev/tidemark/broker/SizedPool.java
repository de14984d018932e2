package dev.tidemark.broker;

import java.util.concurrent.ThreadPoolExecutor;

/** A pool of threads as a {@link SizedExecutor}: a thread for each task that may run. The pool belongs to whoever made it. Any thread. */
record SizedPool(ThreadPoolExecutor threads) implements SizedExecutor {

    @Override
    public void execute(Runnable task) {
        threads.execute(task);
    }

    /** The order keeps the least number of threads from going above the greatest, which the pool refuses. */
    @Override
    public void size(int tasks) {
        if (tasks > threads.getMaximumPoolSize()) {
            threads.setMaximumPoolSize(tasks);
            threads.setCorePoolSize(tasks);
        } else {
            threads.setCorePoolSize(tasks);
            threads.setMaximumPoolSize(tasks);
        }
    }
}
