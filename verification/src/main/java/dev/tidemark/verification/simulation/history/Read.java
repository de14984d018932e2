package dev.tidemark.verification.simulation.history;

import java.util.List;

/** What one client saw at once, of one or several partitions. */
public record Read(Call call, Isolation isolation, List<ReadRange> ranges) implements Operation {

    public Read {
        ranges = List.copyOf(ranges);
    }

    @Override
    public String toString() {
        return "read (" + isolation + ") of " + ranges + " [" + call + "]";
    }
}
