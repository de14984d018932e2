package dev.tidemark.record;

import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;
import net.jpountz.xxhash.XXHash32;
import net.jpountz.xxhash.XXHashFactory;
import org.jspecify.annotations.Nullable;

/**
 * LZ4 frames of independent 64 KiB blocks, without block or content checksums: what Kafka's clients write into batches of
 * format 2. Reads frames of any block size, with checksums and content size; blocks that depend on each other are refused, as
 * Kafka does. Confined to its owner.
 *
 * <pre>
 *  magic 04 22 4D 18 | flags | block size | header checksum | { size int32 LE, top bit = stored | block } ... | end mark 00 00 00 00
 * </pre>
 *
 * <p>The header checksum covers the flags and the block size. (Formats 0 and 1 of Kafka had it over the magic too.)
 *
 * @see <a href="https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md">LZ4 frame format</a>
 */
final class Lz4Codec implements RecordCodec {

    private static final int MAGIC = 0x184D2204;
    private static final int VERSION_MASK = 0xc0;
    private static final int VERSION = 0x40;
    private static final int FLAG_INDEPENDENT = 0x20;
    private static final int FLAG_BLOCK_CHECKSUM = 0x10;
    private static final int FLAG_CONTENT_SIZE = 0x08;
    private static final int FLAG_CONTENT_CHECKSUM = 0x04;
    private static final int FLAGS_REFUSED = 0x03;
    private static final int BLOCK_64K = 4;
    private static final int STORED = 0x80000000;
    private static final int BLOCK_SIZE = 64 << 10;

    private final LZ4Compressor compressor;
    private final LZ4SafeDecompressor decompressor;
    private final XXHash32 hash;

    Lz4Codec(int level) {
        LZ4Factory factory = LZ4Factory.fastestInstance();
        // Kafka's default level means the fast compressor, any other the high one.
        this.compressor = level == CompressionType.LZ4.levelDefault() ? factory.fastCompressor()
                : factory.highCompressor(level);
        this.decompressor = factory.safeDecompressor();
        this.hash = XXHashFactory.fastestInstance().hash32();
    }

    @Override
    public void compress(byte[] source, int offset, int length, BoundedBuffer out) {
        out.ensure(11);
        out.putIntLittleEndian(MAGIC);
        int header = out.size();
        out.putByte(VERSION | FLAG_INDEPENDENT);
        out.putByte(BLOCK_64K << 4);
        out.putByte(headerChecksum(out.array(), header, 2));
        for (int done = 0; done < length; done += BLOCK_SIZE) {
            int block = Math.min(BLOCK_SIZE, length - done);
            int bound = compressor.maxCompressedLength(block);
            out.ensure(4 + bound);
            int size = compressor.compress(source, offset + done, block, out.array(), out.size() + 4, bound);
            if (size < block) {
                out.putIntLittleEndian(size);
                out.advance(size);
            } else {
                out.putIntLittleEndian(block | STORED);
                out.put(source, offset + done, block);
            }
        }
        out.ensure(4);
        out.putIntLittleEndian(0);
    }

    @Override
    public @Nullable BatchProblem decompress(byte[] source, int offset, int length, BoundedBuffer out) {
        Frame frame = new Frame(source, offset, offset + length, out);
        try {
            do {
                BatchProblem problem = frame.read();
                if (problem != null) {
                    return problem;
                }
            } while (frame.at < frame.end);
            return null;
        } catch (LZ4Exception e) {
            return BatchProblem.COMPRESSED_DATA;
        }
    }

    private int headerChecksum(byte[] bytes, int from, int length) {
        return hash.hash(bytes, from, length, 0) >>> 8 & 0xff;
    }

    /** One walk over the frames of a batch. */
    private final class Frame {
        private final byte[] source;
        private final int end;
        private final BoundedBuffer out;
        private int at;

        private Frame(byte[] source, int from, int end, BoundedBuffer out) {
            this.source = source;
            this.at = from;
            this.end = end;
            this.out = out;
        }

        private @Nullable BatchProblem read() {
            if (end - at < 7 || intLittleEndian(at) != MAGIC) {
                return BatchProblem.COMPRESSED_DATA;
            }
            int flags = source[at + 4];
            int blockCode = source[at + 5] >> 4;
            int headerSize = (flags & FLAG_CONTENT_SIZE) == 0 ? 2 : 10;
            if ((flags & VERSION_MASK) != VERSION || (flags & FLAG_INDEPENDENT) == 0 || (flags & FLAGS_REFUSED) != 0
                    || blockCode < BLOCK_64K || (source[at + 5] & 0x0f) != 0 || end - at < 4 + headerSize + 1
                    || (source[at + 4 + headerSize] & 0xff) != headerChecksum(source, at + 4, headerSize)) {
                return BatchProblem.COMPRESSED_DATA;
            }
            at += 4 + headerSize + 1;
            int from = out.size();
            int blockSizeMax = 1 << (2 * blockCode + 8);
            while (true) {
                if (end - at < 4) {
                    return BatchProblem.COMPRESSED_DATA;
                }
                int word = intLittleEndian(at);
                at += 4;
                if (word == 0) {
                    break;
                }
                BatchProblem problem = block(word, blockSizeMax, (flags & FLAG_BLOCK_CHECKSUM) != 0);
                if (problem != null) {
                    return problem;
                }
            }
            if ((flags & FLAG_CONTENT_CHECKSUM) != 0) {
                return checksum(out.array(), from, out.size() - from);
            }
            return null;
        }

        private @Nullable BatchProblem block(int word, int blockSizeMax, boolean checksummed) {
            int size = word & ~STORED;
            if (size > blockSizeMax || size > end - at) {
                return BatchProblem.COMPRESSED_DATA;
            }
            int block = at;
            if ((word & STORED) != 0) {
                if (!out.ensure(size)) {
                    return BatchProblem.DECOMPRESSED_TOO_LARGE;
                }
                out.put(source, at, size);
            } else {
                int room = Math.min(blockSizeMax, out.room());
                // LZ4 expands 255 times at the most: small blocks need not take a large block's memory.
                room = (int) Math.min(room, 255L * size + 64);
                out.ensure(room);
                try {
                    out.advance(decompressor.decompress(source, at, size, out.array(), out.size(), room));
                } catch (LZ4Exception e) {
                    return room == out.room() && room < blockSizeMax ? BatchProblem.DECOMPRESSED_TOO_LARGE
                            : BatchProblem.COMPRESSED_DATA;
                }
            }
            at += size;
            return checksummed ? checksum(source, block, size) : null;
        }

        /** Holds the next four bytes against the checksum of a range. */
        private @Nullable BatchProblem checksum(byte[] bytes, int from, int length) {
            if (end - at < 4 || intLittleEndian(at) != hash.hash(bytes, from, length, 0)) {
                return BatchProblem.COMPRESSED_DATA;
            }
            at += 4;
            return null;
        }

        private int intLittleEndian(int p) {
            return (source[p] & 0xff) | (source[p + 1] & 0xff) << 8 | (source[p + 2] & 0xff) << 16
                    | source[p + 3] << 24;
        }
    }
}
