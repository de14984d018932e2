package dev.tidemark.streams;

import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.streams.plan.JoinSpec;
import java.time.Duration;

/**
 * How far apart in event time two records may be that are joined: the other stream's at most {@code before} earlier and at
 * most {@code after} later than this stream's. Immutable.
 */
public final class JoinWindows {

    private final JoinSpec spec;

    private JoinWindows(JoinSpec spec) {
        this.spec = spec;
    }

    /** At most so far apart, whichever is earlier. No grace until {@link #grace} gives some. */
    public static JoinWindows within(Duration difference) {
        return of(difference.toMillis(), difference.toMillis(), 0);
    }

    /** The other stream's record is at most so much earlier; zero: not earlier; negative: at least so much later. */
    public JoinWindows before(Duration before) {
        return of(before.toMillis(), spec.afterMs(), spec.graceMs());
    }

    /** The other stream's record is at most so much later; zero: not later; negative: at least so much earlier. */
    public JoinWindows after(Duration after) {
        return of(spec.beforeMs(), after.toMillis(), spec.graceMs());
    }

    /** How much longer a record waits for partners that come late. */
    public JoinWindows grace(Duration grace) {
        return of(spec.beforeMs(), spec.afterMs(), grace.toMillis());
    }

    JoinSpec spec() {
        return spec;
    }

    private static JoinWindows of(long beforeMs, long afterMs, long graceMs) {
        JoinSpec spec = new JoinSpec(beforeMs, afterMs, graceMs);
        if (beforeMs + afterMs < 0 || graceMs < 0) {
            throw new TidemarkException(FailureCode.TOPOLOGY_INVALID, "These join windows cannot be built",
                    spec.toString(), graceMs < 0 ? "a grace is zero or more" : "no two records are ever that far apart",
                    "give JoinWindows.within a duration of zero or more; before and after may narrow it as far as"
                            + " before + after is not negative");
        }
        return new JoinWindows(spec);
    }

    @Override
    public String toString() {
        return spec.toString();
    }
}
