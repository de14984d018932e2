package dev.tidemark.streams.plan;

import org.jspecify.annotations.Nullable;

/** When a record happened, erased. A pure function: it is called again on replay and must give the same answer. */
@FunctionalInterface
public interface EventTimeFunction {

    /** Event time is the timestamp that the record carries. */
    EventTimeFunction RECORD_TIMESTAMP = (key, value, recordTimestampMs) -> recordTimestampMs;

    /**
     * @param recordTimestampMs the timestamp the record carries in its topic
     * @return milliseconds since the epoch, UTC
     */
    long eventTimeMs(@Nullable Object key, @Nullable Object value, long recordTimestampMs);
}
