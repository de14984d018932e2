package dev.tidemark.client.producer;

/** The 32-bit MurmurHash2 with the seed that Kafka's default partitioner uses, so that equal keys meet in one partition. */
public final class Murmur2 {

    private static final int SEED = 0x9747b28c;
    private static final int MULTIPLIER = 0x5bd1e995;
    private static final int SHIFT = 24;

    private Murmur2() {}

    /** The partition of a key: the hash without its sign bit, modulo the count. */
    public static int partition(byte[] key, int partitionCount) {
        return partition(key, 0, key.length, partitionCount);
    }

    /** As above, of a range of an array. */
    public static int partition(byte[] bytes, int from, int length, int partitionCount) {
        return (hash(bytes, from, length) & 0x7fffffff) % partitionCount;
    }

    /** The hash of {@code length} bytes, read as little-endian words with the rest at the end. */
    public static int hash(byte[] bytes, int from, int length) {
        int h = SEED ^ length;
        int wordsEnd = from + (length & ~3);
        for (int i = from; i < wordsEnd; i += 4) {
            int k = (bytes[i] & 0xff) | (bytes[i + 1] & 0xff) << 8 | (bytes[i + 2] & 0xff) << 16 | bytes[i + 3] << 24;
            k *= MULTIPLIER;
            k ^= k >>> SHIFT;
            k *= MULTIPLIER;
            h = h * MULTIPLIER ^ k;
        }
        int rest = length & 3;
        if (rest > 0) {
            for (int i = rest - 1; i >= 0; i--) {
                h ^= (bytes[wordsEnd + i] & 0xff) << (8 * i);
            }
            h *= MULTIPLIER;
        }
        h ^= h >>> 13;
        h *= MULTIPLIER;
        return h ^ h >>> 15;
    }
}
