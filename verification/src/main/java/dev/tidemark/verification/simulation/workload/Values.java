package dev.tidemark.verification.simulation.workload;

import dev.tidemark.core.failure.Invariants;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Values as text in the records of a world. */
final class Values {

    private Values() {}

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Numbers of planned workloads are written as text. */
    static byte[] bytes(long number) {
        return bytes(Long.toString(number));
    }

    static long number(byte @Nullable [] bytes) {
        return Long.parseLong(text(Invariants.present(bytes, "a number")));
    }
}
