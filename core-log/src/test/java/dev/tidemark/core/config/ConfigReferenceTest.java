package dev.tidemark.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ConfigReferenceTest {

    private static final Path PAGE = Path.of(System.getProperty("tidemark.project.root"), "docs", "reference",
            "configuration.md");

    @Test
    void the_page_is_what_the_table_says() throws IOException {
        String wanted = ConfigReference.markdown();
        if (Boolean.getBoolean("regenerate")) {
            Files.writeString(PAGE, wanted);
        }
        assertThat(PAGE).as("stale: run with -Dregenerate=true").content().isEqualTo(wanted);
    }
}
