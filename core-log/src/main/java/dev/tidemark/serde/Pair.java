package dev.tidemark.serde;

/**
 * Two values that are stored together.
 *
 * @param <A> the first
 * @param <B> the second
 */
public record Pair<A, B>(A first, B second) {}
