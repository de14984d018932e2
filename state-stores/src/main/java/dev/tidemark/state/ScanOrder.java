package dev.tidemark.state;

/** The way of a scan through the keys of a range. */
public enum ScanOrder {
    /** From the least key, in the order of unsigned bytes. */
    FORWARD,
    /** From the greatest key back. */
    REVERSE
}
