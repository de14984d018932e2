package dev.tidemark.verification.simulation.check;

import dev.tidemark.verification.simulation.history.History;
import java.util.List;

/** Holds a history against one promise. */
@FunctionalInterface
public interface Checker {

    /** What broke the promise; empty if nothing did. */
    List<Violation> check(Evidence evidence);

    /** As {@link #check(Evidence)}, for a single checker. */
    default List<Violation> check(History history) {
        return check(Evidence.of(history));
    }
}
