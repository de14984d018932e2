package dev.tidemark.cli.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The forms of {@code --from}. */
class StartPositionTest {

    @Test
    void words_counts_and_offsets() {
        assertThat(StartPosition.parse("earliest")).isEqualTo(new StartPosition.Earliest());
        assertThat(StartPosition.parse("latest")).isEqualTo(new StartPosition.Latest());
        assertThat(StartPosition.parse("-100")).isEqualTo(new StartPosition.Last(100));
        assertThat(StartPosition.parse("@4711")).isEqualTo(new StartPosition.At(4711));
        assertThat(StartPosition.parse("@0")).isEqualTo(new StartPosition.At(0));
    }

    @ParameterizedTest
    @CsvSource({"1767225600000, 1767225600000", "2026-01-01, 1767225600000", "2026-01-01T00:00:00Z, 1767225600000",
            "2026-01-01T00:00:00, 1767225600000", "2026-01-01T01:00, 1767229200000",
            "2026-01-01T01:00:00+01:00, 1767225600000", "2025-12-31T19:00:00-05:00, 1767225600000",
            "2026-01-01T00:00:00.250Z, 1767225600250"})
    void times(String text, long timestampMs) {
        assertThat(StartPosition.parse(text)).isEqualTo(new StartPosition.Since(timestampMs));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-", "@", "@-1", "--5", "-5x", "@x", "noon", "2026-13-01", "2026-01-01T25:00:00Z",
            "99999999999999999999"})
    void everything_else_is_refused(String text) {
        assertThatThrownBy(() -> StartPosition.parse(text)).isInstanceOfSatisfying(TidemarkException.class,
                refused -> assertThat(refused.code()).isEqualTo(FailureCode.COMMAND_LINE_INVALID));
    }
}
