package dev.tidemark.streams;

import org.jspecify.annotations.Nullable;

/** Tells when a record happened. A pure function: on replay it is asked again and must answer the same. */
@FunctionalInterface
public interface EventTime<K extends @Nullable Object, V extends @Nullable Object> {

    /**
     * @param recordTimestampMs the timestamp that the record carries in its topic
     * @return milliseconds since the epoch, UTC
     */
    long of(K key, V value, long recordTimestampMs);
}
