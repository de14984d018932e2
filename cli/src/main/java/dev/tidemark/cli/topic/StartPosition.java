package dev.tidemark.cli.topic;

import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/** Where {@code topic consume --from} starts to read, in each partition. */
sealed interface StartPosition {

    /** {@code earliest}: the first record still there. */
    record Earliest() implements StartPosition {}

    /** {@code latest}: the next record to be written. */
    record Latest() implements StartPosition {}

    /** {@code -N}: the last N records of each partition. */
    record Last(long records) implements StartPosition {}

    /** {@code @OFFSET}. */
    record At(long offset) implements StartPosition {}

    /** {@code TIME}: the first record at or after it. */
    record Since(long timestampMs) implements StartPosition {}

    /** The position that the flag's value spells; throws a usage failure if it is none. */
    static StartPosition parse(String text) {
        try {
            if (text.equals("earliest")) {
                return new Earliest();
            }
            if (text.equals("latest")) {
                return new Latest();
            }
            if (text.startsWith("@")) {
                return new At(positive(text.substring(1)));
            }
            if (text.startsWith("-")) {
                return new Last(positive(text.substring(1)));
            }
            return new Since(timestampMs(text));
        } catch (DateTimeException | NumberFormatException unreadable) {
            throw new TidemarkException(FailureCode.COMMAND_LINE_INVALID, "'" + text + "' is no position",
                    "--from " + text,
                    "it is neither a word, a count, an offset nor a time",
                    "write earliest, latest, -100 (the last 100 of each partition), @4711 (an offset), a time such as "
                            + "2026-01-31T12:00:00Z or 2026-01-31, or milliseconds since 1970",
                    unreadable);
        }
    }

    /**
     * Milliseconds since 1970 of a time: milliseconds themselves, or ISO 8601; without a zone it is UTC.
     *
     * @throws DateTimeException if it is no time
     */
    static long timestampMs(String text) {
        if (!text.isEmpty() && text.chars().allMatch(Character::isDigit)) {
            return Long.parseLong(text);
        }
        if (text.indexOf('T') < 0) {
            return LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
        }
        if (text.endsWith("Z")) {
            return Instant.parse(text).toEpochMilli();
        }
        int time = text.indexOf('T');
        if (text.indexOf('+', time) > 0 || text.indexOf('-', time) > 0) {
            return OffsetDateTime.parse(text).toInstant().toEpochMilli();
        }
        return LocalDateTime.parse(text).toInstant(ZoneOffset.UTC).toEpochMilli();
    }

    private static long positive(String digits) {
        if (digits.isEmpty() || !digits.chars().allMatch(Character::isDigit)) {
            throw new NumberFormatException(digits);
        }
        return Long.parseLong(digits);
    }
}
