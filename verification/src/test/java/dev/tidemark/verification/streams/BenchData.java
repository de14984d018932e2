package dev.tidemark.verification.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * Real events that cannot be committed here, in the folder that the property {@code tidemark.bench.data} names. Without it a
 * test that asks for them is skipped and says so, except where {@code CI=true} says that all must run.
 */
public final class BenchData {

    private static final String PROPERTY = "tidemark.bench.data";

    private BenchData() {}

    /** The lines of a file that is compressed. */
    public static List<String> lines(String file) {
        try (InputStream in = Files.newInputStream(folder(file).resolve(file));
                BufferedReader reader = new BufferedReader(
                        new InputStreamReader(new GZIPInputStream(in), StandardCharsets.UTF_8))) {
            return reader.lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The rows of a reference result, without its header. */
    public static List<String> expected(String file) {
        try {
            return Files.readAllLines(folder(file).resolve("expected").resolve(file)).stream().skip(1).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path folder(String file) {
        String folder = System.getProperty(PROPERTY, "");
        if ("true".equals(System.getenv("CI"))) {
            assertThat(folder).as("%s, which CI needs for %s", PROPERTY, file).isNotBlank();
        }
        assumeTrue(!folder.isBlank(), "skipped: " + PROPERTY + " does not say where " + file + " is");
        return Path.of(folder);
    }
}
