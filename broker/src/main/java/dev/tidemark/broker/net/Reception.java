package dev.tidemark.broker.net;

import dev.tidemark.core.loop.EventLoop;
import dev.tidemark.core.loop.EventLoop.Scheduled;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;

/**
 * Where the connections of one listener wait until they have shown that they speak. Runs on the reception loop; hands over to the data loops.
 *
 * <p>A connection that never sends a whole request costs time: it is accepted, read a byte at a time, found to be stalled, closed, and comes again. All of
 * that stays on a thread of its own, on which no request is worked on, so thousands of such connections do not stand before the requests of others. With its first
 * request a connection moves to a data loop, where the {@link ConnectionPipeline} serves it from then on.
 */
final class Reception extends ChannelInitializer<Channel> {

    private final ConnectionPipeline pipeline;
    private final ListenerSettings settings;
    private final Refusals refusals;
    private final ChannelGroup connections;
    private final EventLoop loop;
    private final EventLoopGroup dataGroup;
    private final StallWatch stallWatch;

    /**
     * @param pipeline admits connections and serves those that have spoken
     * @param connections all that are open, to which new ones are added
     * @param loop on which connections are accepted and wait
     * @param dataGroup whose loops they go on to, in turn
     */
    Reception(ConnectionPipeline pipeline, ListenerSettings settings, Refusals refusals, ChannelGroup connections,
            EventLoop loop, EventLoopGroup dataGroup) {
        this.pipeline = pipeline;
        this.settings = settings;
        this.refusals = refusals;
        this.connections = connections;
        this.loop = loop;
        this.dataGroup = dataGroup;
        this.stallWatch = new StallWatch(loop, settings.stallMsMax());
    }

    @Override
    protected void initChannel(Channel channel) {
        connections.add(channel);
        if (pipeline.admit(channel)) {
            channel.pipeline().addLast("firstRequest", new FirstRequest(this));
        }
    }

    int requestBytesMax() {
        return settings.requestBytesMax();
    }

    long stallMs() {
        return settings.stallMsMax();
    }

    /** Runs {@code close} once a connection has said nothing for too long, if there is a bound on that. */
    Scheduled afterIdle(Runnable close) {
        return settings.idleMsMax() > 0 ? loop.schedule(settings.idleMsMax(), close) : () -> {};
    }

    StallWatch.Watched afterStall(Runnable close) {
        return stallWatch.watch(close);
    }

    void refuse(Channel channel, String reason) {
        refusals.closed(String.valueOf(channel.remoteAddress()), reason);
        Channels.close(channel);
    }

    /**
     * Moves a connection to a data loop. It is on none for a moment, and nothing is read from it then; who closes it meanwhile is not told to its handlers, but
     * it cannot be registered any more.
     *
     * @param first what it has sent, of which this takes the reference
     */
    @SuppressWarnings("FutureReturnValueIgnored") // the listeners are all that wait for it
    void handOver(Channel channel, ByteBuf first) {
        channel.config().setAutoRead(false);
        channel.deregister()
                .addListener(left -> dataGroup.register(channel)
                        .addListener(arrived -> {
                            if (arrived.isSuccess()) {
                                serve(channel, first);
                            } else {
                                first.release();
                                Channels.close(channel);
                            }
                        }));
    }

    /** On its data loop. */
    private void serve(Channel channel, ByteBuf first) {
        channel.pipeline().removeFirst();
        pipeline.serve(channel);
        channel.config().setAutoRead(true); // before the requests, which may want it otherwise
        channel.pipeline().fireChannelRead(first);
        channel.pipeline().fireChannelReadComplete();
    }
}
