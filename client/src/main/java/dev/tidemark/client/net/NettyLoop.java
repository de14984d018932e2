package dev.tidemark.client.net;

import dev.tidemark.core.loop.EventLoop;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A Netty event loop as an {@link EventLoop}. Safe from any thread. */
final class NettyLoop implements EventLoop {

    private final io.netty.channel.EventLoop loop;
    private final Consumer<Throwable> onFailure;

    /** @param onFailure told on the loop when a task throws */
    NettyLoop(io.netty.channel.EventLoop loop, Consumer<Throwable> onFailure) {
        this.loop = loop;
        this.onFailure = onFailure;
    }

    @Override
    public void execute(Runnable task) {
        loop.execute(guarded(task));
    }

    @Override
    public Scheduled schedule(long delayMs, Runnable task) {
        var future = loop.schedule(guarded(task), Math.max(0, delayMs), TimeUnit.MILLISECONDS);
        return () -> future.cancel(false);
    }

    @Override
    public boolean inLoop() {
        return loop.inEventLoop();
    }

    private Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException | Error broken) {
                onFailure.accept(broken);
            }
        };
    }
}
