package dev.tidemark.broker.net;

import dev.tidemark.broker.request.NoResponse;
import dev.tidemark.protocol.message.Response;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Lets answers leave in the order in which the requests came. Runs on the connection's loop.
 *
 * <p>Handlers work on several requests of a connection at once and finish in any order; the protocol promises the order of
 * the requests, and clients match by it. So every request takes a place in a queue on its way in. An answer that comes back
 * waits there until all before it have left; then it is encoded and written, and its place in the
 * {@link ConnectionFlow} is free again.
 */
final class ResponseOrderer extends ChannelDuplexHandler {

    private final ConnectionFlow flow;
    private final ResponseEncoder encoder;
    private final ArrayDeque<Exchange> waiting = new ArrayDeque<>();
    private boolean inReadBurst;
    private boolean closed;

    ResponseOrderer(ConnectionFlow flow, ResponseEncoder encoder) {
        this.flow = flow;
        this.encoder = encoder;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        inReadBurst = true;
        Exchange exchange = (Exchange) message;
        waiting.add(exchange);
        flow.requestStarted(exchange.heldBytes());
        ctx.fireChannelRead(message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        inReadBurst = false;
        ctx.flush();
        ctx.fireChannelReadComplete();
    }

    /** Takes an exchange that has its answer. */
    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        promise.trySuccess();
        if (closed) {
            drop(((Exchange) message).response());
            return;
        }
        boolean wrote = false;
        for (Exchange head = waiting.peek(); head != null && head.response() != null && !closed; head = waiting
                .peek()) {
            waiting.remove();
            wrote |= leave(ctx, head);
        }
        if (wrote && !inReadBurst) {
            ctx.flush();
        }
    }

    private boolean leave(ChannelHandlerContext ctx, Exchange exchange) {
        Response response = exchange.response();
        if (response == NoResponse.CLOSE_CONNECTION) {
            Channels.close(ctx);
            return false;
        }
        if (response == NoResponse.SILENT || response == null) {
            exchange.left(0);
            flow.requestFinished(exchange.heldBytes());
            return false;
        }
        // an answer counts as in flight until the socket has taken it: file regions count for nothing in Netty's buffer
        encoder.write(ctx, exchange, response).addListener(written -> flow.requestFinished(exchange.heldBytes()));
        return true;
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        closed = true;
        for (Exchange exchange = waiting.poll(); exchange != null; exchange = waiting.poll()) {
            drop(exchange.response());
        }
        ctx.fireChannelInactive();
    }

    /** An answer that nobody will read gives its leases back. */
    private void drop(@Nullable Response response) {
        if (response != null) {
            ResponseEncoder.release(response);
        }
    }
}
