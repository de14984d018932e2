package dev.tidemark.verification.simulation.workload;

import java.nio.charset.StandardCharsets;

/** Values as text in the records of a world. */
final class Values {

    private Values() {}

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
