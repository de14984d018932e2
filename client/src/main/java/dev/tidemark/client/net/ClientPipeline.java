package dev.tidemark.client.net;

import dev.tidemark.core.failure.Invariants;
import dev.tidemark.core.loop.EventLoop;
import io.netty.channel.ChannelHandlerContext;
import org.jspecify.annotations.Nullable;

/**
 * What the client's side of a connection goes through, whatever carries its bytes: answers are cut into frames and matched with requests. One for
 * each channel; runs on the channel's loop.
 */
public final class ClientPipeline extends InboundHandler {

    private final Endpoint endpoint;
    private final String clientId;
    private final EventLoop replies;
    private final int frameBytesMax;
    private volatile @Nullable ChannelConnection connection;

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
    public void handlerAdded(ChannelHandlerContext context) {
        ChannelConnection made = new ChannelConnection(endpoint, clientId, replies, context.channel());
        connection = made;
        context.pipeline()
                .addLast("frameDecoder", new ResponseFrameDecoder(frameBytesMax))
                .addLast("connection", made)
                .remove(this);
    }

    /**
     * The connection over the channel that has this pipeline, from any thread. Not looked up in the channel: one that the other
     * side has closed meanwhile has no handlers any more, and its connection then says that it is lost.
     */
    public Connection connection() {
        return Invariants.present(connection, "the connection of a channel");
    }
}
