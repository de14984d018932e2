package dev.tidemark.broker.net;

import dev.tidemark.broker.quota.ClientQuotas;
import dev.tidemark.protocol.message.Response;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.timeout.IdleStateEvent;
import java.io.IOException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls the handler of each request and brings its answer back to the connection's loop. Runs there; last in the pipeline.
 *
 * <p>A request's memory is given back here, when its handler has answered or failed: earlier its bytes and objects are in use, later only its answer is.
 */
final class Dispatcher extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

    private final ClientQuotas quotas;
    private final ConnectionFlow flow;

    Dispatcher(ClientQuotas quotas, ConnectionFlow flow) {
        this.quotas = quotas;
        this.flow = flow;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        Exchange exchange = (Exchange) message;
        if (exchange.response() != null) {
            flow.giveMemory(exchange.heldBytes());
            Channels.write(ctx, exchange);
            return;
        }
        if (quotas.active()) {
            handleUnderQuotas(ctx, exchange);
            return;
        }
        CompletionStage<? extends Response> answer;
        try {
            answer = exchange.route().handle(exchange.context(), exchange.request());
        } catch (RuntimeException | Error failure) {
            failed(ctx, exchange, failure);
            return;
        }
        exchange.ranLocally();
        answer.whenComplete((response, failure) -> exchange.context().loop().executeOrRun(() -> {
            if (failure != null) {
                failed(ctx, exchange, failure);
            } else {
                flow.giveMemory(exchange.heldBytes());
                exchange.answer(response);
                Channels.write(ctx, exchange);
            }
        }));
    }

    /** The same, with the use measured: the answer leaves at once, and then nothing is read for as long as the client is to rest (KIP-219). */
    private void handleUnderQuotas(ChannelHandlerContext ctx, Exchange exchange) {
        MeasuredCall call = new MeasuredCall(quotas, exchange.route(), exchange.context());
        CompletionStage<ClientQuotas.Verdict> answer;
        try {
            answer = call.handle(exchange.request());
        } catch (RuntimeException | Error failure) {
            failed(ctx, exchange, failure);
            return;
        }
        exchange.ranLocally();
        answer.whenComplete((verdict, failure) -> exchange.context().loop().executeOrRun(() -> {
            if (failure != null) {
                failed(ctx, exchange, failure);
            } else {
                flow.giveMemory(exchange.heldBytes());
                flow.rest(verdict.restMs());
                exchange.answer(verdict.response());
                Channels.write(ctx, exchange);
            }
        }));
    }

    /** A handler broke: the peer learns it by the connection's end, the operator from the log. Others are served on. */
    private void failed(ChannelHandlerContext ctx, Exchange exchange, Throwable failure) {
        flow.giveMemory(exchange.heldBytes());
        LOG.error("{} version {} from {} (client id '{}') failed; its connection is closed",
                exchange.route().key(), exchange.context().apiVersion(), ctx.channel().remoteAddress(),
                exchange.context().clientIdOrEmpty(), failure);
        Channels.close(ctx);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof IdleStateEvent) {
            LOG.debug("closed the idle connection of {}", ctx.channel().remoteAddress());
            Channels.close(ctx);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, @Nullable Throwable failure) {
        if (failure instanceof IOException) {
            LOG.debug("the connection of {} broke", ctx.channel().remoteAddress(), failure);
        } else {
            LOG.error("the connection of {} failed and is closed", ctx.channel().remoteAddress(), failure);
        }
        Channels.close(ctx);
    }
}
