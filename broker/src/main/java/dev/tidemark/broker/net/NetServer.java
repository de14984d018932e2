package dev.tidemark.broker.net;

import dev.tidemark.broker.request.HandlerTable;
import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One TCP listener. Started and closed by any thread that is not a loop; its connections begin in the {@link Reception} and are
 * served on the data loops of the {@link CoreLoops}.
 *
 * <p>Binding comes first and serving second ({@link #open}), so that the bound port can be advertised before anybody asks.
 */
public final class NetServer implements AutoCloseable {

    private static final int BACKLOG = 1_024;
    private static final WriteBufferWaterMark WRITE_BUFFER = new WriteBufferWaterMark(64 * 1024, 256 * 1024);

    private final Channel listener;
    private final ChannelGroup connections;
    private final InetSocketAddress bound;

    private NetServer(Channel listener, ChannelGroup connections) {
        this.listener = listener;
        this.connections = connections;
        this.bound = (InetSocketAddress) listener.localAddress();
    }

    /**
     * Takes the port. Connections are accepted once {@link #open} is called; until then they wait in the backlog.
     *
     * @param handlers what is served
     * @param rules what connections are held to, those of other listeners included
     * @throws TidemarkException PORT_TAKEN; LISTENER_NOT_LOOPBACK unless the settings accept that; CONFIG_INVALID_VALUE for
     *     an address that is not this machine's
     */
    public static NetServer bind(ListenerSettings settings, CoreLoops loops, HandlerTable handlers,
            ConnectionRules rules) {
        InetAddress address = resolve(settings);
        if (!address.isLoopbackAddress() && !settings.insecureListen()) {
            throw notLoopback(settings);
        }
        ChannelGroup connections = new DefaultChannelGroup("tidemark-connections", ImmediateEventExecutor.INSTANCE);
        ConnectionPipeline pipeline = new ConnectionPipeline(handlers, settings, rules, new AtomicLong(),
                channel -> loops.hosting(channel.eventLoop()));
        Reception reception = new Reception(pipeline, settings, rules.refusals(), connections, loops.receptionLoop(),
                loops.dataGroup());
        ChannelFuture bind = new ServerBootstrap().group(loops.receptionGroup())
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.AUTO_READ, false)
                .handler(new AcceptPace())
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WRITE_BUFFER)
                .childHandler(reception)
                .bind(new InetSocketAddress(address, settings.port()))
                .awaitUninterruptibly();
        if (!bind.isSuccess()) {
            throw cannotBind(settings, bind.cause());
        }
        return new NetServer(bind.channel(), connections);
    }

    /** Starts accepting connections. */
    public void open() {
        listener.config().setAutoRead(true);
    }

    /** How many connections are open; any thread. */
    public int connections() {
        return connections.size();
    }

    /** The address that was bound, with the port that was taken. */
    public InetSocketAddress bound() {
        return bound;
    }

    /** What to advertise: the bound address as a literal, or this machine's own if all were bound. */
    public String advertisedHost() {
        InetAddress address = bound.getAddress();
        if (address.isAnyLocalAddress()) {
            try {
                return InetAddress.getLocalHost().getHostAddress();
            } catch (UnknownHostException nameless) {
                return InetAddress.getLoopbackAddress().getHostAddress();
            }
        }
        return address.getHostAddress();
    }

    /** Stops accepting and closes all connections. Does nothing the second time. */
    @Override
    public void close() {
        listener.close().awaitUninterruptibly();
        connections.close().awaitUninterruptibly();
    }

    private static InetAddress resolve(ListenerSettings settings) {
        try {
            return settings.host().isEmpty() ? InetAddress.getByName("0.0.0.0")
                    : InetAddress.getByName(settings.host());
        } catch (UnknownHostException unknown) {
            throw new TidemarkException(FailureCode.CONFIG_INVALID_VALUE, "The broker cannot listen",
                    "listeners, " + settings.host() + ":" + settings.port(), "the host name has no address",
                    "give an address of this machine, for example 127.0.0.1:" + settings.port(), unknown);
        }
    }

    private static TidemarkException notLoopback(ListenerSettings settings) {
        return new TidemarkException(FailureCode.LISTENER_NOT_LOOPBACK,
                "The broker does not listen beyond this machine",
                "listeners, " + settings.host() + ":" + settings.port(),
                "nothing on this listener authenticates clients, so whoever reaches it could read and write everything",
                "listen on 127.0.0.1, or put an authenticating proxy in front of it, or accept the risk with --insecure-listen");
    }

    private static TidemarkException cannotBind(ListenerSettings settings, Throwable cause) {
        String where = "listeners, " + settings.host() + ":" + settings.port();
        String why = String.valueOf(cause.getMessage());
        if (cause instanceof BindException && why.contains("in use")) {
            return new TidemarkException(FailureCode.PORT_TAKEN, "The broker cannot listen", where,
                    "another process has port " + settings.port(),
                    "stop that process (ss -ltnp 'sport = :" + settings.port()
                            + "' names it), or choose another port; 0 takes a free one",
                    cause);
        }
        return new TidemarkException(FailureCode.CONFIG_INVALID_VALUE, "The broker cannot listen", where, why,
                "give an address of this machine and a port that this user may take", cause);
    }
}
