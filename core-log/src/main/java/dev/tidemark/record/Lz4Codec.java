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
    private static final int FLAGS = 4;
    private static final int BLOCK_DESCRIPTOR = 5;
    private static final int BLOCK_64K = 4;
    private static final int STORED = 0x80000000;
    private static final int BLOCK_SIZE = 64 << 10;

    private final LZ4Compressor compressor;
    private final LZ4SafeDecompressor decompressor;
    private final XXHash32 hash;
    private int frameEnd;

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
        int at = offset;
        int end = offset + length;
        do {
            int headerSize = headerSize(source, at, end);
            if (headerSize < 0) {
                return BatchProblem.COMPRESSED_DATA;
            }
            BatchProblem problem = frame(source, at, at + headerSize, end, out);
            if (problem != null) {
                return problem;
            }
            at = frameEnd;
        } while (at < end);
        return null;
    }

    /** Bytes of a frame's header, magic and checksum included, or -1 if no frame that is read here starts at {@code at}. */
    private int headerSize(byte[] source, int at, int end) {
        if (end - at < 7 || intLittleEndian(source, at) != MAGIC) {
            return -1;
        }
        int flags = source[at + FLAGS];
        int checked = (flags & FLAG_CONTENT_SIZE) == 0 ? 2 : 10;
        int blockDescriptor = source[at + BLOCK_DESCRIPTOR];
        boolean readable = (flags & VERSION_MASK) == VERSION && (flags & FLAG_INDEPENDENT) != 0
                && (flags & FLAGS_REFUSED) == 0 && blockDescriptor >> 4 >= BLOCK_64K && (blockDescriptor & 0x0f) == 0
                && end - at > FLAGS + checked
                && (source[at + FLAGS + checked] & 0xff) == headerChecksum(source, at + FLAGS, checked);
        return readable ? FLAGS + checked + 1 : -1;
    }

    /** Reads one frame's blocks and leaves its end in {@link #frameEnd}. */
    private @Nullable BatchProblem frame(byte[] source, int header, int blocks, int end, BoundedBuffer out) {
        int flags = source[header + FLAGS];
        int blockSizeMax = 1 << (2 * (source[header + BLOCK_DESCRIPTOR] >> 4) + 8);
        int checksumSize = (flags & FLAG_BLOCK_CHECKSUM) == 0 ? 0 : 4;
        int from = out.size();
        int at = blocks;
        while (end - at >= 4) {
            int word = intLittleEndian(source, at);
            at += 4;
            if (word == 0) {
                boolean checked = (flags & FLAG_CONTENT_CHECKSUM) != 0;
                frameEnd = at + (checked ? 4 : 0);
                return checked && !checksumMatches(out.array(), from, out.size() - from, source, at, end)
                        ? BatchProblem.COMPRESSED_DATA
                        : null;
            }
            int size = word & ~STORED;
            if (size > blockSizeMax || size > end - at - checksumSize
                    || (checksumSize > 0 && !checksumMatches(source, at, size, source, at + size, end))) {
                return BatchProblem.COMPRESSED_DATA;
            }
            BatchProblem problem = (word & STORED) != 0 ? stored(source, at, size, out)
                    : compressed(source, at, size, blockSizeMax, out);
            if (problem != null) {
                return problem;
            }
            at += size + checksumSize;
        }
        return BatchProblem.COMPRESSED_DATA;
    }

    private static @Nullable BatchProblem stored(byte[] source, int at, int size, BoundedBuffer out) {
        if (!out.ensure(size)) {
            return BatchProblem.DECOMPRESSED_TOO_LARGE;
        }
        out.put(source, at, size);
        return null;
    }

    private @Nullable BatchProblem compressed(byte[] source, int at, int size, int blockSizeMax, BoundedBuffer out) {
        // LZ4 makes 255 bytes of one at the most: a small block need not take a large block's memory.
        int wanted = (int) Math.min(blockSizeMax, 255L * size + 64);
        int room = Math.min(wanted, out.room());
        out.ensure(room);
        try {
            out.advance(decompressor.decompress(source, at, size, out.array(), out.size(), room));
            return null;
        } catch (LZ4Exception e) {
            return room < wanted ? BatchProblem.DECOMPRESSED_TOO_LARGE : BatchProblem.COMPRESSED_DATA;
        }
    }

    private boolean checksumMatches(byte[] bytes, int from, int length, byte[] source, int at, int end) {
        return end - at >= 4 && intLittleEndian(source, at) == hash.hash(bytes, from, length, 0);
    }

    private static int intLittleEndian(byte[] source, int p) {
        return (source[p] & 0xff) | (source[p + 1] & 0xff) << 8 | (source[p + 2] & 0xff) << 16 | source[p + 3] << 24;
    }

    private int headerChecksum(byte[] bytes, int from, int length) {
        return hash.hash(bytes, from, length, 0) >>> 8 & 0xff;
    }
}
