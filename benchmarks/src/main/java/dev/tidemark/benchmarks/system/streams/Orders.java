package dev.tidemark.benchmarks.system.streams;

import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * The input of all queries: the same records from the same numbers, as often as they are asked for, so that what came out can be compared
 * with a plain fold of what went in. Customers and products are drawn evenly. One order a millisecond of event time, each up to five
 * seconds out of order. Immutable.
 *
 * @param keys how many customers there are, and how many products
 */
record Orders(int count, int keys, int partitions) {

    /** No order comes so long behind one with a later time. */
    static final long DISORDER_MS = 5_000;
    static final int VALUE_BYTES = 84;

    private static final long SEED = 20_260_101L;

    /** All orders as they are written. About 100 bytes each, key and value. */
    void forEach(Consumer<Order> taker) {
        SplittableRandom random = new SplittableRandom(SEED);
        StringBuilder text = new StringBuilder();
        for (int number = 0; number < count; number++) {
            String customer = customer(random.nextInt(keys));
            int product = random.nextInt(keys);
            long afterMs = number + DISORDER_MS - random.nextInt((int) DISORDER_MS);
            text.setLength(0);
            text.append("{\"order\":").append(number).append(",\"product\":").append(product).append(",\"note\":\"");
            while (text.length() < VALUE_BYTES - 2) {
                text.append((char) ('a' + random.nextInt(26)));
            }
            taker.accept(new Order(number, customer, product, afterMs, text.append("\"}").toString()));
        }
    }

    /** All event times are behind the input's first moment by less. */
    long spanMs() {
        return count + DISORDER_MS + 1;
    }

    private static String customer(int number) {
        String digits = Integer.toString(number);
        return "customer-" + "0".repeat(7 - digits.length()) + digits;
    }

    String text() {
        return count + " records of 100 bytes, " + keys + " keys, " + partitions
                + " partitions, times out of order by up to " + DISORDER_MS / 1_000 + " s";
    }
}
