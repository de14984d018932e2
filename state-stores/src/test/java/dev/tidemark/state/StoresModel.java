package dev.tidemark.state;

import java.util.Map;
import java.util.TreeMap;

/** What the stores of a task should hold: plain sorted maps of text and numbers, copied where intervals begin and end. */
final class StoresModel {

    /** Content of all stores; a window's entry has the key {@code start/key}. */
    static final class Content {
        final Map<String, TreeMap<String, Long>> stores = new TreeMap<>();
        final Map<String, Long> expiredBefore = new TreeMap<>();

        TreeMap<String, Long> of(String store) {
            return stores.computeIfAbsent(store, absent -> new TreeMap<>());
        }

        Content copy() {
            Content copy = new Content();
            stores.forEach((store, entries) -> copy.stores.put(store, new TreeMap<>(entries)));
            copy.expiredBefore.putAll(expiredBefore);
            return copy;
        }

        void expire(String store, long startMs) {
            expiredBefore.merge(store, startMs, Math::max);
            of(store).keySet().removeIf(key -> startOf(key) < startMs);
        }
    }

    Content committed = new Content();
    Content sealed;
    Content active = new Content();

    void seal() {
        sealed = active.copy();
    }

    void commit() {
        committed = sealed;
        sealed = null;
    }

    void abort() {
        sealed = null;
        active = committed.copy();
    }

    static String window(long startMs, String key) {
        return String.format("%08d/%s", startMs, key);
    }

    static long startOf(String windowKey) {
        return Long.parseLong(windowKey.substring(0, 8));
    }
}
