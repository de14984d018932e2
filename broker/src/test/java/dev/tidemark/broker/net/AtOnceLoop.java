package dev.tidemark.broker.net;

import dev.tidemark.core.loop.EventLoop;
import dev.tidemark.core.loop.ManualLoop;

/** The loop of a channel without a socket, whose thread is the test's: it always is "in the loop". Used by one thread. */
record AtOnceLoop(ManualLoop timers) implements EventLoop {

    @Override
    public void execute(Runnable task) {
        task.run();
    }

    @Override
    public Scheduled schedule(long delayMs, Runnable task) {
        return timers.schedule(delayMs, task);
    }

    @Override
    public boolean inLoop() {
        return true;
    }
}
