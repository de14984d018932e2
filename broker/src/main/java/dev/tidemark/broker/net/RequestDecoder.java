package dev.tidemark.broker.net;

import dev.tidemark.broker.request.ApiVersionsHandler;
import dev.tidemark.broker.request.HandlerTable;
import dev.tidemark.broker.request.RequestContext;
import dev.tidemark.broker.request.Route;
import dev.tidemark.core.loop.EventLoop;
import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.RequestHeader;
import dev.tidemark.protocol.codec.HeaderCodec;
import dev.tidemark.protocol.codec.MalformedMessage;
import dev.tidemark.protocol.codec.MessageCodecs;
import dev.tidemark.protocol.codec.WireReader;
import dev.tidemark.protocol.message.ApiVersionsRequest;
import dev.tidemark.protocol.message.Request;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Reads requests from frames. Runs on the connection's loop.
 *
 * <p>What is no request of an API and version that we serve closes the connection with a line in the log, as Kafka does: there
 * is no answer that the peer would understand. The one exception is ApiVersions in a version of the future, which is answered
 * in version 0 (KIP-511).
 *
 * <p>What the objects of a request take is known when they have been made, and bounded until then. If there is no memory for them, they are dropped,
 * and the request is kept until there is.
 */
final class RequestDecoder extends ChannelInboundHandlerAdapter {

    private final HandlerTable handlers;
    private final EventLoop loop;
    private final long connectionId;
    private final String clientHost;
    private final ConnectionFlow flow;
    private final Refusals refusals;
    private boolean closed;

    RequestDecoder(HandlerTable handlers, EventLoop loop, long connectionId, SocketAddress peer, ConnectionFlow flow,
            Refusals refusals) {
        this.handlers = handlers;
        this.loop = loop;
        this.connectionId = connectionId;
        this.clientHost = peer instanceof InetSocketAddress inet ? "/" + inet.getAddress().getHostAddress() : "/local";
        this.flow = flow;
        this.refusals = refusals;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        RequestFrame frame = (RequestFrame) message;
        Exchange exchange = closed ? null : read(frame, ctx);
        if (exchange != null) {
            ctx.fireChannelRead(exchange);
        } else if (flow.undecoded() == null) {
            flow.giveMemory(frame.bytes().limit() + frame.objectBytes());
        }
    }

    private @Nullable Exchange read(RequestFrame frame, ChannelHandlerContext ctx) {
        try {
            return decode(frame, ctx);
        } catch (MalformedMessage malformed) {
            refuse(ctx, malformed.getMessage());
            return null;
        }
    }

    /** Null if it was refused, or is kept until there is memory. */
    private @Nullable Exchange decode(RequestFrame frame, ChannelHandlerContext ctx) {
        int frameBytes = frame.bytes().limit();
        WireReader in = new WireReader(frame.bytes(), flow.objectBytesMax());
        RequestHeader header = HeaderCodec.readRequest(in, this::flexible);
        ApiKey key = ApiKey.of(header.apiKey());
        Route<?> route = key == null ? null : handlers.route(key);
        if (route == null) {
            refuse(ctx, "it asked for API " + (key == null ? header.apiKey() : key.title()) + ", which is not served");
            return null;
        }
        RequestContext context = new RequestContext(header.apiVersion(), header.correlationId(), header.clientId(),
                clientHost, connectionId, false, loop);
        if (!route.serves(header.apiVersion())) {
            if (key == ApiKey.API_VERSIONS) {
                return Exchange.answered(route, context, new ApiVersionsRequest("", "", null, -1),
                        frameBytes, ApiVersionsHandler.unknownVersion(handlers), (short) 0);
            }
            refuse(ctx, "it spoke " + route.key().title() + " version " + header.apiVersion() + "; "
                    + route.minVersion() + " to " + route.maxVersion() + " are served");
            return null;
        }
        boolean before = frame.objectBytes() > 0;
        if (!before) {
            route.meter().came(frameBytes);
        }
        Request body = MessageCodecs.of(route.request()).read(in, header.apiVersion());
        if (!before && !flow.takeMemory(in.objectBytes(), frameBytes)) {
            flow.decodeLater(new RequestFrame(frame.bytes().rewind(), in.objectBytes()));
            return null;
        }
        return new Exchange(route, context, body, frameBytes + in.objectBytes());
    }

    private boolean flexible(short apiKey, short version) {
        ApiKey key = ApiKey.of(apiKey);
        Route<?> route = key == null ? null : handlers.route(key);
        return route != null && route.serves(version) && MessageCodecs.of(route.request()).flexible(version);
    }

    private void refuse(ChannelHandlerContext ctx, String reason) {
        closed = true;
        refusals.closed(String.valueOf(ctx.channel().remoteAddress()), reason);
        Channels.close(ctx);
    }
}
