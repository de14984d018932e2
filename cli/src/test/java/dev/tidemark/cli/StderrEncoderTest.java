package dev.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** A line of the log as people read it. */
class StderrEncoderTest {

    private final StderrEncoder encoder = new StderrEncoder();
    private final LoggerContext context = new LoggerContext();

    @Test
    void a_line_says_when_how_bad_who_and_what() {
        assertThat(line(Level.WARN, null, "disk {} is nearly full", "/data"))
                .matches(
                        "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3} WARN  LogManager: disk /data is nearly full\n");
        assertThat(line(Level.ERROR, null, "gone")).contains(" ERROR LogManager: gone\n");
    }

    @Test
    void a_failure_follows_with_its_stack() {
        String text = line(Level.ERROR, new IllegalStateException("broken", new RuntimeException("below")),
                "it failed");

        assertThat(text.lines().toList()).anyMatch("java.lang.IllegalStateException: broken"::equals)
                .anyMatch(line -> line.startsWith("\tat dev.tidemark.cli.StderrEncoderTest"))
                .anyMatch("Caused by: java.lang.RuntimeException: below"::equals);
    }

    private String line(Level level, Throwable thrown, String message, Object... arguments) {
        return new String(encoder.encode(new LoggingEvent("caller", context.getLogger("dev.tidemark.log.LogManager"),
                level, message, thrown, arguments)), StandardCharsets.UTF_8);
    }
}
