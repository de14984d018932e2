package dev.tidemark.broker.net;

import dev.tidemark.protocol.codec.Frames;
import dev.tidemark.protocol.codec.MalformedMessage;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Future;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the bytes of a connection into frames. Runs on the connection's loop; first in the pipeline.
 *
 * <pre>
 * frame:  size int32 | size bytes
 * </pre>
 *
 * <p>A size that cannot be, or is above the maximum, closes the connection before any memory is taken for it. A frame's memory is at most twice the bytes
 * that have come, or a kilobyte, whatever was promised, so a peer pays with traffic for what it makes us hold, and all of it is taken from the
 * {@link RequestMemory}. A request that has begun and brings next to nothing for {@code tidemark.request.stall.ms}, while we read, ends its connection. Frames are
 * handed on as heap buffers that are nobody else's: handlers may keep parts of them. One that could not be decoded for want of memory is handed on again once
 * there is enough.
 */
final class FrameDecoder extends ChannelInboundHandlerAdapter {

    private static final int FIRST_BYTES = 1024;
    /** A request comes on if it brings this much within the time; less is slower than any network that is worth waiting for. */
    private static final int STALLED_BELOW_BYTES = 16 * 1024;
    private static final int SIZE_BYTES = 4;

    private final int frameBytesMax;
    private final long stallMsMax;
    private final ConnectionFlow flow;
    private final Refusals refusals;
    private final ArrayDeque<ByteBuf> input = new ArrayDeque<>();

    private int sizeBytesRead;
    private int frameSize;
    private @Nullable ByteBuffer frame;
    private boolean closed;
    private boolean decoding;
    private long bytesRead;
    private long framesRead;
    private @Nullable Future<?> watch;

    FrameDecoder(ListenerSettings settings, ConnectionFlow flow, Refusals refusals) {
        this.frameBytesMax = settings.requestBytesMax();
        this.stallMsMax = settings.stallMsMax();
        this.flow = flow;
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
        if (watch == null && !closed && begun()) {
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
        watch = ctx.executor().schedule(() -> {
            watch = null;
            if (closed || !begun()) {
                return;
            }
            boolean sameRequest = framesRead == framesBefore;
            if (sameRequest && reading && flow.open() && bytesRead - before < STALLED_BELOW_BYTES) {
                refuse(ctx, "it began a request of " + frameSize + " bytes and in " + stallMsMax + " ms sent "
                        + (bytesRead - before) + " of them; " + filled() + " had come");
                return;
            }
            watch(ctx);
        }, stallMsMax, TimeUnit.MILLISECONDS);
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
        if (watch != null) {
            watch.cancel(false);
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
        if (target == null) {
            return; // the rest of the input waits with the connection
        }
        int count = Math.min(target.remaining(), Math.min(bytes.readableBytes(), frameSize - target.position()));
        ByteBuffer window = target.duplicate().limit(target.position() + count);
        bytes.readBytes(window);
        target.position(window.position());
        if (target.position() == frameSize) {
            sizeBytesRead = 0;
            frameSize = 0;
            frame = null;
            framesRead++;
            ctx.fireChannelRead(new RequestFrame(target.flip(), 0));
        }
    }

    private int filled() {
        return frame == null ? 0 : frame.position();
    }

    /** The frame's buffer, with room for {@code more} bytes; null if there is no memory for them now. */
    private @Nullable ByteBuffer room(int more) {
        ByteBuffer current = frame;
        if (current == null) {
            int wanted = (int) Math.min(frameSize, Math.max(FIRST_BYTES, 2L * more));
            if (!flow.takeMemory(wanted, frameSize)) {
                return null;
            }
            current = ByteBuffer.allocate(wanted);
        } else if (current.remaining() < more) {
            int wanted = (int) Math.min(frameSize,
                    Math.max(2L * current.capacity(), (long) current.position() + more));
            if (!flow.takeMemory(wanted - current.capacity(), frameSize)) {
                return null;
            }
            current = ByteBuffer.allocate(wanted).put(current.flip());
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
        if (frame != null) {
            flow.giveMemory(frame.capacity());
            frame = null;
        }
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
