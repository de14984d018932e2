package dev.tidemark.benchmarks.system.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class JvmFlagsTest {

    @Test
    void our_broker_is_measured_as_the_launcher_starts_it() throws IOException {
        String launcher = Files.readString(Path.of(System.getProperty("tidemark.project.root"), "tidemark"));
        String exec = launcher.substring(launcher.indexOf("exec \"$java_home/bin/java\""));
        assertThat(JvmFlags.LAUNCHER).allSatisfy(flag -> assertThat(exec).contains(flag));
        assertThat(exec.replace("'", "").split("\\s+"))
                .filteredOn(word -> word.startsWith("-XX:") || word.startsWith("-X"))
                .allSatisfy(flag -> assertThat(JvmFlags.ALL.contains(flag) || JvmFlags.LAUNCHER.contains(flag))
                        .as(flag)
                        .isTrue());
    }
}
