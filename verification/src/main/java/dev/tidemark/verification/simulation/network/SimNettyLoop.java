package dev.tidemark.verification.simulation.network;

import dev.tidemark.core.loop.EventLoop.Scheduled;
import dev.tidemark.verification.simulation.schedule.SimLoop;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.AbstractScheduledEventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ScheduledFuture;
import io.netty.util.concurrent.Ticker;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The Netty side of a {@link SimLoop}: hosts channels on its turns and its process's clock. Confined to the simulation's thread. */
final class SimNettyLoop extends AbstractScheduledEventExecutor implements EventLoop {

    private final SimLoop loop;
    private final Ticker ticker;
    private @Nullable Scheduled wakeUp;
    private long wakeUpNanos;

    SimNettyLoop(SimLoop loop) {
        this.loop = loop;
        this.ticker = new Ticker() {
            @Override
            public long initialNanoTime() {
                return 0;
            }

            @Override
            public long nanoTime() {
                return loop.process().clock().monotonicNanos();
            }

            @Override
            public void sleep(long delay, TimeUnit unit) {
                throw new UnsupportedOperationException("nobody sleeps here");
            }
        };
    }

    SimLoop loop() {
        return loop;
    }

    @Override
    public void execute(Runnable task) {
        loop.execute(task);
    }

    @Override
    public boolean inEventLoop(@Nullable Thread thread) {
        return loop.inLoop();
    }

    @Override
    public Ticker ticker() {
        return ticker;
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
        ScheduledFuture<?> scheduled = super.schedule(command, delay, unit);
        arm();
        return scheduled;
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> callable, long delay, TimeUnit unit) {
        ScheduledFuture<V> scheduled = super.schedule(callable, delay, unit);
        arm();
        return scheduled;
    }

    private void arm() {
        long delayNanos = nextScheduledTaskNano();
        if (delayNanos < 0) {
            return;
        }
        long at = ticker.nanoTime() + delayNanos;
        Scheduled before = wakeUp;
        if (before != null) {
            if (wakeUpNanos <= at) {
                return;
            }
            before.cancel();
        }
        wakeUpNanos = at;
        wakeUp = loop.scheduleNanos(delayNanos, this::runDue);
    }

    private void runDue() {
        wakeUp = null;
        for (Runnable due = pollScheduledTask(); due != null; due = pollScheduledTask()) {
            due.run();
        }
        arm();
    }

    @Override
    public EventLoop next() {
        return this;
    }

    @Override
    public @Nullable EventLoopGroup parent() {
        return null;
    }

    @Override
    public ChannelFuture register(Channel channel) {
        return register(new DefaultChannelPromise(channel, this));
    }

    @Override
    public ChannelFuture register(ChannelPromise promise) {
        promise.channel().unsafe().register(this, promise);
        return promise;
    }

    @Override
    @Deprecated
    public ChannelFuture register(Channel channel, ChannelPromise promise) {
        channel.unsafe().register(this, promise);
        return promise;
    }

    // A loop ends with its process, and nobody waits for it.

    @Override
    public Future<?> shutdownGracefully(long quietPeriod, long timeout, TimeUnit unit) {
        throw new UnsupportedOperationException("a simulated loop ends with its process");
    }

    @Override
    public Future<?> terminationFuture() {
        throw new UnsupportedOperationException("a simulated loop ends with its process");
    }

    @Override
    @Deprecated
    public void shutdown() {
        throw new UnsupportedOperationException("a simulated loop ends with its process");
    }

    @Override
    public boolean isShuttingDown() {
        return false;
    }

    @Override
    public boolean isShutdown() {
        return false;
    }

    @Override
    public boolean isTerminated() {
        return false;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return false;
    }
}
