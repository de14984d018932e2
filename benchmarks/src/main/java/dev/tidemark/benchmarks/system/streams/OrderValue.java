package dev.tidemark.benchmarks.system.streams;

import java.nio.charset.StandardCharsets;

/**
 * What our topologies do with the bytes of an order; {@code QueryPeer} has the same for Kafka Streams. Expected results are made without it.
 * Stateless.
 */
final class OrderValue {

    private static final int NUMBER_AT = "{\"order\":".length();
    private static final int PRODUCT_BEHIND = ",\"product\":".length();

    private OrderValue() {}

    /** The product as a key. */
    static String product(byte[] order) {
        int start = digitsEnd(order, NUMBER_AT) + PRODUCT_BEHIND;
        return new String(order, start, digitsEnd(order, start) - start, StandardCharsets.ISO_8859_1);
    }

    private static int digitsEnd(byte[] order, int from) {
        int at = from;
        while (order[at] >= '0' && order[at] <= '9') {
            at++;
        }
        return at;
    }

    /** The same in capital letters. */
    static byte[] upperCase(byte[] order) {
        byte[] upper = new byte[order.length];
        for (int i = 0; i < order.length; i++) {
            byte letter = order[i];
            upper[i] = letter >= 'a' && letter <= 'z' ? (byte) (letter - 'a' + 'A') : letter;
        }
        return upper;
    }

    /** One value behind the other. */
    static byte[] both(byte[] order, byte[] payment) {
        byte[] both = new byte[order.length + payment.length];
        System.arraycopy(order, 0, both, 0, order.length);
        System.arraycopy(payment, 0, both, order.length, payment.length);
        return both;
    }
}
