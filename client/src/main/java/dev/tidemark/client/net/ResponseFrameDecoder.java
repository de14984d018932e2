package dev.tidemark.client.net;

import dev.tidemark.protocol.codec.Frames;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the byte stream into frames; run by the channel's loop. Each frame gets an array of its exact size, filled as bytes arrive, so that
 * record bytes can be handed on as slices without another copy. The length is judged before the array is taken.
 */
final class ResponseFrameDecoder extends InboundHandler {

    private final int frameBytesMax;
    private final ByteBuffer length = ByteBuffer.allocate(Frames.LENGTH_BYTES);
    private @Nullable ByteBuffer frame;

    ResponseFrameDecoder(int frameBytesMax) {
        this.frameBytesMax = frameBytesMax;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        try {
            while (bytes.isReadable()) {
                ByteBuffer current = frame;
                if (current == null) {
                    current = begin(bytes);
                }
                if (current != null) {
                    fill(current, bytes);
                    if (!current.hasRemaining()) {
                        frame = null;
                        context.fireChannelRead(current.flip());
                    }
                }
            }
        } finally {
            bytes.release();
        }
    }

    private @Nullable ByteBuffer begin(ByteBuf bytes) {
        fill(length, bytes);
        if (length.hasRemaining()) {
            return null;
        }
        int size = length.getInt(0);
        length.clear();
        Frames.checkResponseLength(size, frameBytesMax);
        frame = ByteBuffer.allocate(size);
        return frame;
    }

    private static void fill(ByteBuffer target, ByteBuf source) {
        int count = Math.min(target.remaining(), source.readableBytes());
        int limit = target.limit();
        target.limit(target.position() + count);
        source.readBytes(target);
        target.limit(limit);
    }
}
