package dev.tidemark.record;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Decompresses one batch after the other into an array that it keeps; run by the owner of the cursor that has it. The cap on
 * what a batch may decompress to is checked while bytes come out, never trusted to what the batch announces.
 */
final class BatchDecompressor {

    private static final byte[] NOTHING = new byte[0];

    private final @Nullable RecordCodec[] codecs = new RecordCodec[CompressionType.values().length];
    private final BoundedBuffer out;
    private byte[] copied = NOTHING;
    private ByteBuffer view = ByteBuffer.wrap(NOTHING);

    BatchDecompressor(int bytesMax) {
        this.out = new BoundedBuffer(bytesMax);
    }

    /** Decompresses {@code length} bytes of {@code buffer} from the absolute index {@code from}; null if that worked. */
    @Nullable
    BatchProblem decompress(CompressionType type, ByteBuffer buffer, int from, int length) {
        out.clear();
        if (length == 0) {
            return null;
        }
        byte[] source;
        int offset;
        if (buffer.hasArray()) {
            source = buffer.array();
            offset = buffer.arrayOffset() + from;
        } else {
            if (copied.length < length) {
                copied = new byte[Math.max(length, 2 * copied.length)];
            }
            buffer.get(from, copied, 0, length);
            source = copied;
            offset = 0;
        }
        return codec(type).decompress(source, offset, length, out);
    }

    /** What the last batch decompressed to, from index 0 to {@link #size}. The same object until the array is replaced. */
    ByteBuffer output() {
        if (view.array() != out.array()) {
            view = ByteBuffer.wrap(out.array());
        }
        return view;
    }

    int size() {
        return out.size();
    }

    private RecordCodec codec(CompressionType type) {
        RecordCodec codec = codecs[type.id()];
        if (codec == null) {
            codec = RecordCodec.of(type, type.levelDefault());
            codecs[type.id()] = codec;
        }
        return codec;
    }
}
