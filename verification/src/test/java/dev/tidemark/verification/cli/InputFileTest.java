package dev.tidemark.verification.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.embedded.EmbeddedTidemark;
import dev.tidemark.verification.cli.Installation.Ended;
import dev.tidemark.verification.streams.PlainQuakes;
import dev.tidemark.verification.streams.QuakeFiles;
import dev.tidemark.verification.streams.QuakeResults;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code dev --demo quakes --input FILE}: what it shows, counts and leaves on its topics, for files other than its own. */
@Tag("ci")
class InputFileTest {

    @TempDir
    Path folder;

    @Test
    void a_file_of_revisions_in_four_partitions_equals_the_plain_computation() throws Exception {
        Path file = QuakeFiles.REVISED.write(folder);
        PlainQuakes plain = new PlainQuakes(PlainQuakes.rows(file), 4, Duration.ofHours(24).toMillis());
        Path data = folder.resolve("data");
        Ended ended = Installation.in(Files.createDirectory(folder.resolve("installed")))
                .run("dev", "--demo", "quakes", "--input", file.toString(), "--partitions", "4", "--once", "-q",
                        "--listen", "127.0.0.1:0", "--console-port", "off", "--data-dir", data.toString());
        assertThat(ended.status()).as(ended.text()).isZero();
        assertThat(ended.output().getLast()).isEqualTo(plain.summary());
        assertThat(ended.output().subList(0, ended.output().size() - 1))
                .containsExactlyInAnyOrderElementsOf(plain.json());
        try (EmbeddedTidemark tidemark = EmbeddedTidemark.options().dataDir(data).start()) {
            QuakeResults.assertEqual(tidemark.bootstrapServers(), plain);
        }
    }

    @Test
    void a_row_that_is_none_is_named_with_file_and_line_and_ends_with_1() throws Exception {
        Path file = Files.writeString(folder.resolve("bad.csv"),
                "arrival_ms,event_ms,id,net,type,status,mag,lat,lon,depth_km,place\n"
                        + "1517365391235,1517365101235,a1,ak,earthquake,automatic,2.3,59.8,-136.5,0,here\n"
                        + "1517365391236,soon,a2,ak,earthquake,automatic,2.3,59.8,-136.5,0,here\n");
        Ended ended = Installation.in(Files.createDirectory(folder.resolve("installed")))
                .run("dev", "--demo", "quakes", "--input", file.toString(), "--once", "-q", "--listen", "127.0.0.1:0",
                        "--console-port", "off");
        assertThat(ended.status()).as(ended.text()).isEqualTo(1);
        assertThat(ended.text()).contains("TM-2003")
                .contains("bad.csv, line 3, column 'event_ms'")
                .contains("'soon' is no time");
        Ended absent = Installation.in(Files.createDirectory(folder.resolve("installed-too")))
                .run("dev", "--demo", "quakes", "--input", folder.resolve("none.csv").toString());
        assertThat(absent.status()).as(absent.text()).isEqualTo(1);
        assertThat(absent.output()).as("before a broker starts").first().asString().startsWith("TM-2003");
    }
}
