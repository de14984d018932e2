package dev.tidemark.client.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;

/**
 * Gives a channel one buffer to read into, again and again: what was read is copied into its frame before the next read. On the heap, because a process's
 * first buffer outside of it takes some 70 ms, which whoever connects would wait for; the JDK has one of its own for each thread. Its handles run on
 * their channel's loop.
 */
@SuppressWarnings("deprecation") // Netty's name for "the buffer of the next read" has no successor
final class ReusedReadBuffer extends DefaultMaxMessagesRecvByteBufAllocator {

    private static final int BYTES = 128 << 10;

    @Override
    public Handle newHandle() {
        return new MaxMessageHandle() {

            private ByteBuf buffer = Unpooled.buffer(BYTES, BYTES);

            @Override
            public int guess() {
                return BYTES;
            }

            @Override
            public ByteBuf allocate(ByteBufAllocator unused) {
                if (buffer.refCnt() > 1) { // somebody has kept what was read
                    buffer = Unpooled.buffer(BYTES, BYTES);
                }
                return buffer.clear().retain();
            }
        };
    }
}
