package dev.tidemark.streams.plan;

/** Durations as people write them. */
final class Times {

    private static final long[] UNIT_MS = {86_400_000L, 3_600_000L, 60_000L, 1_000L};
    private static final String[] UNIT = {"d", "h", "m", "s"};

    private Times() {}

    /** In the largest unit that gives a whole number: {@code 24h}, {@code 90s}, {@code 0}. Two days and more use days. */
    static String text(long ms) {
        if (ms == 0) {
            return "0";
        }
        for (int i = 0; i < UNIT.length; i++) {
            boolean oneDay = i == 0 && ms == UNIT_MS[0];
            if (ms % UNIT_MS[i] == 0 && !oneDay) {
                return ms / UNIT_MS[i] + UNIT[i];
            }
        }
        return ms + "ms";
    }
}
