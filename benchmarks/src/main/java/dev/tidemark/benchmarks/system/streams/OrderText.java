package dev.tidemark.benchmarks.system.streams;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/** Which order a value came from, and whether it is all there, for the comparison with what was expected. Stateless. */
final class OrderText {

    private OrderText() {}

    /** The number in {@code {"order":17,...}}, in whatever case. */
    static int number(String text) {
        return Integer.parseInt(text.substring(text.indexOf(':') + 1, text.indexOf(',')));
    }

    /** Differs, all but surely, if the text does. */
    static int checksum(String text) {
        CRC32 crc = new CRC32();
        crc.update(text.getBytes(StandardCharsets.ISO_8859_1));
        return (int) crc.getValue();
    }
}
