package dev.tidemark.broker.net;

import dev.tidemark.core.loop.EventLoop;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.SingleThreadEventExecutor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One broker thread: a Netty event loop that hosts connections, and with them the partition loops or coordinators that
 * were given to it. Tasks run on that thread, in the order in which they were handed in.
 */
public final class CoreLoop implements EventLoop {

    private final String name;
    private final EventExecutor executor;
    private final Consumer<Throwable> onFailure;

    CoreLoop(String name, EventExecutor executor, Consumer<Throwable> onFailure) {
        this.name = name;
        this.executor = executor;
        this.onFailure = onFailure;
    }

    /** Its name among the broker's loops: {@code core-0}, {@code control}, {@code reception}. */
    public String name() {
        return name;
    }

    /** How many tasks wait, about; any thread. */
    public int pendingTasks() {
        return executor instanceof SingleThreadEventExecutor queue ? queue.pendingTasks() : 0;
    }

    /** The Netty side of the same thread. */
    EventExecutor executor() {
        return executor;
    }

    @Override
    public void execute(Runnable task) {
        executor.execute(guarded(task));
    }

    @Override
    public Scheduled schedule(long delayMs, Runnable task) {
        Future<?> future = executor.schedule(guarded(task), Math.max(0, delayMs), TimeUnit.MILLISECONDS);
        return () -> future.cancel(false);
    }

    @Override
    public boolean inLoop() {
        return executor.inEventLoop();
    }

    private Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (Throwable failure) {
                onFailure.accept(failure);
            }
        };
    }
}
