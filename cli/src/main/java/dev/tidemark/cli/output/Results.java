package dev.tidemark.cli.output;

import org.jspecify.annotations.Nullable;

/** Rows of named columns on their way to stdout. */
public interface Results extends AutoCloseable {

    /**
     * One row.
     *
     * @param values one per column: text, numbers, booleans, null, and lists and maps of these
     */
    void row(@Nullable Object... values);

    /** Shows what has not been shown yet. */
    void flush();

    @Override
    default void close() {
        flush();
    }
}
