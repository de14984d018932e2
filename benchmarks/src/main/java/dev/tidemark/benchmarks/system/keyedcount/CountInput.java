package dev.tidemark.benchmarks.system.keyedcount;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * The input of the keyed count: the same records from the same numbers, as often as they are asked for, so that what came out can be
 * compared with a plain fold of what went in. Keys are drawn evenly. Immutable.
 */
record CountInput(int records, int keys, int partitions) {

    private static final int VALUE_BYTES = 84;
    private static final long SEED = 20_260_101L;

    /** Takes one record of the input. */
    interface Taker {
        void take(int number, String key, byte[] value);
    }

    /** All records in order. About 100 bytes each, key and value. */
    void forEach(Taker taker) {
        SplittableRandom random = new SplittableRandom(SEED);
        byte[] value = new byte[VALUE_BYTES];
        for (int i = 0; i < records; i++) {
            String key = key(random.nextInt(keys));
            byte[] order = ("{\"order\":" + i + ",\"amount\":" + random.nextInt(100_000) + ",\"note\":\"")
                    .getBytes(StandardCharsets.UTF_8);
            System.arraycopy(order, 0, value, 0, order.length);
            for (int b = order.length; b < VALUE_BYTES - 2; b++) {
                value[b] = (byte) ('a' + random.nextInt(26));
            }
            value[VALUE_BYTES - 2] = '"';
            value[VALUE_BYTES - 1] = '}';
            taker.take(i, key, value.clone());
        }
    }

    /** What has to come out: how many records each key had. */
    Map<String, Long> counts() {
        Map<String, Long> counts = new HashMap<>();
        forEach((number, key, value) -> counts.merge(key, 1L, Long::sum));
        return counts;
    }

    private static String key(int number) {
        String digits = Integer.toString(number);
        return "customer-" + "0".repeat(7 - digits.length()) + digits;
    }

    String text() {
        return records + " records of 100 bytes, " + keys + " keys, " + partitions + " partitions";
    }
}
