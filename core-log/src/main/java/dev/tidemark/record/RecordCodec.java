package dev.tidemark.record;

import org.jspecify.annotations.Nullable;

/**
 * One compression, in the framing that Kafka's clients write. Holds reused native or heap state: run by the owner of the
 * cursor or builder that has it.
 */
interface RecordCodec {

    /** Appends the compressed form of the source to {@code out}, whose limit is never in the way. */
    void compress(byte[] source, int offset, int length, BoundedBuffer out);

    /**
     * Appends what the source decompresses to. Never writes more than {@code out} may hold, whatever the source announces.
     *
     * @return null, {@link BatchProblem#COMPRESSED_DATA} or {@link BatchProblem#DECOMPRESSED_TOO_LARGE}
     */
    @Nullable
    BatchProblem decompress(byte[] source, int offset, int length, BoundedBuffer out);

    /** The codec of a type, with its native state not yet made. */
    static RecordCodec of(CompressionType type, int level) {
        return switch (type) {
            case NONE -> throw new IllegalArgumentException("records that are not compressed need no codec");
            case GZIP -> new GzipCodec(level);
            case SNAPPY -> new SnappyCodec();
            case LZ4 -> new Lz4Codec(level);
            case ZSTD -> new ZstdCodec(level);
        };
    }
}
