package dev.tidemark.streams;

import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.streams.plan.SessionSpec;
import java.time.Duration;

/**
 * Sessions: records of a key, each at most a gap behind the one before it in event time. A session goes from the time of its
 * first record to that of its last, both included. Its result is sent once, when the watermark has passed its last record by
 * more than the gap and the grace.
 */
public final class SessionWindows {

    private final SessionSpec spec;

    private SessionWindows(SessionSpec spec) {
        this.spec = spec;
    }

    /** Two neighbours that are exactly this far apart are still in one session. No grace until {@link #grace} gives some. */
    public static SessionWindows withGap(Duration gap) {
        if (gap.toMillis() <= 0) {
            throw invalid("gap " + gap, "a gap between sessions must be at least 1 ms");
        }
        return new SessionWindows(new SessionSpec(gap.toMillis(), 0));
    }

    /**
     * How far a late record may be behind the watermark that it met and is still taken. A session waits that much longer with
     * its result.
     */
    public SessionWindows grace(Duration grace) {
        if (grace.isNegative()) {
            throw invalid("grace " + grace, "a grace is zero or more");
        }
        return new SessionWindows(new SessionSpec(spec.gapMs(), grace.toMillis()));
    }

    SessionSpec spec() {
        return spec;
    }

    private static TidemarkException invalid(String where, String why) {
        return new TidemarkException(FailureCode.TOPOLOGY_INVALID, "These sessions cannot be built", where, why,
                "give SessionWindows.withGap and grace durations that fit");
    }

    @Override
    public String toString() {
        return spec.toString();
    }
}
