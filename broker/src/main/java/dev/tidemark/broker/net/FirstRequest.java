package dev.tidemark.broker.net;

import dev.tidemark.core.failure.Invariants;
import dev.tidemark.core.loop.EventLoop.Scheduled;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what a new connection sends until its first request is here, or a kilobyte of it. Runs on the reception loop.
 *
 * <p>Who says nothing for {@code connections.max.idle.ms} is closed, and so is who begins a request and has not sent that much of it within
 * {@code tidemark.request.stall.ms}. The kilobyte is not taken from the {@link RequestMemory}: it is less than the connection itself, and bounded with it.
 */
final class FirstRequest extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(FirstRequest.class);
    private static final int SIZE_BYTES = 4;
    private static final int ENOUGH_BYTES = 1024;
    private static final int FIRST_BYTES = 64;

    private final Reception reception;
    private @Nullable Scheduled idle;
    private StallWatch.@Nullable Watched stalled;
    private @Nullable ByteBuf kept;
    private boolean done;

    FirstRequest(Reception reception) {
        this.reception = reception;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        idle = reception.afterIdle(() -> {
            LOG.debug("closed the connection of {}, which never said anything", ctx.channel().remoteAddress());
            Channels.close(ctx);
        });
        ctx.fireChannelActive();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        Invariants.check(!done, "nothing is read from a connection that goes on to a data loop");
        ByteBuf all = kept;
        if (all == null && enough(bytes)) {
            all = bytes;
        } else {
            all = all == null ? ctx.alloc().buffer(Math.max(FIRST_BYTES, bytes.readableBytes())) : all;
            all.writeBytes(bytes);
            bytes.release();
        }
        if (enough(all)) {
            kept = null;
            end();
            reception.handOver(ctx.channel(), all);
        } else {
            kept = all;
            wait(ctx);
        }
    }

    /** Whether somebody has to look at it now, if only to refuse it. */
    private boolean enough(ByteBuf bytes) {
        int here = bytes.readableBytes();
        if (here < SIZE_BYTES) {
            return false;
        }
        int size = bytes.getInt(bytes.readerIndex());
        return here - SIZE_BYTES >= Math.min(size, ENOUGH_BYTES) || size > reception.requestBytesMax();
    }

    private void wait(ChannelHandlerContext ctx) {
        if (stalled == null) {
            cancelIdle();
            stalled = reception.afterStall(() -> reception.refuse(ctx.channel(), stalledReason()));
        }
    }

    private String stalledReason() {
        ByteBuf bytes = kept;
        int here = bytes == null ? 0 : bytes.readableBytes();
        return "it began a request of "
                + (bytes == null || here < SIZE_BYTES ? "unknown size" : bytes.getInt(bytes.readerIndex()) + " bytes")
                + " and in " + reception.stallMs() + " ms sent " + here + ", the four of its size among them";
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        end();
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, @Nullable Throwable failure) {
        if (failure instanceof IOException) {
            LOG.debug("the connection of {} broke before its first request", ctx.channel().remoteAddress(), failure);
        } else {
            LOG.error("the connection of {} failed before its first request and is closed",
                    ctx.channel().remoteAddress(), failure);
        }
        Channels.close(ctx);
    }

    private void end() {
        done = true;
        cancelIdle();
        if (stalled != null) {
            stalled.cancel();
            stalled = null;
        }
        if (kept != null) {
            kept.release();
            kept = null;
        }
    }

    private void cancelIdle() {
        if (idle != null) {
            idle.cancel();
            idle = null;
        }
    }
}
