package dev.tidemark.broker.quota;

import java.util.ArrayList;
import java.util.List;

/**
 * What was used up lately, by windows of time. Immutable: recording gives another. As in Kafka, a window begins with the first record after the
 * one before it was full, counts while its last record is younger than the span of all, and the time that a rate is over is never taken for
 * shorter than all windows but one: so a client that has just begun may use up at once what the windows allow together.
 *
 * @param windows oldest first; the last takes records
 */
record RateWindows(List<Window> windows) {

    /** @param lastMs of its last record */
    record Window(long startMs, long lastMs, double sum) {}

    static final RateWindows EMPTY = new RateWindows(List.of());

    /** With {@code value} used up at {@code nowMs}. */
    RateWindows record(double value, long nowMs, WindowSettings settings) {
        List<Window> kept = counting(nowMs, settings);
        Window last = kept.isEmpty() ? null : kept.getLast();
        if (last == null || nowMs - last.startMs >= settings.sizeMs()) {
            if (kept.size() > settings.count()) {
                kept.removeFirst();
            }
            kept.add(new Window(nowMs, nowMs, value));
        } else {
            kept.set(kept.size() - 1, new Window(last.startMs, nowMs, last.sum + value));
        }
        return new RateWindows(kept);
    }

    /** Used up per second. */
    double perSecond(long nowMs, WindowSettings settings) {
        double sum = 0;
        for (Window window : counting(nowMs, settings)) {
            sum += window.sum;
        }
        return sum / (measuredMs(nowMs, settings) / 1_000.0);
    }

    /** Over how many milliseconds that is. */
    long measuredMs(long nowMs, WindowSettings settings) {
        List<Window> counting = counting(nowMs, settings);
        long elapsedMs = counting.isEmpty() ? 0 : nowMs - counting.getFirst().startMs;
        long full = elapsedMs / settings.sizeMs();
        long missing = Math.max(0, settings.count() - 1 - full);
        return Math.max(elapsedMs + missing * settings.sizeMs(), settings.sizeMs());
    }

    /** For how long nothing may be used up so that the rate falls back to {@code limit}; 0 if it is not above. */
    long excessMs(double limit, long nowMs, WindowSettings settings) {
        double rate = perSecond(nowMs, settings);
        return rate <= limit ? 0 : Math.round((rate - limit) / limit * measuredMs(nowMs, settings));
    }

    /** Whether nothing of it counts any more. */
    boolean stale(long nowMs, WindowSettings settings) {
        return counting(nowMs, settings).isEmpty();
    }

    private List<Window> counting(long nowMs, WindowSettings settings) {
        List<Window> counting = new ArrayList<>(windows);
        counting.removeIf(window -> nowMs - window.lastMs >= settings.spanMs());
        return counting;
    }
}
