package dev.tidemark.benchmarks.system.broker;

import java.util.List;

/**
 * What Kafka's consumer tool says at its end: one line of values with commas.
 *
 * @param fetchSeconds without the time in which the group formed
 */
record ConsumerReport(long records, double mebibytes, double fetchSeconds) {

    private static final int MEBIBYTES = 2;
    private static final int RECORDS = 4;
    private static final int FETCH_MS = 7;
    private static final int VALUES = 10;

    /**
     * Reads the tool's output.
     *
     * @throws IllegalStateException if there is no such line
     */
    static ConsumerReport parse(List<String> output) {
        for (String line : output) {
            String[] values = line.split(", ", -1);
            if (values.length == VALUES && !values[RECORDS].isBlank() && values[RECORDS].chars()
                    .allMatch(Character::isDigit)) {
                return new ConsumerReport(Long.parseLong(values[RECORDS]), Double.parseDouble(values[MEBIBYTES]), Double
                        .parseDouble(values[FETCH_MS]) / 1_000);
            }
        }
        throw new IllegalStateException("the consumer tool has not come to its end:\n" + String.join("\n", output));
    }
}
