package dev.tidemark.streams.runtime.operator;

import org.jspecify.annotations.Nullable;

/** Takes records, one at a time, and has dealt with each when the call returns. Run by its task. */
interface RecordTarget {

    /**
     * @param timestampMs event time
     * @param metMs the source watermark that the record's latest cause was behind; {@code SourceWatermark.ON_TIME} if none
     */
    void process(@Nullable Object key, @Nullable Object value, long timestampMs, long metMs);
}
