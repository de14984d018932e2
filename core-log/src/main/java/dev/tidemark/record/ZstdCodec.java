package dev.tidemark.record;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import dev.tidemark.core.failure.Invariants;
import org.jspecify.annotations.Nullable;

/**
 * Zstandard frames (RFC 8878). Whole batches go through the one-shot calls of zstd-jni: no stream object with native memory to
 * close, and frames written here carry their content size, so that readers take the right memory at once. Frames of streams,
 * as Kafka's clients write them, have none: they are tried with more and more memory up to the limit. The one-shot decoder
 * takes no memory for a frame's window. Confined to its owner.
 */
final class ZstdCodec implements RecordCodec {

    private static final int LARGE = 2 << 20;

    private final int level;

    ZstdCodec(int level) {
        this.level = level;
    }

    @Override
    public void compress(byte[] source, int offset, int length, BoundedBuffer out) {
        out.ensure(Math.toIntExact(Zstd.compressBound(length)));
        long size = Zstd.compressByteArray(out.array(), out.size(), out.free(), source, offset, length, level);
        Invariants.check(!Zstd.isError(size), "zstd compresses any bytes");
        out.advance((int) size);
    }

    @Override
    public @Nullable BatchProblem decompress(byte[] source, int offset, int length, BoundedBuffer out) {
        long announced = contentSize(source, offset, length);
        if (announced > out.room()) {
            return BatchProblem.DECOMPRESSED_TOO_LARGE;
        }
        // An announcement may lie about small input: take no more than a usual ratio before the first try.
        long first = announced > 0 && announced <= 64L * length ? announced : 4L * length;
        out.ensure((int) Math.min(out.room(), Math.max(first, out.free())));
        while (true) {
            try {
                long size = Zstd.decompressByteArray(out.array(), out.size(), out.free(), source, offset, length);
                out.advance((int) size);
                return null;
            } catch (ZstdException e) {
                if (e.getErrorCode() != Zstd.errDstSizeTooSmall()) {
                    return BatchProblem.COMPRESSED_DATA;
                }
            }
            if (out.free() >= out.room()) {
                return BatchProblem.DECOMPRESSED_TOO_LARGE;
            }
            out.ensure((int) Math.min(out.room(), step(out.free())));
        }
    }

    /** How much to try with after so much was too little. Large steps are few: a bomb pays for all of them, and few batches are as large. */
    private static long step(int tried) {
        return tried < LARGE ? 2L * Math.max(tried, 1024) : 4L * tried;
    }

    /** What a frame's header announces, or -1 if it does not, or is none: the decoder will tell. RFC 8878, section 3.1.1.1. */
    private static long contentSize(byte[] source, int offset, int length) {
        if (length < 5) {
            return -1;
        }
        int descriptor = source[offset + 4] & 0xff;
        boolean singleSegment = (descriptor & 0x20) != 0;
        int sizeBytes = switch (descriptor >>> 6) {
            case 0 -> singleSegment ? 1 : 0;
            case 1 -> 2;
            case 2 -> 4;
            default -> 8;
        };
        int dictionaryBytes = (descriptor & 3) == 3 ? 4 : descriptor & 3;
        int at = 5 + (singleSegment ? 0 : 1) + dictionaryBytes;
        if (sizeBytes == 0 || length < at + sizeBytes) {
            return -1;
        }
        long size = 0;
        for (int i = sizeBytes - 1; i >= 0; i--) {
            size = size << 8 | (source[offset + at + i] & 0xff);
        }
        return sizeBytes == 2 ? size + 256 : size;
    }
}
