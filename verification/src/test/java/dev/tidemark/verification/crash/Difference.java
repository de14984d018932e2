package dev.tidemark.verification.crash;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How a topic differs from what it should hold, in whatever order: what is missing, what is there too often. Stateless. */
final class Difference {

    private Difference() {}

    /** A line for each row that is not there exactly as often as it should be; empty where nothing differs. */
    static List<String> of(Collection<String> actual, Collection<String> expected) {
        Map<String, Integer> surplus = new TreeMap<>();
        actual.forEach(row -> surplus.merge(row, 1, Integer::sum));
        expected.forEach(row -> surplus.merge(row, -1, Integer::sum));
        List<String> lines = new ArrayList<>();
        surplus.forEach((row, times) -> {
            if (times != 0) {
                lines.add((times > 0 ? times + " too many: " : -times + " missing: ") + row);
            }
        });
        return lines;
    }
}
