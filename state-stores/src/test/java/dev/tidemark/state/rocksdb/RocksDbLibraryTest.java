package dev.tidemark.state.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.storage.DiskStorage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RocksDbLibraryTest {

    private static final FileTime LONG_AGO = FileTime.fromMillis(0);

    @TempDir
    Path folder;

    /** A process that loads the library, and has no folder to unpack it into but the one that it is given. */
    static final class Loading {

        private Loading() {}

        public static void main(String[] arguments) {
            RocksDbLibrary.load(new DiskStorage(), Path.of(arguments[0]));
        }
    }

    private Path kept() throws IOException {
        return Objects.requireNonNull(RocksDbLibrary.keep(new DiskStorage(), folder.resolve("native")));
    }

    @Test
    void it_is_unpacked_once() throws IOException {
        Path file = kept();
        assertThat(file).isRegularFile();
        Files.setLastModifiedTime(file, LONG_AGO);
        assertThat(kept()).isEqualTo(file);
        assertThat(Files.getLastModifiedTime(file)).isEqualTo(LONG_AGO);
        try (Stream<Path> files = Files.list(folder.resolve("native"))) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void a_file_that_is_not_what_is_packed_is_replaced() throws IOException {
        Path file = kept();
        byte[] right = Files.readAllBytes(file);
        byte[] wrong = right.clone();
        wrong[wrong.length / 2] ^= 1;
        Files.write(file, wrong);
        kept();
        assertThat(Files.readAllBytes(file)).isEqualTo(right);
    }

    @Test
    void it_is_loaded_from_where_it_is_kept() throws IOException, InterruptedException {
        Path nowhere = folder.resolve("no-folder-for-temporary-files");
        for (int start = 0; start < 2; start++) {
            Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED", "-Djava.io.tmpdir=" + nowhere,
                    "-cp",
                    System.getProperty("java.class.path"), Loading.class.getName(), folder.resolve("native").toString())
                    .redirectErrorStream(true)
                    .start();
            String said;
            try (InputStream output = process.getInputStream()) {
                said = new String(output.readAllBytes(), StandardCharsets.UTF_8);
            }
            assertThat(process.waitFor()).as(said).isZero();
            assertThat(said).doesNotContain("not kept");
        }
    }
}
