package dev.tidemark.streams.runtime.testing;

import java.time.Instant;
import java.time.LocalTime;

/** Times as tests write them. */
final class TestTimes {

    private TestTimes() {}

    static long parseMs(String time) {
        return time.indexOf('T') >= 0 ? Instant.parse(time).toEpochMilli()
                : LocalTime.parse(time).toNanoOfDay() / 1_000_000L;
    }
}
