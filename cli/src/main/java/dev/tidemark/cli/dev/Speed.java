package dev.tidemark.cli.dev;

import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;

/**
 * {@code --speed max|FACTOR}: seconds of the file's arrival order per wall second.
 *
 * @param factor infinite for {@code max}
 */
record Speed(double factor) {

    static Speed parse(String text) {
        if (text.equals("max")) {
            return new Speed(Double.POSITIVE_INFINITY);
        }
        try {
            double factor = Double.parseDouble(text);
            if (factor > 0) {
                return new Speed(factor);
            }
        } catch (NumberFormatException notANumber) {
            // told below
        }
        throw new TidemarkException(FailureCode.COMMAND_LINE_INVALID, "'" + text + "' is no speed", "--speed " + text,
                "it is neither the word max nor a number above 0",
                "write max, or for example 3600 for an hour of the file per second");
    }

    /** Wall milliseconds after the start at which a row is due that arrived so long after the first one. */
    long dueAfterMs(long arrivalAfterFirstMs) {
        return (long) (Math.max(0, arrivalAfterFirstMs) / factor);
    }
}
