package dev.tidemark.verification.simulation.schedule;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The last events of a run, for whoever has to find out why it failed. Confined to the simulation's thread. */
public final class Trace {

    private final long[] times;
    private final String[] lines;
    private long count;

    Trace(int kept) {
        times = new long[kept];
        lines = new String[kept];
    }

    void add(long atNanos, String line) {
        int slot = (int) (count++ % lines.length);
        times[slot] = atNanos;
        lines[slot] = line;
    }

    /** Oldest first, each with its time in seconds. */
    public List<String> lines() {
        List<String> told = new ArrayList<>();
        for (long i = Math.max(0, count - lines.length); i < count; i++) {
            int slot = (int) (i % lines.length);
            told.add(String.format(Locale.ROOT, "%12.6f  %s", times[slot] / 1e9, lines[slot]));
        }
        return told;
    }
}
