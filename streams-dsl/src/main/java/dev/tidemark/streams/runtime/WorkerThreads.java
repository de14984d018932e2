package dev.tidemark.streams.runtime;

import dev.tidemark.client.net.PolledLoop;
import dev.tidemark.core.failure.Invariants;
import dev.tidemark.core.loop.Clock;
import dev.tidemark.core.loop.EventLoop;
import java.util.concurrent.ThreadFactory;

/** Gives each worker a thread of its own, which runs its messages and its turns. Used by the thread that starts the application. */
public final class WorkerThreads implements WorkerLoops {

    private final Clock clock;
    private final ThreadFactory threads;

    public WorkerThreads(Clock clock, ThreadFactory threads) {
        this.clock = clock;
        this.threads = threads;
    }

    @Override
    public EventLoop loop() {
        return new PolledLoop(clock);
    }

    @Override
    public void start(EventLoop loop, WorkerTurns worker) {
        if (!(loop instanceof PolledLoop polled)) {
            throw Invariants.failure("a worker's loop that nobody here made");
        }
        threads.newThread(() -> run(polled, worker)).start();
    }

    /** The thread's body. */
    static void run(PolledLoop loop, WorkerTurns worker) {
        try {
            while (!worker.over()) {
                boolean worked = worker.turn();
                loop.poll(worked ? 0 : worker.waitMs());
            }
        } catch (Throwable failure) { // whatever it is ends this worker, loudly
            worker.broken(failure);
        } finally {
            worker.close();
        }
    }
}
