package dev.tidemark.broker.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a request while they come, one request of a connection after the other. Confined to the connection's loop.
 *
 * <p>Its memory is at most twice the bytes that have come, or a kilobyte, whatever was promised, so a peer pays with traffic for what it makes us hold.
 * Until half of the request is here it is kept in pieces of pooled memory outside the heap, and then in one buffer of the heap: who promises much and stops
 * half way costs the collector nothing, and what comes whole is moved at most once, for which moment both are taken.
 */
final class GrowingFrame {

    private static final int FIRST_BYTES = 1024;
    private static final int PIECE_BYTES = 64 * 1024;

    private final ConnectionFlow flow;
    private final ArrayDeque<ByteBuf> pieces = new ArrayDeque<>();
    private int size;
    private int filled;
    private int pieceBytes;
    private @Nullable ByteBuffer whole;

    /** @param flow where its memory is taken */
    GrowingFrame(ConnectionFlow flow) {
        this.flow = flow;
    }

    /** @param size as promised */
    void begin(int size) {
        this.size = size;
    }

    /** How many bytes of the request that has begun have come. */
    int filled() {
        return filled;
    }

    /**
     * Takes what belongs to this request out of {@code bytes}, as far as there is memory.
     *
     * @return all of the request, from position 0, once it is here: the caller's from then on, with its memory
     */
    @Nullable
    ByteBuffer add(ByteBuf bytes) {
        int more = Math.min(bytes.readableBytes(), size - filled);
        ByteBuffer target = whole;
        if (target == null && (size <= FIRST_BYTES || 2L * (filled + more) >= size)) {
            target = gather();
            if (target == null) {
                return null;
            }
        }
        if (target == null) {
            addPieces(bytes, more);
            return null;
        }
        bytes.readBytes(target.limit(filled + more));
        filled += more;
        if (filled < size) {
            return null;
        }
        filled = 0;
        whole = null;
        return target.flip();
    }

    /** The buffer for all of it, with what has come; null if there is no memory for it now. */
    private @Nullable ByteBuffer gather() {
        if (!flow.takeMemory(size, size)) {
            return null;
        }
        ByteBuffer all = ByteBuffer.allocate(size);
        for (ByteBuf piece : pieces) {
            piece.readBytes(all.limit(all.position() + piece.readableBytes()));
        }
        releasePieces();
        whole = all;
        return all;
    }

    private void addPieces(ByteBuf bytes, int more) {
        for (int left = more; left > 0;) {
            ByteBuf piece = pieces.peekLast();
            if (piece == null || !piece.isWritable()) {
                piece = piece(Math.min(PIECE_BYTES, Math.max(FIRST_BYTES, filled + left)), bytes.alloc());
                if (piece == null) {
                    return; // the rest waits with the connection
                }
            }
            int count = Math.min(left, piece.writableBytes());
            piece.writeBytes(bytes, count);
            filled += count;
            left -= count;
        }
    }

    private @Nullable ByteBuf piece(int capacity, ByteBufAllocator allocator) {
        if (!flow.takeMemory(capacity, size)) {
            return null;
        }
        ByteBuf piece = allocator.directBuffer(capacity, capacity);
        pieceBytes += capacity;
        pieces.add(piece);
        return piece;
    }

    private void releasePieces() {
        if (pieceBytes == 0) {
            return;
        }
        for (ByteBuf piece = pieces.poll(); piece != null; piece = pieces.poll()) {
            piece.release();
        }
        flow.giveMemory(pieceBytes);
        pieceBytes = 0;
    }

    /** It will never be whole: gives back what it holds. */
    void drop() {
        releasePieces();
        if (whole != null) {
            flow.giveMemory(size);
            whole = null;
        }
    }
}
