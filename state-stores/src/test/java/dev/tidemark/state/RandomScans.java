package dev.tidemark.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Scans of random ranges, prefixes, orders and limits, in stores and in their model. */
final class RandomScans {

    private final TaskStoresContract at;
    private final Random random;
    private final StoresModel model;

    private record Window(String key, long startMs, long value) {

        static Window of(Map.Entry<String, Long> entry) {
            return new Window(entry.getKey().substring(9), StoresModel.startOf(entry.getKey()), entry.getValue());
        }

        boolean within(long fromMs, long toMs) {
            return startMs >= fromMs && startMs < toMs;
        }

        /** Behind a key stands its start, whose first byte is greater than any of a key. */
        String keyAsOrdered() {
            return key + "~";
        }
    }

    RandomScans(TaskStoresContract at, Random random, StoresModel model) {
        this.at = at;
        this.random = random;
        this.model = model;
    }

    void compare(Supplier<String> told) {
        for (int round = 0; round < 4; round++) {
            keys(told);
            windows(TaskStoresContract.WINDOWS, 10, told);
            windows(TaskStoresContract.HOPS, 40, told);
        }
    }

    private void keys(Supplier<String> told) {
        KeyValueStore<String, Tally> store = at.stores.keyValue(TaskStoresContract.SORTED);
        TreeMap<String, Long> entries = model.active.of(TaskStoresContract.SORTED);
        ScanOrder order = order();
        int limit = 1 + random.nextInt(15);
        List<String> found = new ArrayList<>();
        KeyVisitor<String, Tally> visitor = (key, value) -> found.add(key + "=" + value);
        int visited;
        SortedMap<String, Long> expected;
        String what;
        switch (random.nextInt(3)) {
            case 0 -> {
                what = "all";
                visited = store.all(order, limit, visitor);
                expected = entries;
            }
            case 1 -> {
                String prefix = List.of("k", "k1", "k11", "k5", "x").get(random.nextInt(5));
                what = "prefix " + prefix;
                visited = store.prefix(TaskStoresContract.bytes(prefix), order, limit, visitor);
                expected = entries.subMap(prefix, prefix + "~");
            }
            default -> {
                String from = "k" + random.nextInt(12);
                String to = "k" + random.nextInt(12);
                what = from + " to " + to;
                visited = store.range(from, to, order, limit, visitor);
                expected = from.compareTo(to) > 0 ? new TreeMap<>() : entries.subMap(from, to);
            }
        }
        List<String> wanted = new ArrayList<>();
        expected.forEach((key, value) -> wanted.add(key + "=" + value));
        assertThat(found).as(() -> what + " " + order + ", at most " + limit + ", " + told.get())
                .isEqualTo(inOrder(wanted, order, limit));
        assertThat(visited).isEqualTo(found.size());
    }

    private void windows(String name, long segmentMs, Supplier<String> told) {
        WindowStore<String, Tally> store = at.stores.windowed(name);
        List<Window> entries = model.active.of(name).entrySet().stream().map(Window::of).toList();
        String key = "k" + random.nextInt(12);
        long fromMs = 10L * random.nextInt(-2, 20);
        long toMs = fromMs + 5L * random.nextInt(30);
        ScanOrder order = order();
        int limit = 1 + random.nextInt(15);

        List<String> ofKey = new ArrayList<>();
        store.scan(key, fromMs, toMs, order, (startMs, value) -> ofKey.add(startMs + "=" + value));
        List<String> wanted = entries.stream()
                .filter(window -> window.key.equals(key) && window.within(fromMs, toMs))
                .map(window -> window.startMs + "=" + window.value)
                .toList();
        String what = name + " from " + fromMs + " to " + toMs + " " + order;
        assertThat(ofKey).as(() -> key + " of " + what + ", " + told.get())
                .isEqualTo(inOrder(wanted, order, Integer.MAX_VALUE));

        List<String> ofAll = new ArrayList<>();
        int visited = store.bytes()
                .scanAll(fromMs, toMs, order, limit, (bytes, startMs, value) -> ofAll
                        .add(TaskStoresContract.text(bytes) + "@" + startMs + "=" + value));
        List<String> all = entries.stream()
                .filter(window -> window.within(fromMs, toMs))
                .sorted(Comparator.comparingLong((Window window) -> Math.floorDiv(window.startMs, segmentMs))
                        .thenComparing(Window::keyAsOrdered)
                        .thenComparingLong(Window::startMs))
                .map(window -> window.key + "@" + window.startMs + "=" + window.value)
                .toList();
        assertThat(ofAll).as(() -> "at most " + limit + " of " + what + ", " + told.get())
                .isEqualTo(inOrder(all, order, limit));
        assertThat(visited).isEqualTo(ofAll.size());
    }

    private ScanOrder order() {
        return random.nextBoolean() ? ScanOrder.FORWARD : ScanOrder.REVERSE;
    }

    private static List<String> inOrder(List<String> forward, ScanOrder order, int limit) {
        List<String> ordered = new ArrayList<>(forward);
        if (order == ScanOrder.REVERSE) {
            Collections.reverse(ordered);
        }
        return ordered.subList(0, Math.min(limit, ordered.size()));
    }
}
