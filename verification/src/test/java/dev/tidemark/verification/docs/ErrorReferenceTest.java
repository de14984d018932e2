package dev.tidemark.verification.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.core.failure.FailureCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The reference of errors and the codes in the program are one list. */
class ErrorReferenceTest {

    private static final Pattern HEADING = Pattern.compile("(?m)^### (TM-\\d+ [A-Z_]+ \\(exit \\d+\\))$");

    @Test
    void every_code_is_explained_and_nothing_else_is() throws IOException {
        String page = Files.readString(
                Path.of(System.getProperty("tidemark.project.root"), "docs", "reference", "errors.md"));
        List<String> explained = new ArrayList<>();
        for (Matcher heading = HEADING.matcher(page); heading.find();) {
            explained.add(heading.group(1));
        }
        List<String> codes = new ArrayList<>();
        for (FailureCode code : FailureCode.values()) {
            codes.add(code.text() + " " + code.name() + " (exit " + code.exitCode().status() + ")");
        }
        assertThat(explained).containsExactlyElementsOf(codes);
    }
}
