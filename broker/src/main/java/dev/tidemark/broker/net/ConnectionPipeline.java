package dev.tidemark.broker.net;

import dev.tidemark.broker.request.HandlerTable;
import dev.tidemark.core.loop.EventLoop;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * What a connection goes through, in one place, whatever carries its bytes. Shared by the connections of a listener; each runs on its own loop.
 *
 * <pre>
 * bytes -> idle -> frameDecoder -> requestDecoder -> responseOrderer -> dispatcher -> handler
 *                                                          |                              |
 * bytes &lt;------------------ (encoded, in order) &lt;----------+&lt;---------- answer &lt;----------+
 * </pre>
 */
public final class ConnectionPipeline extends ChannelInitializer<Channel> {

    private final HandlerTable handlers;
    private final ListenerSettings settings;
    private final ConnectionRules rules;
    private final AtomicLong connectionIds;
    private final Function<Channel, EventLoop> loopOf;
    private final ResponseEncoder encoder = new ResponseEncoder();
    /** Each confined to its loop; the map is asked on all of them. */
    private final ConcurrentHashMap<EventLoop, StallWatch> watches = new ConcurrentHashMap<>();

    /**
     * @param handlers what is served
     * @param rules what connections are held to together
     * @param connectionIds gives each connection its number
     * @param loopOf the loop that hosts a channel
     */
    public ConnectionPipeline(HandlerTable handlers, ListenerSettings settings, ConnectionRules rules,
            AtomicLong connectionIds, Function<Channel, EventLoop> loopOf) {
        this.handlers = handlers;
        this.settings = settings;
        this.rules = rules;
        this.connectionIds = connectionIds;
        this.loopOf = loopOf;
    }

    @Override
    protected void initChannel(Channel channel) {
        if (admit(channel)) {
            serve(channel);
        }
    }

    /** Counts a connection that came; on its loop. False for one beyond the limits or its quota, which is closed, at once or later. */
    boolean admit(Channel channel) {
        return !beyondLimits(channel) && !(rules.quotas().active() && tooMany(channel));
    }

    /** Adds what an admitted connection goes through; on its loop. */
    void serve(Channel channel) {
        ConnectionFlow flow = new ConnectionFlow(channel, settings.requestsInFlightMax(), rules.memory());
        EventLoop loop = loopOf.apply(channel);
        StallWatch watch = watches.computeIfAbsent(loop, it -> new StallWatch(it, settings.stallMsMax()));
        ChannelPipeline pipeline = channel.pipeline();
        pipeline.addLast("idle", new IdleStateHandler(0, 0, Math.max(0, settings.idleMsMax()), TimeUnit.MILLISECONDS));
        pipeline.addLast("frameDecoder", new FrameDecoder(settings, flow, watch, rules.refusals()));
        pipeline.addLast("requestDecoder", new RequestDecoder(handlers, loop,
                connectionIds.incrementAndGet(), channel.remoteAddress(), flow, rules.refusals()));
        pipeline.addLast("responseOrderer", new ResponseOrderer(flow, encoder));
        pipeline.addLast("dispatcher", new Dispatcher(rules.quotas(), flow));
    }

    private boolean beyondLimits(Channel channel) {
        String address = channel.remoteAddress() instanceof InetSocketAddress peer
                ? peer.getAddress().getHostAddress()
                : "";
        String why = rules.limits().opened(address);
        if (why == null) {
            channel.closeFuture().addListener(closed -> rules.limits().closed(address));
            return false;
        }
        rules.refusals().closed(String.valueOf(channel.remoteAddress()), why);
        Channels.close(channel);
        return true;
    }

    /** A connection above its address's quota is not served, and closed only after a while: its client would come again at once (KIP-612). */
    private boolean tooMany(Channel channel) {
        long restMs = channel.remoteAddress() instanceof InetSocketAddress peer
                ? rules.quotas().connected(peer.getAddress().getHostAddress())
                : 0;
        if (restMs > 0) {
            channel.config().setAutoRead(false);
            rules.refusals()
                    .closed(String.valueOf(channel.remoteAddress()),
                            "its address is over the quota connection_creation_rate");
            Future<?> end = channel.eventLoop().schedule(() -> Channels.close(channel), restMs, TimeUnit.MILLISECONDS);
            channel.closeFuture().addListener(closed -> end.cancel(false));
        }
        return restMs > 0;
    }
}
