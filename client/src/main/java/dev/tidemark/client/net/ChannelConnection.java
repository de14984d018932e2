package dev.tidemark.client.net;

import dev.tidemark.core.failure.Invariants;
import dev.tidemark.core.loop.EventLoop;
import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.RequestHeader;
import dev.tidemark.protocol.codec.Api;
import dev.tidemark.protocol.codec.Fragment;
import dev.tidemark.protocol.codec.Frames;
import dev.tidemark.protocol.codec.HeaderCodec;
import dev.tidemark.protocol.codec.MessageCodec;
import dev.tidemark.protocol.codec.MessageCodecs;
import dev.tidemark.protocol.codec.WireReader;
import dev.tidemark.protocol.message.ApiVersionsResponse;
import dev.tidemark.protocol.message.Request;
import dev.tidemark.protocol.message.Response;
import dev.tidemark.record.RecordBytes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A connection over a Netty channel. Requests are encoded on the caller's loop and matched with their answers on the channel's; stages complete on the caller's.
 */
final class ChannelConnection extends InboundHandler implements Connection {

    /** A request on its way. */
    private record Outstanding(int correlationId, Class<? extends Response> type, short version,
            CompletableFuture<Response> answer) {}

    private final Endpoint endpoint;
    private final String clientId;
    private final EventLoop replies;
    private final Channel channel;
    /** Touched on the channel's loop alone. */
    private final ArrayDeque<Outstanding> outstanding = new ArrayDeque<>();
    /** Touched on the caller's loop alone. */
    private int nextCorrelationId;
    private volatile @Nullable String closedBecause;

    ChannelConnection(Endpoint endpoint, String clientId, EventLoop replies, Channel channel) {
        this.endpoint = endpoint;
        this.clientId = clientId;
        this.replies = replies;
        this.channel = channel;
    }

    @Override
    public Endpoint endpoint() {
        return endpoint;
    }

    @Override
    public boolean open() {
        return closedBecause == null && channel.isActive();
    }

    @Override
    public CompletionStage<Response> send(Request request, short version) {
        CompletableFuture<Response> answer = new CompletableFuture<>();
        int correlationId = nextCorrelationId++;
        Class<? extends Response> type = Invariants.present(ResponseTypes.of(request),
                "the answer to " + request.getClass().getSimpleName());
        Outgoing frame;
        try {
            frame = encode(request, version, correlationId);
        } catch (IllegalArgumentException unwritable) {
            answer.completeExceptionally(unwritable);
            return answer;
        }
        inChannel(() -> {
            if (closedBecause != null) {
                frame.release();
                fail(answer, closedBecause);
                return;
            }
            outstanding.add(new Outstanding(correlationId, type, version, answer));
            write(frame);
        });
        return answer;
    }

    @Override
    public CompletionStage<Void> sendOneWay(Request request, short version) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Outgoing frame;
        try {
            frame = encode(request, version, nextCorrelationId++);
        } catch (IllegalArgumentException unwritable) {
            done.completeExceptionally(unwritable);
            return done;
        }
        inChannel(() -> {
            if (closedBecause != null) {
                frame.release();
                fail(done, closedBecause);
            } else {
                channel.writeAndFlush(frame.bytes).addListener(written -> {
                    frame.release();
                    if (written.isSuccess()) {
                        replies.executeOrRun(() -> done.complete(null));
                    } else {
                        fail(done, "writing failed: " + written.cause());
                    }
                });
            }
        });
        return done;
    }

    @Override
    public void close() {
        inChannel(() -> ended("the client closed it"));
    }

    // ---- the channel's loop

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuffer frame = (ByteBuffer) message;
        Outstanding first = outstanding.poll();
        if (first == null) {
            ended("it sent an answer that nobody asked for");
            return;
        }
        int correlationId = frame.getInt(frame.position());
        if (correlationId != first.correlationId) {
            outstanding.addFirst(first);
            ended("it answered request " + correlationId + " where " + first.correlationId + " was next");
            return;
        }
        Response response;
        try {
            response = decode(frame, first.type, first.version);
        } catch (RuntimeException malformed) {
            outstanding.addFirst(first);
            ended("its answer cannot be read: " + malformed.getMessage());
            return;
        }
        replies.executeOrRun(() -> first.answer.complete(response));
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        ended("the broker closed it");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        ended(cause.getMessage() == null ? cause.toString() : cause.getMessage());
    }

    private void ended(String why) {
        if (closedBecause == null) {
            closedBecause = why;
        }
        ChannelFuture unused = channel.close();
        List<Outstanding> lost = new ArrayList<>(outstanding);
        outstanding.clear();
        lost.forEach(request -> fail(request.answer, why));
    }

    private void inChannel(Runnable task) {
        if (channel.eventLoop().inEventLoop()) {
            task.run();
        } else {
            channel.eventLoop().execute(task);
        }
    }

    private void write(Outgoing frame) {
        channel.writeAndFlush(frame.bytes).addListener(written -> {
            frame.release();
            if (!written.isSuccess()) {
                ended("writing failed: " + written.cause());
            }
        });
    }

    private void fail(CompletableFuture<?> stage, String why) {
        replies.executeOrRun(
                () -> stage.completeExceptionally(
                        new ConnectionLostException("connection to " + endpoint + " lost: " + why)));
    }

    // ---- bytes

    /** An encoded frame, and what has to be given back once it is written. */
    private record Outgoing(ByteBuf bytes, List<RecordBytes> leases) {
        void release() {
            leases.forEach(RecordBytes::release);
        }
    }

    private Outgoing encode(Request request, short version, int correlationId) {
        return encode(request.getClass(), request, version, correlationId);
    }

    private <M> Outgoing encode(Class<M> type, Object request, short version, int correlationId) {
        ApiKey key = Invariants.present(type.getAnnotation(Api.class), "the API of " + type).key();
        RequestHeader header = new RequestHeader(key.id(), version, correlationId, clientId);
        List<Fragment> fragments = Frames.request(header, type.cast(request), MessageCodecs.of(type));
        List<ByteBuffer> parts = new ArrayList<>(fragments.size());
        List<RecordBytes> leases = new ArrayList<>();
        for (Fragment fragment : fragments) {
            switch (fragment) {
                case Fragment.Bytes(ByteBuffer buffer) -> parts.add(buffer);
                case Fragment.Records(RecordBytes records) -> {
                    parts.add(records.buffer());
                    leases.add(records);
                }
            }
        }
        return new Outgoing(Unpooled.wrappedBuffer(parts.toArray(ByteBuffer[]::new)), leases);
    }

    private static <R extends Response> R decode(ByteBuffer frame, Class<R> type, short version) {
        MessageCodec<R> codec = MessageCodecs.of(type);
        WireReader in = new WireReader(frame);
        HeaderCodec.readResponse(in, codec.flexibleResponseHeader(version));
        return codec.read(in, understood(frame, type, version));
    }

    /** A broker that does not serve the version of ApiVersions answers in version 0 (KIP-511). */
    private static short understood(ByteBuffer frame, Class<?> type, short version) {
        if (type != ApiVersionsResponse.class || frame.limit() < 6) {
            return version;
        }
        return frame.getShort(4) == ErrorCode.UNSUPPORTED_VERSION.code() ? 0 : version;
    }
}
