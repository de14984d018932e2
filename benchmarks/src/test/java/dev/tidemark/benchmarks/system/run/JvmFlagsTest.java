package dev.tidemark.benchmarks.system.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.verification.peer.LauncherFlags;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class JvmFlagsTest {

    @Test
    void our_broker_is_measured_as_the_launcher_starts_it() throws IOException {
        String launcher = Files.readString(Path.of(System.getProperty("tidemark.project.root"), "tidemark"));
        String exec = launcher.substring(launcher.indexOf("exec \"$java_home/bin/java\""));
        assertThat(LauncherFlags.COMPILING).allSatisfy(flag -> assertThat(exec).contains(flag));
        assertThat(exec.replace("'", "").split("\\s+"))
                .filteredOn(word -> word.startsWith("-XX:") || word.startsWith("-X"))
                .allSatisfy(flag -> assertThat(JvmFlags.ALL.contains(flag) || LauncherFlags.COMPILING.contains(flag))
                        .as(flag)
                        .isTrue());
    }
}
