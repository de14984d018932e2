package dev.tidemark.verification.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.verification.cli.Installation.Ended;
import dev.tidemark.verification.cli.Installation.Served;
import dev.tidemark.verification.streams.PlainQuakes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code dev --data-dir}: a second start goes on where the first stopped, and the two show each result once. */
@Tag("ci")
class DevDataDirTest {

    @TempDir
    Path folder;

    @Test
    void two_starts_together_show_the_results_of_one() throws Exception {
        Installation installation = Installation.in(folder);
        String data = folder.resolve("data").toString();
        List<String> shown = new ArrayList<>();
        try (Served first = installation.serve("dev", "--demo", "quakes", "--partitions", "1", "--listen",
                "127.0.0.1:0", "--console-port", "off", "--data-dir", data)) {
            first.process().awaitLine(Pattern.compile("^\\{\"window_start_ms\""), Installation.PATIENCE);
            first.process().terminate();
            assertThat(first.process().waitFor(Duration.ofSeconds(10))).isEqualTo(143);
            assertThat(first.process().output()).as("all was closed, and in time")
                    .noneMatch(line -> line.startsWith("tidemark:"));
            shown.addAll(results(first.process().output()));
        }
        int before = shown.size();
        Ended second = installation.run("dev", "--demo", "quakes", "--partitions", "1", "--listen", "127.0.0.1:0",
                "--console-port", "off", "--data-dir", data, "--once", "-q");
        assertThat(second.status()).as(second.text()).isZero();
        assertThat(second.output().getLast()).isEqualTo("Done: 1707 in, 1396 accepted, 311 late, 757 windows");
        shown.addAll(results(second.output()));

        assertThat(before).as("the last windows stay open without a declared end").isBetween(1, 756);
        PlainQuakes plain = new PlainQuakes(PlainQuakes.rows(), 1, Duration.ofHours(24).toMillis());
        assertThat(shown).containsExactlyInAnyOrderElementsOf(plain.json());

        Ended third = installation.run("dev", "--demo", "quakes", "--listen", "127.0.0.1:0", "--console-port", "off",
                "--data-dir", data, "--once", "-q");
        assertThat(third.output()).containsExactly("Done: 1707 in, 1396 accepted, 311 late, 757 windows");
    }

    private static List<String> results(List<String> output) {
        return output.stream().filter(line -> line.startsWith("{\"window_start_ms\"")).toList();
    }
}
