package dev.tidemark.client.net;

import dev.tidemark.core.failure.Invariants;
import dev.tidemark.core.loop.EventLoop;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;

/**
 * What the client's side of a connection goes through, whatever carries its bytes: answers are cut into frames and matched with requests. One for
 * each channel; runs on the channel's loop.
 */
public final class ClientPipeline extends ChannelInitializer<Channel> {

    private static final String CONNECTION = "connection";

    private final Endpoint endpoint;
    private final String clientId;
    private final EventLoop replies;
    private final int frameBytesMax;

    /**
     * @param clientId what the request headers carry
     * @param replies where the connection is used and its stages complete
     * @param frameBytesMax longer answers are refused before memory is taken for them
     */
    public ClientPipeline(Endpoint endpoint, String clientId, EventLoop replies, int frameBytesMax) {
        this.endpoint = endpoint;
        this.clientId = clientId;
        this.replies = replies;
        this.frameBytesMax = frameBytesMax;
    }

    @Override
    protected void initChannel(Channel channel) {
        channel.pipeline()
                .addLast("frameDecoder", new ResponseFrameDecoder(frameBytesMax))
                .addLast(CONNECTION, new ChannelConnection(endpoint, clientId, replies, channel));
    }

    /** The connection over a channel that has this pipeline. */
    public static Connection connectionOf(Channel channel) {
        return (ChannelConnection) Invariants.present(channel.pipeline().get(CONNECTION),
                "the connection of a channel");
    }
}
