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
 * <p>A size that cannot be, or is above the maximum, closes the connection before any memory is taken for it. A frame's memory grows with the bytes
 * that have come, not with the bytes that were promised, so a peer pays with traffic for what it makes us hold. Frames are
 * handed on as heap buffers that are nobody else's: handlers may keep parts of them.
 */
final class FrameDecoder extends ChannelInboundHandlerAdapter {

    private static final int FIRST_BYTES = 64 * 1024;
    private static final int SIZE_BYTES = 4;

    private final int frameBytesMax;
    private final ConnectionFlow flow;
    private final Refusals refusals;
    private final ArrayDeque<ByteBuf> input = new ArrayDeque<>();

    private int sizeBytesRead;
    private int frameSize;
    private @Nullable ByteBuffer frame;
    private boolean closed;
    private boolean decoding;

    FrameDecoder(int frameBytesMax, ConnectionFlow flow, Refusals refusals) {
        this.frameBytesMax = frameBytesMax;
        this.flow = flow;
        this.refusals = refusals;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        flow.onResume(() -> {
            if (!decoding && !input.isEmpty()) {
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
        input.add(bytes);
        decode(ctx);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        drop();
        ctx.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        drop();
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

    private void take(ChannelHandlerContext ctx, ByteBuf bytes) {
        while (sizeBytesRead < SIZE_BYTES) {
            if (!bytes.isReadable()) {
                return;
            }
            frameSize = frameSize << 8 | bytes.readUnsignedByte();
            sizeBytesRead++;
        }
        if (frame == null) {
            try {
                Frames.checkRequestLength(frameSize, frameBytesMax);
            } catch (MalformedMessage malformed) {
                refuse(ctx, malformed.reason());
                return;
            }
        }
        ByteBuffer target = room(Math.min(bytes.readableBytes(), frameSize - filled()));
        int count = Math.min(target.remaining(), Math.min(bytes.readableBytes(), frameSize - target.position()));
        ByteBuffer window = target.duplicate().limit(target.position() + count);
        bytes.readBytes(window);
        target.position(window.position());
        if (target.position() == frameSize) {
            sizeBytesRead = 0;
            frameSize = 0;
            frame = null;
            ctx.fireChannelRead(target.flip());
        }
    }

    private int filled() {
        return frame == null ? 0 : frame.position();
    }

    /** The frame's buffer, with room for {@code more} bytes. */
    private ByteBuffer room(int more) {
        ByteBuffer current = frame;
        if (current == null) {
            current = ByteBuffer.allocate(Math.min(frameSize, Math.max(FIRST_BYTES, more)));
        } else if (current.remaining() < more) {
            long wanted = Math.max(2L * current.capacity(), (long) current.position() + more);
            current = ByteBuffer.allocate((int) Math.min(frameSize, wanted)).put(current.flip());
        }
        frame = current;
        return current;
    }

    private void refuse(ChannelHandlerContext ctx, String reason) {
        refusals.closed(String.valueOf(ctx.channel().remoteAddress()), reason);
        drop();
        Channels.close(ctx);
    }

    private void drop() {
        closed = true;
        frame = null;
        for (ByteBuf bytes = input.poll(); bytes != null; bytes = input.poll()) {
            bytes.release();
        }
    }
}
