package dev.tidemark.client.net;

import dev.tidemark.core.loop.Clock;
import dev.tidemark.core.loop.EventLoop;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TCP for clients: one network loop with one thread, and the {@link Transport} over it. A process starts one and gives it to all its clients.
 * Safe from any thread.
 */
public final class TcpNetwork implements Transport {

    private static final Logger LOG = LoggerFactory.getLogger(TcpNetwork.class);
    private static final int CONNECT_TIMEOUT_MS = 10_000;
    /** No broker sends a longer answer: fetches are bounded by {@code fetch.max.bytes} plus one batch. */
    private static final int FRAME_BYTES_MAX = 512 << 20;

    private final CompletableFuture<MultiThreadIoEventLoopGroup> group = new CompletableFuture<>();
    private final CompletableFuture<NettyLoop> loop = group
            .thenApply(made -> new NettyLoop(made.next(), broken -> LOG.error("a client's task failed", broken)));
    private final int frameBytesMax;

    private TcpNetwork(int frameBytesMax) {
        this.frameBytesMax = frameBytesMax;
    }

    /**
     * Starts the loop's thread, a daemon. What Netty finds out about its machine at first takes some 50 ms: a thread of its own does that, while
     * the caller goes on.
     */
    public static TcpNetwork start() {
        return start(FRAME_BYTES_MAX);
    }

    /** As {@link #start()}, refusing answers longer than this before memory is taken for them. */
    public static TcpNetwork start(int frameBytesMax) {
        TcpNetwork network = new TcpNetwork(frameBytesMax);
        Thread.ofPlatform().daemon().name("tidemark-client-start").start(network::makeGroup);
        return network;
    }

    private void makeGroup() {
        try {
            group.complete(new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("tidemark-client", true),
                    NioIoHandler.newFactory()));
        } catch (RuntimeException | Error e) { // no selector can be opened, for one
            group.completeExceptionally(e);
        }
    }

    /** The network loop, on which clients over this transport may run. */
    public EventLoop loop() {
        return loop.join();
    }

    /** What clients are built on: this transport, its loop, the machine's clocks. */
    public ClientEnvironment environment() {
        return ClientEnvironment.of(this, loop(), Clock.system());
    }

    @Override
    public CompletionStage<Connection> connect(Endpoint endpoint, String clientId, EventLoop replies) {
        CompletableFuture<Connection> opened = new CompletableFuture<>();
        whenMade().whenComplete((made, failure) -> {
            if (made == null) {
                replies.executeOrRun(() -> opened
                        .completeExceptionally(new ConnectionLostException("the network cannot be used", failure)));
            } else {
                connect(made, endpoint, clientId, replies, opened);
            }
        });
        return opened;
    }

    private void connect(MultiThreadIoEventLoopGroup through, Endpoint endpoint, String clientId, EventLoop replies,
            CompletableFuture<Connection> opened) {
        ClientPipeline pipeline = new ClientPipeline(endpoint, clientId, replies, frameBytesMax);
        Bootstrap bootstrap = new Bootstrap().group(through)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.ALLOCATOR, new UnpooledByteBufAllocator(false))
                .option(ChannelOption.RECVBUF_ALLOCATOR, new ReusedReadBuffer())
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MS)
                .handler(pipeline);
        try {
            bootstrap.connect(endpoint.host(), endpoint.port())
                    .addListener((ChannelFuture done) -> replies.executeOrRun(() -> complete(opened, done, pipeline)));
        } catch (RuntimeException refused) {
            // the group is shut down
            replies.executeOrRun(() -> opened
                    .completeExceptionally(new ConnectionLostException(endpoint + ": the network is closed", refused)));
        }
    }

    private static void complete(CompletableFuture<Connection> opened, ChannelFuture done, ClientPipeline pipeline) {
        if (done.isSuccess()) {
            opened.complete(pipeline.connection());
        } else {
            Throwable cause = done.cause();
            String why = cause == null || cause.getMessage() == null ? "connecting failed" : cause.getMessage();
            opened.completeExceptionally(new ConnectionLostException(why, cause));
        }
    }

    private CompletionStage<MultiThreadIoEventLoopGroup> whenMade() {
        return group;
    }

    /** Ends the loop and its thread; what is open fails. Idempotent. */
    @Override
    public void close() {
        whenMade().thenAccept(made -> {
            Future<?> unused = made.shutdownGracefully(0, 5, TimeUnit.SECONDS);
        });
    }
}
