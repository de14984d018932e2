package dev.tidemark.broker.net;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.TimeUnit;

/**
 * Accepts new connections of a listener a few at a time, with the loop's other work between. Runs on the listener's loop, in its pipeline.
 *
 * <p>Thousands that come at once, after a restart or in an attack, wait in the backlog of the socket, some four thousand a second are taken from it,
 * and who is connected already is served meanwhile.
 */
final class AcceptPace extends ChannelInboundHandlerAdapter {

    private static final int MANY = 8;
    private static final long REST_MS = 2;

    private int accepted;

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object connection) {
        accepted++;
        ctx.fireChannelRead(connection);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (accepted >= MANY && ctx.channel().config().isAutoRead()) {
            accepted = 0;
            ctx.channel().config().setAutoRead(false);
            rest(ctx);
        }
        ctx.fireChannelReadComplete();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // it ends with the loop
    private static void rest(ChannelHandlerContext ctx) {
        ctx.executor().schedule(() -> ctx.channel().config().setAutoRead(true), REST_MS, TimeUnit.MILLISECONDS);
    }
}
