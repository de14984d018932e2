package dev.tidemark.state;

/** How often a value is changed again when its interval is over. Its objects are kept beside their bytes, or are not, for that. */
public enum Rewrites {
    /** As an aggregate: the object stays, and the next change needs not read its bytes. */
    OFTEN,
    /** As what waits for a partner: bytes alone are kept, which takes half of the memory. */
    SELDOM
}
