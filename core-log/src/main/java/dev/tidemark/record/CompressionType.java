package dev.tidemark.record;

import org.jspecify.annotations.Nullable;

/** How the records of a batch are compressed: bits 0 to 2 of its attributes. */
public enum CompressionType {
    NONE(0, "none", 0),
    GZIP(1, "gzip", -1),
    /** Xerial's stream of snappy blocks; bare snappy blocks, as some clients send them, are read too. */
    SNAPPY(2, "snappy", 0),
    /** LZ4 frames of independent 64 KiB blocks with a correct header checksum. */
    LZ4(3, "lz4", 9),
    /** Zstandard frames (KIP-110). */
    ZSTD(4, "zstd", 3);

    private static final CompressionType[] BY_ID = values();

    private final int id;
    private final String configName;
    private final int levelDefault;

    CompressionType(int id, String configName, int levelDefault) {
        this.id = id;
        this.configName = configName;
        this.levelDefault = levelDefault;
    }

    /** The number in the attributes. */
    public int id() {
        return id;
    }

    /** The name in {@code compression.type}. */
    public String configName() {
        return configName;
    }

    /** The level that Kafka uses when none is configured; means nothing for {@link #NONE} and {@link #SNAPPY}. */
    public int levelDefault() {
        return levelDefault;
    }

    /** The type of this number, or null if there is none. */
    public static @Nullable CompressionType ofId(int id) {
        return id >= 0 && id < BY_ID.length ? BY_ID[id] : null;
    }

    /** The type of this name in {@code compression.type}, or null if there is none. */
    public static @Nullable CompressionType ofConfigName(String name) {
        for (CompressionType type : BY_ID) {
            if (type.configName.equals(name)) {
                return type;
            }
        }
        return null;
    }
}
