package dev.tidemark.verification.histories;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/** The threads of a run: each repeats its task until all are told to stop, or so many times. Used by one thread. */
final class Crew implements AutoCloseable {

    /** What is done again and again. */
    interface Task {
        void once() throws Exception;
    }

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final List<Future<?>> running = new ArrayList<>();
    private final Semaphore progress = new Semaphore(0);

    /** @param counts whether what it does is the progress that others wait for */
    void repeat(Task task, boolean counts) {
        repeat(task, Integer.MAX_VALUE, counts);
    }

    void repeat(Task task, int times, boolean counts) {
        running.add(threads.submit(() -> {
            for (int i = 0; i < times && !stopped.get(); i++) {
                task.once();
                if (counts) {
                    progress.release();
                }
            }
            return null;
        }));
    }

    /** Waits until the crew has done so much since this was last asked; whether it has, in time. */
    boolean awaitProgress(int count, long seconds) throws InterruptedException {
        progress.drainPermits();
        return progress.tryAcquire(count, seconds, TimeUnit.SECONDS);
    }

    void stop() {
        stopped.set(true);
    }

    /** Waits for all to end; the first failure of any is thrown. */
    void join(long seconds) throws InterruptedException, ExecutionException, TimeoutException {
        long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        for (Future<?> each : running) {
            each.get(Math.max(1, endNs - System.nanoTime()), TimeUnit.NANOSECONDS);
        }
    }

    /** Whether one has failed already. */
    boolean failed() {
        return running.stream().anyMatch(each -> each.state() == Future.State.FAILED);
    }

    @Override
    public void close() {
        stop();
        threads.shutdownNow();
    }
}
