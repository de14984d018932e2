package dev.tidemark.benchmarks.system.broker;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What Kafka's producer tool says at its end. Of several producers: all records, over the time of the slowest, and the worst of their 99th
 * percentiles, since percentiles do not add up.
 *
 * @param records that were acknowledged
 * @param recordsPerSecond from the first send to the last acknowledgement
 * @param p99Millis from a send, waiting for room in the producer included, to its acknowledgement
 */
record ProducerReport(long records, double recordsPerSecond, double p99Millis) {

    private static final Pattern LAST_LINE = Pattern.compile("(\\d+) records sent, ([0-9.]+) records/sec .*?"
            + ", ([0-9.]+) ms 99th");

    /**
     * Reads the tool's output.
     *
     * @throws IllegalStateException if the tool has not come to its end
     */
    static ProducerReport parse(List<String> output) {
        long records = 0;
        double seconds = 0;
        double p99 = 0;
        for (String line : output) {
            Matcher last = LAST_LINE.matcher(line);
            if (last.find()) {
                long sent = Long.parseLong(last.group(1));
                records += sent;
                seconds = Math.max(seconds, sent / Double.parseDouble(last.group(2)));
                p99 = Math.max(p99, Double.parseDouble(last.group(3)));
            }
        }
        if (records == 0) {
            throw new IllegalStateException("the producer tool has not come to its end:\n" + String.join("\n", output));
        }
        return new ProducerReport(records, records / seconds, p99);
    }
}
