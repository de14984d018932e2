package dev.tidemark.verification.simulation.check;

import dev.tidemark.verification.simulation.history.History;

/**
 * A history with what most checkers look up in it, built once for all of them. Immutable once built; its parts are for checkers alone.
 */
public final class Evidence {

    private final History history;
    private final Writes writes;
    private final Places places;
    private final Ends ends;

    private Evidence(History history) {
        this.history = history;
        this.writes = Writes.of(history);
        this.places = Places.of(history);
        this.ends = Ends.of(history, writes, places);
    }

    /** @throws IllegalArgumentException if two records have one value, which is a mistake of whoever made the workload */
    public static Evidence of(History history) {
        return new Evidence(history);
    }

    public History history() {
        return history;
    }

    Writes writes() {
        return writes;
    }

    Places places() {
        return places;
    }

    Ends ends() {
        return ends;
    }
}
