package dev.tidemark.broker.net;

import dev.tidemark.core.failure.Invariants;
import dev.tidemark.core.loop.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The broker's loop threads: some that host connections, partitions and transactions; one control loop for groups and
 * metadata, so that a stalled write expires no session; and one where connections wait until their first request is here, so that those who
 * never send one take no time of those who do. Built once; the list is immutable and may be read from any thread.
 */
public final class CoreLoops implements AutoCloseable {

    private static final long STOP_TIMEOUT_MS = 5_000;

    private final EventLoopGroup dataGroup;
    private final EventLoopGroup controlGroup;
    private final EventLoopGroup receptionGroup;
    private final List<CoreLoop> dataLoops;
    private final CoreLoop controlLoop;
    private final CoreLoop receptionLoop;

    /**
     * @param threads how many data loops; the control loop and the reception come on top
     * @param onFailure told of whatever a task throws: an invariant is broken, the owner should stop the broker
     */
    public CoreLoops(int threads, Consumer<Throwable> onFailure) {
        Invariants.check(threads > 0, "a broker has at least one data loop");
        this.dataGroup = new MultiThreadIoEventLoopGroup(threads, new DefaultThreadFactory("tidemark-core", true),
                NioIoHandler.newFactory());
        this.controlGroup = new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("tidemark-control", true),
                NioIoHandler.newFactory());
        this.receptionGroup = new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("tidemark-reception", true),
                NioIoHandler.newFactory());
        List<CoreLoop> loops = new ArrayList<>();
        for (EventExecutor executor : dataGroup) {
            loops.add(new CoreLoop("core-" + loops.size(), executor, onFailure));
        }
        this.dataLoops = List.copyOf(loops);
        this.controlLoop = new CoreLoop("control", controlGroup.next(), onFailure);
        this.receptionLoop = new CoreLoop("reception", receptionGroup.next(), onFailure);
    }

    /** {@code max(1, cores / 2)}: clients and the application want the other half. */
    public static int defaultThreads() {
        return Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    }

    /** The loops that host connections and partitions; at least one. */
    public List<? extends EventLoop> dataLoops() {
        return dataLoops;
    }

    /** All loops. */
    public List<CoreLoop> all() {
        List<CoreLoop> all = new ArrayList<>(dataLoops);
        all.add(controlLoop);
        all.add(receptionLoop);
        return all;
    }

    /** The loop of groups and metadata. */
    public EventLoop controlLoop() {
        return controlLoop;
    }

    /** The loop of connections that have not sent a request yet, and of accepting them. */
    EventLoop receptionLoop() {
        return receptionLoop;
    }

    EventLoopGroup dataGroup() {
        return dataGroup;
    }

    EventLoopGroup receptionGroup() {
        return receptionGroup;
    }

    /** The loop that runs on this Netty executor, which is one of ours. */
    CoreLoop hosting(EventExecutor executor) {
        for (CoreLoop loop : dataLoops) {
            if (loop.executor() == executor) {
                return loop;
            }
        }
        Invariants.check(controlLoop.executor() == executor, "an executor of another broker");
        return controlLoop;
    }

    /** Stops the threads after the tasks already handed in, and waits for them a few seconds. Not to be called on a loop. */
    @Override
    public void close() {
        var reception = receptionGroup.shutdownGracefully(0, STOP_TIMEOUT_MS, TimeUnit.MILLISECONDS);
        var data = dataGroup.shutdownGracefully(0, STOP_TIMEOUT_MS, TimeUnit.MILLISECONDS);
        var control = controlGroup.shutdownGracefully(0, STOP_TIMEOUT_MS, TimeUnit.MILLISECONDS);
        reception.awaitUninterruptibly(STOP_TIMEOUT_MS);
        data.awaitUninterruptibly(STOP_TIMEOUT_MS);
        control.awaitUninterruptibly(STOP_TIMEOUT_MS);
    }
}
