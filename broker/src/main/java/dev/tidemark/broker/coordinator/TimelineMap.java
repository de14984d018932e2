package dev.tidemark.broker.coordinator;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A map whose changes can be taken back: each puts its inverse into the {@link UndoLog}. Values must be immutable. Confined
 * to the coordinator's loop.
 */
public final class TimelineMap<K, V> {

    private final UndoLog undo;
    private final Map<K, V> entries = new HashMap<>();

    /** An empty map over this log. */
    public TimelineMap(UndoLog undo) {
        this.undo = undo;
    }

    /** The value of a key, speculative changes included. */
    public @Nullable V get(K key) {
        return entries.get(key);
    }

    /** Whether the key has a value. */
    public boolean containsKey(K key) {
        return entries.containsKey(key);
    }

    /** Sets a key's value. */
    public void put(K key, V value) {
        V before = entries.put(key, value);
        undo.record(() -> restore(key, before));
    }

    /** Removes a key; returns what it had. */
    public @Nullable V remove(K key) {
        V before = entries.remove(key);
        if (before != null) {
            undo.record(() -> restore(key, before));
        }
        return before;
    }

    /** How many keys there are. */
    public int size() {
        return entries.size();
    }

    /** Whether there is none. */
    public boolean isEmpty() {
        return entries.isEmpty();
    }

    /** The entries, to be read only, and not across a change. */
    public Map<K, V> view() {
        return Collections.unmodifiableMap(entries);
    }

    private void restore(K key, @Nullable V before) {
        if (before == null) {
            entries.remove(key);
        } else {
            entries.put(key, before);
        }
    }
}
