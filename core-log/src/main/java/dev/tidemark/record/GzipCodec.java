package dev.tidemark.record;

import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Gzip members (RFC 1952) around the JDK's deflate, byte for byte as {@code GZIPOutputStream} writes them. The streams of the
 * JDK would allocate buffers and native state per batch; here the native state is made once and reset, and the JDK's cleaner
 * frees it with the codec. Confined to its owner.
 */
final class GzipCodec implements RecordCodec {

    private static final int HEADER_SIZE = 10;
    private static final int TRAILER_SIZE = 8;
    private static final int OS_UNKNOWN = 0xff;
    private static final int FLAG_HEADER_CRC = 2;
    private static final int FLAG_EXTRA = 4;
    private static final int FLAG_NAME = 8;
    private static final int FLAG_COMMENT = 16;

    private final int level;
    private final CRC32 crc = new CRC32();
    private @Nullable Deflater deflater;
    private @Nullable Inflater inflater;

    GzipCodec(int level) {
        this.level = level;
    }

    @Override
    public void compress(byte[] source, int offset, int length, BoundedBuffer out) {
        out.ensure(HEADER_SIZE + TRAILER_SIZE + length / 2);
        out.putByte(0x1f);
        out.putByte(0x8b);
        out.putByte(Deflater.DEFLATED);
        for (int i = 3; i < HEADER_SIZE - 1; i++) {
            out.putByte(0);
        }
        out.putByte(OS_UNKNOWN);
        Deflater deflate = deflater();
        deflate.setInput(source, offset, length);
        deflate.finish();
        while (!deflate.finished()) {
            out.ensure(512);
            out.advance(deflate.deflate(out.array(), out.size(), out.free()));
        }
        crc.reset();
        crc.update(source, offset, length);
        out.ensure(TRAILER_SIZE);
        out.putIntLittleEndian((int) crc.getValue());
        out.putIntLittleEndian(length);
    }

    @Override
    public @Nullable BatchProblem decompress(byte[] source, int offset, int length, BoundedBuffer out) {
        int at = offset;
        int end = offset + length;
        do {
            int body = skipHeader(source, at, end);
            if (body < 0) {
                return BatchProblem.COMPRESSED_DATA;
            }
            int from = out.size();
            Inflater inflate = inflater();
            BatchProblem problem = inflate(inflate, source, body, end - body, out);
            if (problem != null) {
                return problem;
            }
            int trailer = body + Math.toIntExact(inflate.getBytesRead());
            if (end - trailer < TRAILER_SIZE || !trailerMatches(source, trailer, out, from)) {
                return BatchProblem.COMPRESSED_DATA;
            }
            at = trailer + TRAILER_SIZE;
        } while (at < end);
        return null;
    }

    private static @Nullable BatchProblem inflate(Inflater inflate, byte[] source, int from, int length,
            BoundedBuffer out) {
        inflate.setInput(source, from, length);
        try {
            while (!inflate.finished()) {
                if (out.free() == 0 && !out.ensure(1)) {
                    return BatchProblem.DECOMPRESSED_TOO_LARGE;
                }
                int inflated = inflate.inflate(out.array(), out.size(), out.free());
                out.advance(inflated);
                if (inflated == 0 && (inflate.needsInput() || inflate.needsDictionary())) {
                    return BatchProblem.COMPRESSED_DATA;
                }
            }
            return null;
        } catch (DataFormatException e) {
            return BatchProblem.COMPRESSED_DATA;
        }
    }

    private boolean trailerMatches(byte[] source, int trailer, BoundedBuffer out, int from) {
        int size = out.size() - from;
        crc.reset();
        crc.update(out.array(), from, size);
        return intLittleEndian(source, trailer) == (int) crc.getValue() && intLittleEndian(source, trailer + 4) == size;
    }

    /** The index behind a member's header, or -1 if there is none. */
    private static int skipHeader(byte[] source, int at, int end) {
        if (end - at < HEADER_SIZE || source[at] != 0x1f || source[at + 1] != (byte) 0x8b
                || source[at + 2] != Deflater.DEFLATED) {
            return -1;
        }
        int flags = source[at + 3];
        int p = at + HEADER_SIZE;
        if ((flags & FLAG_EXTRA) != 0) {
            if (end - p < 2) {
                return -1;
            }
            p += 2 + (source[p] & 0xff) + ((source[p + 1] & 0xff) << 8);
        }
        if ((flags & FLAG_NAME) != 0) {
            p = skipText(source, p, end);
        }
        if ((flags & FLAG_COMMENT) != 0) {
            p = skipText(source, p, end);
        }
        if ((flags & FLAG_HEADER_CRC) != 0) {
            p += 2;
        }
        return p > end ? -1 : p;
    }

    private static int skipText(byte[] source, int from, int end) {
        int p = from;
        while (p < end && source[p] != 0) {
            p++;
        }
        return p + 1;
    }

    private static int intLittleEndian(byte[] source, int at) {
        return (source[at] & 0xff) | (source[at + 1] & 0xff) << 8 | (source[at + 2] & 0xff) << 16
                | source[at + 3] << 24;
    }

    private Deflater deflater() {
        Deflater made = deflater;
        if (made == null) {
            made = new Deflater(level, true);
            deflater = made;
        }
        made.reset();
        return made;
    }

    private Inflater inflater() {
        Inflater made = inflater;
        if (made == null) {
            made = new Inflater(true);
            inflater = made;
        }
        made.reset();
        return made;
    }
}
