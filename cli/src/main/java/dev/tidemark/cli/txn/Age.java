package dev.tidemark.cli.txn;

import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import java.time.Duration;
import java.util.Map;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long something has lasted, as people write it: {@code 90s}, {@code 2 h 5 s}.
 *
 * @param ms milliseconds, not negative
 */
record Age(long ms) {

    private static final Pattern PART = Pattern.compile("\\s*(\\d{1,9})\\s*(ms|s|min|m|h|d)\\s*");
    private static final Map<String, Long> UNITS_MS = Map.of("ms", 1L, "s", 1_000L, "min", 60_000L, "m", 60_000L, "h",
            3_600_000L, "d", 86_400_000L);

    Age {
        ms = Math.max(0, ms);
    }

    /**
     * Reads numbers with units, one behind the other.
     *
     * @throws TidemarkException {@code COMMAND_LINE_INVALID} for anything else
     */
    static Age parse(String text) {
        long ms = 0;
        Matcher part = PART.matcher(text);
        int at = 0;
        while (at < text.length()) {
            if (!part.find(at) || part.start() != at) {
                throw new TidemarkException(FailureCode.COMMAND_LINE_INVALID, "'" + text + "' is no duration",
                        "character " + (at + 1), "a number and a unit were expected",
                        "write for example 90s, 15min or 2h (units: ms, s, min, h, d)");
            }
            ms += Long.parseLong(part.group(1)) * UNITS_MS.getOrDefault(part.group(2), 0L);
            at = part.end();
        }
        return new Age(ms);
    }

    /** To the second: {@code 2 h 5 s}. */
    String text() {
        Duration age = Duration.ofMillis(ms);
        StringJoiner text = new StringJoiner(" ");
        text.setEmptyValue("0 s");
        unit(text, age.toDays(), "d");
        unit(text, age.toHoursPart(), "h");
        unit(text, age.toMinutesPart(), "min");
        unit(text, age.toSecondsPart(), "s");
        return text.toString();
    }

    private static void unit(StringJoiner text, long count, String unit) {
        if (count > 0) {
            text.add(count + " " + unit);
        }
    }
}
