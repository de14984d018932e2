package dev.tidemark.streams;

/**
 * The key of a window's result: which key, which window.
 *
 * @param startMs first millisecond of the window
 * @param endMs first millisecond behind it
 */
public record Windowed<K>(K key, long startMs, long endMs) {}
