package dev.tidemark.verification.simulation.check;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What a checker has found so far; used by one thread. A thousand losses read no better than ten, so each kind is told ten times and then counted. */
final class Violations {

    private static final int TOLD = 10;

    private final List<Violation> told = new ArrayList<>();
    private final Map<Kind, Integer> counts = new EnumMap<>(Kind.class);

    void add(Kind kind, String words) {
        if (counts.merge(kind, 1, Integer::sum) <= TOLD) {
            told.add(new Violation(kind, words));
        }
    }

    List<Violation> list() {
        List<Violation> all = new ArrayList<>(told);
        counts.forEach((kind, count) -> {
            if (count > TOLD) {
                all.add(new Violation(kind, "and " + (count - TOLD) + " more of the kind"));
            }
        });
        return all;
    }
}
