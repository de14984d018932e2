package dev.tidemark.benchmarks.system.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;

/**
 * Files of record values for Kafka's producer tool, which draws a line for each record: all of one size, and of a kind that compresses as
 * events do. The tool's own random letters hardly compress. Confined to the benchmark's thread.
 */
final class Payload {

    private static final int LINES = 2_000;
    private static final String[] WORDS = {"accepted", "aisle", "basket", "card", "delivery", "express", "invoice",
            "north", "order", "paid", "parcel", "refund", "shelf", "south", "stock", "voucher"};

    private final Path folder;

    Payload(Path folder) {
        this.folder = folder;
    }

    /** The file of values of so many bytes each. */
    Path ofSize(int bytes) {
        Path file = folder.resolve("values-" + bytes + ".txt");
        if (!Files.exists(file)) {
            try {
                Files.writeString(file, lines(bytes), StandardCharsets.US_ASCII);
            } catch (IOException e) {
                throw new UncheckedIOException("no values in " + file, e);
            }
        }
        return file;
    }

    /** The same each time. */
    static String lines(int bytes) {
        Random random = new Random(bytes);
        StringBuilder text = new StringBuilder();
        for (int line = 0; line < LINES; line++) {
            StringBuilder value = new StringBuilder();
            while (value.length() < bytes) {
                value.append(String.format(Locale.ROOT, "{\"id\":\"%08x\",\"amount\":%d.%02d,\"state\":\"%s\"} ",
                        random.nextInt(), random.nextInt(1_000), random.nextInt(100),
                        WORDS[random.nextInt(WORDS.length)]));
            }
            text.append(value, 0, bytes).append('\n');
        }
        return text.toString();
    }
}
