package dev.tidemark.broker.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;

/** Writing to and closing a connection, where how that goes is nobody's business: a write that fails closes it. */
final class Channels {

    private Channels() {}

    @SuppressWarnings("FutureReturnValueIgnored") // a close that fails leaves nothing to be done
    static void close(ChannelHandlerContext ctx) {
        ctx.close();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // likewise
    static void close(Channel channel) {
        channel.close();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the void promise reports a failure to the pipeline
    static void write(ChannelHandlerContext ctx, Object message) {
        ctx.write(message, ctx.voidPromise());
    }
}
