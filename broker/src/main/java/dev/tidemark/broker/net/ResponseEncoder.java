package dev.tidemark.broker.net;

import dev.tidemark.core.failure.Invariants;
import dev.tidemark.log.LogSlice;
import dev.tidemark.protocol.ResponseHeader;
import dev.tidemark.protocol.codec.Fragment;
import dev.tidemark.protocol.codec.Frames;
import dev.tidemark.protocol.codec.MessageCodec;
import dev.tidemark.protocol.codec.MessageCodecs;
import dev.tidemark.protocol.message.FetchResponse;
import dev.tidemark.protocol.message.Response;
import dev.tidemark.record.RecordBytes;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes answers to the socket. Runs on the connection's loop; without state, so one serves all.
 *
 * <p>Record batches that lie in a segment file and are large enough go as file regions: the kernel moves them from the page
 * cache to the socket, and no byte of them enters this process. Below the threshold a copy, joined with what surrounds it,
 * costs less than a system call more.
 */
final class ResponseEncoder {

    /** From this size on a slice leaves as a file region. */
    static final int FILE_REGION_BYTES_MIN = 64 * 1024;

    /** Writes one answer; the future is that of its last piece. */
    ChannelFuture write(ChannelHandlerContext ctx, Exchange exchange, Response response) {
        List<Fragment> fragments = frame(exchange, response);
        exchange.left(bytes(fragments));
        List<Object> pieces = pieces(ctx, fragments);
        for (int i = 0; i < pieces.size() - 1; i++) {
            Channels.write(ctx, pieces.get(i));
        }
        return ctx.write(pieces.getLast());
    }

    private static List<Fragment> frame(Exchange exchange, Response response) {
        Invariants.check(exchange.route().response().isInstance(response), "%s answered with %s",
                exchange.route().key(), response.getClass());
        return encoded(exchange, response, exchange.route().response());
    }

    private static <R extends Response> List<Fragment> encoded(Exchange exchange, Response response, Class<R> type) {
        MessageCodec<R> codec = MessageCodecs.of(type);
        return Frames.response(new ResponseHeader(exchange.context().correlationId()), type.cast(response), codec,
                exchange.responseVersion());
    }

    /** File regions as they are; everything between two of them as one buffer. */
    private static List<Object> pieces(ChannelHandlerContext ctx, List<Fragment> fragments) {
        List<Object> pieces = new ArrayList<>(1);
        int start = 0;
        for (int i = 0; i < fragments.size(); i++) {
            if (fragments.get(i) instanceof Fragment.Records(RecordBytes records) && records instanceof LogSlice slice
                    && slice.sizeInBytes() >= FILE_REGION_BYTES_MIN && slice.file() != null) {
                if (i > start) {
                    pieces.add(joined(ctx, fragments.subList(start, i)));
                }
                pieces.add(new SliceRegion(slice));
                start = i + 1;
            }
        }
        if (start < fragments.size()) {
            pieces.add(joined(ctx, fragments.subList(start, fragments.size())));
        }
        return pieces;
    }

    private static int bytes(List<Fragment> fragments) {
        int bytes = 0;
        for (int i = 0; i < fragments.size(); i++) {
            bytes += fragments.get(i).sizeInBytes();
        }
        return bytes;
    }

    private static ByteBuf joined(ChannelHandlerContext ctx, List<Fragment> fragments) {
        int bytes = bytes(fragments);
        ByteBuf buffer = ctx.alloc().directBuffer(bytes, bytes);
        for (Fragment fragment : fragments) {
            switch (fragment) {
                case Fragment.Bytes(var memory) -> buffer.writeBytes(memory.duplicate());
                case Fragment.Records(RecordBytes records) -> {
                    buffer.writeBytes(records.buffer());
                    records.release();
                }
            }
        }
        return buffer;
    }

    /** Gives back what an answer holds that will not be written. */
    static void release(Response response) {
        if (response instanceof FetchResponse fetch) {
            for (FetchResponse.FetchableTopicResponse topic : fetch.responses()) {
                for (FetchResponse.PartitionData partition : topic.partitions()) {
                    RecordBytes records = partition.records();
                    if (records != null) {
                        records.release();
                    }
                }
            }
        }
    }
}
