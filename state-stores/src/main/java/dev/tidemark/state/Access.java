package dev.tidemark.state;

/** How a store is read; only what is scanned pays for keeping its keys in order. */
public enum Access {
    /** By key only. */
    POINT,
    /** By key and by range, in the order of the keys' bytes. */
    SCAN
}
