package dev.tidemark.benchmarks.system.run;

import java.util.Locale;

/** Whose software it is. */
public enum Side {
    TIDEMARK,
    KAFKA;

    /** As it is printed. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
