package dev.tidemark.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Tables for people, JSON lines for programs. */
class ResultsTest {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

    @Test
    void columns_are_aligned_and_numbers_stand_right() {
        try (Results results = new TableResults(out, List.of("name", "offset", "isr"))) {
            results.row("orders", 7, List.of(1, 2));
            results.row("a", 12345678L, List.of());
            results.row(null, null, Map.of("k", "v"));
        }
        assertThat(text()).isEqualTo("""
                NAME    OFFSET    ISR
                orders         7  1,2
                a       12345678
                -       -         k=v
                """);
    }

    @Test
    void rows_that_come_later_go_under_the_same_head() {
        TableResults results = new TableResults(out, List.of("key", "value"));
        results.row("a", "1");
        results.flush();
        results.row("longer", "2");
        results.flush();
        assertThat(text()).isEqualTo("""
                KEY  VALUE
                a    1
                longer  2
                """);
    }

    @Test
    void control_characters_do_not_reach_a_terminal() {
        try (Results results = new TableResults(out, List.of("value"))) {
            results.row("a\u001b[2Jb\nc");
        }
        assertThat(text()).doesNotContain("\u001b").hasLineCount(2);
    }

    @Test
    void json_lines_keep_types_and_names() {
        try (Results results = new JsonResults(out, List.of("key", "value", "headers", "offset"))) {
            results.row(null, "{\"a\":\"\n\"}", Map.of("h", "x"), 5L);
        }
        assertThat(text()).isEqualTo(
                "{\"key\":null,\"value\":\"{\\\"a\\\":\\\"\\n\\\"}\",\"headers\":{\"h\":\"x\"},\"offset\":5}\n");
    }

    private String text() {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
