package dev.tidemark.broker.net;

import dev.tidemark.protocol.codec.Frames;
import dev.tidemark.protocol.codec.MalformedMessage;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the bytes of a connection into frames. Runs on the connection's loop; first in the pipeline.
 *
 * <pre>
 * frame:  size int32 | size bytes
 * </pre>
 *
 * <p>A size that cannot be, or is above the maximum, closes the connection before any memory is taken for it; that of a {@link GrowingFrame} is taken from
 * the {@link RequestMemory}. A request that has begun and brings next to nothing for {@code tidemark.request.stall.ms}, while we read, ends its connection. Frames are
 * handed on as heap buffers that are nobody else's: handlers may keep parts of them. One that could not be decoded for want of memory is handed on again once
 * there is enough.
 */
final class FrameDecoder extends ChannelInboundHandlerAdapter {

    /** A request comes on if it brings this much within the time; less is slower than any network that is worth waiting for. */
    private static final int STALLED_BELOW_BYTES = 16 * 1024;
    private static final int SIZE_BYTES = 4;

    private final int frameBytesMax;
    private final long stallMsMax;
    private final ConnectionFlow flow;
    private final StallWatch watch;
    private final Refusals refusals;
    private final GrowingFrame frame;
    private final ArrayDeque<ByteBuf> input = new ArrayDeque<>();

    private int sizeBytesRead;
    private int frameSize;
    private boolean closed;
    private boolean decoding;
    private long bytesRead;
    private long framesRead;
    private StallWatch.@Nullable Watched watched;

    FrameDecoder(ListenerSettings settings, ConnectionFlow flow, StallWatch watch, Refusals refusals) {
        this.frameBytesMax = settings.requestBytesMax();
        this.stallMsMax = settings.stallMsMax();
        this.flow = flow;
        this.frame = new GrowingFrame(flow);
        this.watch = watch;
        this.refusals = refusals;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        flow.onResume(() -> {
            if (!decoding && (!input.isEmpty() || flow.undecoded() != null)) {
                decode(ctx);
                ctx.fireChannelReadComplete(); // a burst of its own: what it answered at once is to be flushed
            }
        });
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        if (closed) {
            bytes.release();
            return;
        }
        bytesRead += bytes.readableBytes();
        input.add(bytes);
        decode(ctx);
        if (watched == null && !closed && begun()) {
            watch(ctx);
        }
    }

    /** Whether a part of a request is here, and not all of it. */
    private boolean begun() {
        return sizeBytesRead > 0;
    }

    private void watch(ChannelHandlerContext ctx) {
        long before = bytesRead;
        long framesBefore = framesRead;
        boolean reading = flow.open();
        watched = watch.watch(() -> {
            watched = null;
            if (closed || !begun()) {
                return;
            }
            boolean sameRequest = framesRead == framesBefore;
            if (sameRequest && reading && flow.open() && bytesRead - before < STALLED_BELOW_BYTES) {
                refuse(ctx, "it began a request of " + frameSize + " bytes and in " + stallMsMax + " ms sent "
                        + (bytesRead - before) + " of them; " + frame.filled() + " had come");
                return;
            }
            watch(ctx);
        });
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        drop();
        flow.closed();
        ctx.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        drop();
        if (watched != null) {
            watched.cancel();
            watched = null;
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        flow.changed();
        ctx.fireChannelWritabilityChanged();
    }

    /** Hands on whole frames while the connection may start requests; keeps the rest of the input. */
    private void decode(ChannelHandlerContext ctx) {
        if (decoding) {
            return; // a request that is answered at once leads back here
        }
        decoding = true;
        try {
            while (!closed && flow.open()) {
                RequestFrame undecoded = flow.undecoded();
                if (undecoded != null) {
                    again(ctx, undecoded);
                    continue;
                }
                ByteBuf bytes = input.peek();
                if (bytes == null) {
                    return;
                }
                take(ctx, bytes);
                if (!closed && !bytes.isReadable()) {
                    input.remove().release();
                }
            }
        } finally {
            decoding = false;
        }
    }

    private void again(ChannelHandlerContext ctx, RequestFrame undecoded) {
        if (flow.takeMemory(undecoded.objectBytes(), undecoded.bytes().limit())) {
            flow.dropUndecoded();
            ctx.fireChannelRead(undecoded);
        }
    }

    private void take(ChannelHandlerContext ctx, ByteBuf bytes) {
        while (sizeBytesRead < SIZE_BYTES) {
            if (!bytes.isReadable()) {
                return;
            }
            frameSize = frameSize << 8 | bytes.readUnsignedByte();
            if (++sizeBytesRead == SIZE_BYTES && !begin(ctx)) {
                return;
            }
        }
        ByteBuffer whole = frame.add(bytes);
        if (whole != null) {
            sizeBytesRead = 0;
            frameSize = 0;
            framesRead++;
            ctx.fireChannelRead(new RequestFrame(whole, 0));
        }
    }

    /** Whether a request of the size that was read may begin. */
    private boolean begin(ChannelHandlerContext ctx) {
        try {
            Frames.checkRequestLength(frameSize, frameBytesMax);
        } catch (MalformedMessage malformed) {
            refuse(ctx, malformed.reason());
            return false;
        }
        frame.begin(frameSize);
        return true;
    }

    private void refuse(ChannelHandlerContext ctx, String reason) {
        refusals.closed(String.valueOf(ctx.channel().remoteAddress()), reason);
        drop();
        Channels.close(ctx);
    }

    private void drop() {
        closed = true;
        frame.drop();
        RequestFrame undecoded = flow.undecoded();
        if (undecoded != null) {
            flow.giveMemory(undecoded.bytes().limit());
            flow.dropUndecoded();
        }
        for (ByteBuf bytes = input.poll(); bytes != null; bytes = input.poll()) {
            bytes.release();
        }
    }
}
