package dev.tidemark.cli.dev;

import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;

/**
 * {@code --topic NAME[:PARTITIONS]}.
 *
 * @param partitions 1 if not given
 */
record TopicSpec(String name, int partitions) {

    static TopicSpec parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 0 && !text.isEmpty()) {
            return new TopicSpec(text, 1);
        }
        try {
            int partitions = colon <= 0 ? 0 : Integer.parseInt(text.substring(colon + 1));
            if (partitions >= 1) {
                return new TopicSpec(text.substring(0, colon), partitions);
            }
        } catch (NumberFormatException notANumber) {
            // told below
        }
        throw new TidemarkException(FailureCode.COMMAND_LINE_INVALID, "'" + text + "' is no topic", "--topic " + text,
                "it is not NAME or NAME:PARTITIONS with at least one partition",
                "write --topic orders or --topic orders:4");
    }
}
