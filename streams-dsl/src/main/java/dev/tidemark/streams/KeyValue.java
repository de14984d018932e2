package dev.tidemark.streams;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A key and a value: what {@code map} and {@code flatMap} give back. */
public record KeyValue<K extends @Nullable Object, V extends @Nullable Object>(K key, V value)
        implements
            Map.Entry<K, V> {

    public static <K extends @Nullable Object, V extends @Nullable Object> KeyValue<K, V> pair(K key, V value) {
        return new KeyValue<>(key, value);
    }

    @Override
    public K getKey() {
        return key;
    }

    @Override
    public V getValue() {
        return value;
    }

    /** Not supported: a pair never changes. */
    @Override
    public V setValue(V newValue) {
        throw new UnsupportedOperationException("a KeyValue never changes");
    }
}
