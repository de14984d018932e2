package dev.tidemark.verification.crash;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Events counted the plain way: windows with grace by going through each partition in its order, sessions by sorting. Imports
 * nothing of Tidemark.
 */
final class PlainCounts {

    /** Rows of results, and the events that came too late for them. */
    record Counted(List<String> rows, List<RealEvents.Event> late) {}

    private PlainCounts() {}

    /** Rows {@code start,end,key,count}; an event is dropped when its window's end plus the grace is not after its partition's greatest time so far. */
    static Counted windows(List<RealEvents.Event> events, int timeColumn, int keyColumn, long sizeMs, long graceMs) {
        Map<Integer, Long> greatest = new HashMap<>();
        Map<String, Integer> counts = new TreeMap<>();
        List<RealEvents.Event> late = new ArrayList<>();
        for (RealEvents.Event event : events) {
            long timeMs = Long.parseLong(event.cell(timeColumn));
            long met = greatest.merge(event.partition(), timeMs, Math::max);
            long startMs = timeMs - timeMs % sizeMs;
            if (startMs + sizeMs + graceMs <= met) {
                late.add(event);
            } else {
                counts.merge(startMs + "," + (startMs + sizeMs) + "," + event.cell(keyColumn), 1, Integer::sum);
            }
        }
        List<String> rows = new ArrayList<>();
        counts.forEach((key, count) -> rows.add(key + "," + count));
        return new Counted(rows, late);
    }

    /** Rows {@code start,end,key,count} of all events that have the key, however late. */
    static List<String> sessions(List<RealEvents.Event> events, int timeColumn, int keyColumn, long gapMs) {
        Function<RealEvents.Event, String> key = event -> event.cell(keyColumn);
        Map<String, List<Long>> times = new TreeMap<>();
        for (RealEvents.Event event : events) {
            if (!key.apply(event).isEmpty()) {
                times.computeIfAbsent(key.apply(event), absent -> new ArrayList<>())
                        .add(Long.parseLong(event.cell(timeColumn)));
            }
        }
        List<String> rows = new ArrayList<>();
        times.forEach((each, ofKey) -> {
            List<Long> sorted = ofKey.stream().sorted().toList();
            int first = 0;
            for (int i = 1; i <= sorted.size(); i++) {
                if (i == sorted.size() || sorted.get(i) - sorted.get(i - 1) > gapMs) {
                    rows.add(sorted.get(first) + "," + sorted.get(i - 1) + "," + each + "," + (i - first));
                    first = i;
                }
            }
        });
        return rows;
    }
}
