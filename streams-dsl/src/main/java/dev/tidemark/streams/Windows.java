package dev.tidemark.streams;

import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.streams.plan.WindowSpec;
import java.time.Duration;

/**
 * Which windows a record falls into. Windows are half open, {@code [start, end)}, and start at multiples of their
 * advance, counted from 1970-01-01T00:00:00Z. A window's result is sent once, when the watermark has passed its end plus
 * the grace.
 */
public final class Windows {

    private final WindowSpec spec;

    private Windows(WindowSpec spec) {
        this.spec = spec;
    }

    /** Windows side by side: every record is in exactly one. No grace until {@link #grace} gives some. */
    public static Windows tumbling(Duration size) {
        return hopping(size, size);
    }

    /** Windows of the given size, a new one every {@code advance}: a record is in several. */
    public static Windows hopping(Duration size, Duration advance) {
        long sizeMs = size.toMillis();
        long advanceMs = advance.toMillis();
        if (sizeMs <= 0 || advanceMs <= 0 || advanceMs > sizeMs) {
            throw invalid("size " + size + ", advance " + advance,
                    "a window's size must be at least 1 ms and its advance between 1 ms and the size");
        }
        return new Windows(new WindowSpec(sizeMs, advanceMs, 0));
    }

    /** How long behind its end a window still takes late records, and therefore waits with its result. */
    public Windows grace(Duration grace) {
        if (grace.isNegative()) {
            throw invalid("grace " + grace, "a grace is zero or more");
        }
        return new Windows(new WindowSpec(spec.sizeMs(), spec.advanceMs(), grace.toMillis()));
    }

    WindowSpec spec() {
        return spec;
    }

    private static TidemarkException invalid(String where, String why) {
        return new TidemarkException(FailureCode.TOPOLOGY_INVALID, "These windows cannot be built", where, why,
                "give Windows.tumbling or Windows.hopping durations that fit");
    }

    @Override
    public String toString() {
        return spec.toString();
    }
}
