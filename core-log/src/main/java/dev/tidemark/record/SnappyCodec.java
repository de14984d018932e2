package dev.tidemark.record;

import dev.tidemark.core.failure.InvariantFailure;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.xerial.snappy.Snappy;
import org.xerial.snappy.SnappyError;

/**
 * Snappy blocks of 32 KiB in the stream format of snappy-java, which Kafka's clients write: a header of 16 bytes, then blocks
 * each behind its size. Bare snappy, as some other clients send it, is read too. Confined to its owner.
 *
 * <pre>
 *  82 'S' 'N' 'A' 'P' 'P' 'Y' 00 | version int32 = 1 | compatible int32 = 1 | { size int32 | snappy block } ...
 * </pre>
 */
final class SnappyCodec implements RecordCodec {

    private static final byte[] MAGIC = {(byte) 0x82, 'S', 'N', 'A', 'P', 'P', 'Y', 0};
    private static final int HEADER_SIZE = 16;
    private static final int VERSION = 1;
    private static final int BLOCK_SIZE = 32 << 10;

    @Override
    public void compress(byte[] source, int offset, int length, BoundedBuffer out) {
        out.ensure(HEADER_SIZE);
        out.put(MAGIC, 0, MAGIC.length);
        out.putIntBigEndian(VERSION);
        out.putIntBigEndian(VERSION);
        for (int done = 0; done < length; done += BLOCK_SIZE) {
            int block = Math.min(BLOCK_SIZE, length - done);
            out.ensure(4 + Snappy.maxCompressedLength(block));
            try {
                int size = Snappy.compress(source, offset + done, block, out.array(), out.size() + 4);
                out.putIntBigEndian(size);
                out.advance(size);
            } catch (IOException e) {
                throw new InvariantFailure("snappy compresses any bytes: " + e);
            }
        }
    }

    @Override
    public @Nullable BatchProblem decompress(byte[] source, int offset, int length, BoundedBuffer out) {
        try {
            if (!startsWithMagic(source, offset, length)) {
                return block(source, offset, length, out);
            }
            int at = offset + HEADER_SIZE;
            int end = offset + length;
            while (at < end) {
                if (end - at < 4) {
                    return BatchProblem.COMPRESSED_DATA;
                }
                int size = intBigEndian(source, at);
                at += 4;
                if (size <= 0 || size > end - at) {
                    return BatchProblem.COMPRESSED_DATA;
                }
                BatchProblem problem = block(source, at, size, out);
                if (problem != null) {
                    return problem;
                }
                at += size;
            }
            return null;
        } catch (IOException | SnappyError e) {
            return BatchProblem.COMPRESSED_DATA;
        }
    }

    /** The native code writes as much as the block announces: the announcement is held against the room first. */
    private static @Nullable BatchProblem block(byte[] source, int offset, int length, BoundedBuffer out)
            throws IOException {
        int announced = Snappy.uncompressedLength(source, offset, length);
        if (announced < 0) {
            return BatchProblem.COMPRESSED_DATA;
        }
        if (announced > out.room()) {
            return BatchProblem.DECOMPRESSED_TOO_LARGE;
        }
        // A block makes at most 64 bytes of 3; a much larger announcement is a lie about memory.
        if (announced > 64L * length) {
            return BatchProblem.COMPRESSED_DATA;
        }
        out.ensure(announced);
        out.advance(Snappy.uncompress(source, offset, length, out.array(), out.size()));
        return null;
    }

    private static boolean startsWithMagic(byte[] source, int offset, int length) {
        if (length < HEADER_SIZE) {
            return false;
        }
        for (int i = 0; i < MAGIC.length; i++) {
            if (source[offset + i] != MAGIC[i]) {
                return false;
            }
        }
        return true;
    }

    private static int intBigEndian(byte[] source, int at) {
        return source[at] << 24 | (source[at + 1] & 0xff) << 16 | (source[at + 2] & 0xff) << 8
                | (source[at + 3] & 0xff);
    }
}
