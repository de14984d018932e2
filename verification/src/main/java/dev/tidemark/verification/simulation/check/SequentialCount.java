package dev.tidemark.verification.simulation.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * I8: what an application made of a topic of events is what one loop over them makes, each result once. It passes every event on, counts them by key for
 * ever, and counts them by key and window, with the events that came too late for theirs apart. Plain: windows side by side from multiples of their size,
 * a watermark for each partition, at the greatest time so far less a bound. Confined to one thread.
 *
 * @param windowMs size of the windows
 * @param graceMs how far behind a window's end its watermark may be passed
 * @param disorderMs the watermark's bound
 * @param events of each partition, in its order
 */
public record SequentialCount(long windowMs, long graceMs, long disorderMs, List<List<Event>> events) {

    /** What happened, under a key, at a time. Texts are used once. */
    public record Event(String text, String key, long timeMs) {}

    /** A result as it was read, from one partition after another, in order. */
    public record Result(String key, String value) {}

    public SequentialCount {
        events = List.copyOf(events);
    }

    /** Every event was passed on once. */
    public List<Violation> passedOn(List<Result> results) {
        Map<String, Integer> wanted = new TreeMap<>();
        events.forEach(partition -> partition.forEach(event -> wanted.put(event.text(), 1)));
        return each("event", wanted, seen(results, false));
    }

    /** Every count of a key was told once, in order, up to how many there are. */
    public List<Violation> counts(List<Result> results) {
        Map<String, Long> wanted = new TreeMap<>();
        events.forEach(partition -> partition.forEach(event -> wanted.merge(event.key(), 1L, Long::sum)));
        Violations found = new Violations();
        Map<String, Long> last = new HashMap<>();
        for (Result result : results) {
            long before = last.getOrDefault(result.key(), 0L);
            long count = Long.parseLong(result.value());
            if (count != before + 1) {
                found.add(count <= before ? Kind.RESULT_TWICE : Kind.RESULT_MISSING,
                        "count " + count + " of " + result.key() + " follows " + before);
            }
            last.put(result.key(), Math.max(before, count));
        }
        wanted.forEach((key, count) -> {
            long told = last.getOrDefault(key, 0L);
            if (told != count) {
                found.add(told < count ? Kind.RESULT_MISSING : Kind.RESULT_WRONG,
                        key + " was counted to " + told + " and has " + count + " events");
            }
        });
        return found.list();
    }

    /** Every window with events has one result. */
    public List<Violation> windows(List<Result> results) {
        Map<String, Integer> wanted = new TreeMap<>();
        Map<String, Long> counts = counted(new ArrayList<>());
        counts.forEach((window, count) -> wanted.put(window + "=" + count, 1));
        return each("window", wanted, seen(results, true));
    }

    /** Every event that came too late was told once. */
    public List<Violation> late(List<Result> results) {
        List<String> late = new ArrayList<>();
        Map<String, Long> unused = counted(late);
        Map<String, Integer> wanted = new TreeMap<>();
        late.forEach(text -> wanted.put(text, 1));
        return each("late event", wanted, seen(results, false));
    }

    /**
     * No event is missing, where each may have been taken more than once: passed on, in the greatest count of its key, and in the greatest of its window
     * unless it came too late.
     */
    public List<Violation> atLeastOnce(List<Result> passedOn, List<Result> counts, List<Result> windows) {
        Violations found = new Violations();
        Map<String, Integer> passed = seen(passedOn, false);
        Map<String, Long> byKey = new TreeMap<>();
        events.forEach(partition -> partition.forEach(event -> {
            byKey.merge(event.key(), 1L, Long::sum);
            if (!passed.containsKey(event.text())) {
                found.add(Kind.RESULT_MISSING, "event " + event.text() + " was not passed on");
            }
        }));
        reached(byKey, counts, found);
        reached(counted(new ArrayList<>()), windows, found);
        return found.list();
    }

    private static void reached(Map<String, Long> wanted, List<Result> results, Violations found) {
        Map<String, Long> greatest = new HashMap<>();
        results.forEach(result -> greatest.merge(result.key(), Long.parseLong(result.value()), Math::max));
        wanted.forEach((key, count) -> {
            long told = greatest.getOrDefault(key, 0L);
            if (told < count) {
                found.add(Kind.RESULT_MISSING, key + " was counted to " + told + " and has " + count + " events");
            }
        });
    }

    /** How many events come too late for their window: whoever wants to see that some do. */
    public int lateCount() {
        List<String> late = new ArrayList<>();
        Map<String, Long> unused = counted(late);
        return late.size();
    }

    /** Counts by {@code KEY@START}. */
    private Map<String, Long> counted(List<String> late) {
        Map<String, Long> counts = new TreeMap<>();
        for (List<Event> partition : events) {
            long watermark = Long.MIN_VALUE;
            for (Event event : partition) {
                long start = Math.floorDiv(event.timeMs(), windowMs) * windowMs;
                boolean behind = event.timeMs() < watermark;
                if (behind && start + windowMs + graceMs <= watermark) {
                    late.add(event.text());
                } else {
                    counts.merge(event.key() + "@" + start, 1L, Long::sum);
                }
                watermark = Math.max(watermark, event.timeMs() - disorderMs);
            }
        }
        return counts;
    }

    private static Map<String, Integer> seen(List<Result> results, boolean keyed) {
        Map<String, Integer> seen = new TreeMap<>();
        results.forEach(result -> seen.merge(keyed ? result.key() + "=" + result.value() : result.value(), 1,
                Integer::sum));
        return seen;
    }

    private static List<Violation> each(String what, Map<String, Integer> wanted, Map<String, Integer> seen) {
        Violations found = new Violations();
        wanted.forEach((text, times) -> {
            if (!seen.containsKey(text)) {
                found.add(Kind.RESULT_MISSING, what + " " + text + " has no result");
            }
        });
        seen.forEach((text, times) -> {
            if (!wanted.containsKey(text)) {
                found.add(Kind.RESULT_WRONG, what + " " + text + " is a result that nothing leads to");
            } else if (times > 1) {
                found.add(Kind.RESULT_TWICE, what + " " + text + " has " + times + " results");
            }
        });
        return found.list();
    }
}
