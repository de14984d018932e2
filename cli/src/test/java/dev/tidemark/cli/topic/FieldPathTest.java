package dev.tidemark.cli.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code --key .f} and {@code --timestamp .f}. */
class FieldPathTest {

    private static final String LINE = "{\"id\":\"a\",\"n\":7,\"none\":null,\"at\":\"2026-01-01\",\"user\":{\"name\":\"b\"},\"tags\":[1,2]}";

    @Test
    void a_string_is_taken_as_it_is_and_everything_else_as_json() {
        assertThat(text(".id")).isEqualTo("a");
        assertThat(text(".user.name")).isEqualTo("b");
        assertThat(text(".n")).isEqualTo("7");
        assertThat(text(".tags")).isEqualTo("[1,2]");
        assertThat(text(".none")).isNull();
    }

    @Test
    void a_timestamp_is_a_number_or_a_time() {
        assertThat(FieldPath.parse("--timestamp", ".n").timestampMs(FieldPath.read(LINE, 1), 1)).isEqualTo(7);
        assertThat(FieldPath.parse("--timestamp", ".at").timestampMs(FieldPath.read(LINE, 1), 1))
                .isEqualTo(1767225600000L);
        assertThatThrownBy(() -> FieldPath.parse("--timestamp", ".id").timestampMs(FieldPath.read(LINE, 9), 9))
                .isInstanceOf(TidemarkException.class)
                .hasMessageContaining("stdin, line 9")
                .hasMessageContaining(".id is \"a\", which is no time");
    }

    @Test
    void a_line_without_the_field_is_named() {
        assertThatThrownBy(() -> FieldPath.parse("--key", ".user.id").text(FieldPath.read(LINE, 3), 3))
                .isInstanceOfSatisfying(TidemarkException.class,
                        refused -> assertThat(refused.code()).isEqualTo(FailureCode.INPUT_ROW_INVALID))
                .hasMessageContaining("stdin, line 3")
                .hasMessageContaining("it has no field .user.id");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "not json", "{\"a\":1} {"})
    void a_line_that_is_not_json_is_named(String line) {
        assertThatThrownBy(() -> FieldPath.parse("--key", ".a").text(FieldPath.read(line, 5), 5))
                .isInstanceOf(TidemarkException.class)
                .hasMessageContaining("stdin, line 5");
    }

    @Test
    void paths_start_with_a_dot() {
        assertThat(FieldPath.parse("--key", ".a.b").names()).isEqualTo(List.of("a", "b"));
        for (String wrong : List.of("a", "", ".", ".a.", "..a")) {
            assertThatThrownBy(() -> FieldPath.parse("--key", wrong)).as(wrong)
                    .isInstanceOfSatisfying(TidemarkException.class,
                            refused -> assertThat(refused.code()).isEqualTo(FailureCode.COMMAND_LINE_INVALID));
        }
    }

    private static String text(String path) {
        return FieldPath.parse("--key", path).text(FieldPath.read(LINE, 1), 1);
    }
}
