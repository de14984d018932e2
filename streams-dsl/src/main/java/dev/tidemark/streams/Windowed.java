package dev.tidemark.streams;

/**
 * The key of the result of a window or session: which key, which time.
 *
 * @param startMs first millisecond of the window; of a session, the time of its first record
 * @param endMs first millisecond behind the window; of a session, the time of its last record
 */
public record Windowed<K>(K key, long startMs, long endMs) {}
