package dev.tidemark.cli.txn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.core.failure.TidemarkException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Durations as people say them. */
class AgeTest {

    @Test
    void ages_are_said_as_people_say_them() {
        assertThat(new Age(-5).text()).isEqualTo("0 s");
        assertThat(new Age(59_999).text()).isEqualTo("59 s");
        assertThat(new Age(7_205_000).text()).isEqualTo("2 h 5 s");
        assertThat(new Age(90_061_000).text()).isEqualTo("1 d 1 h 1 min 1 s");
    }

    @ParameterizedTest
    @CsvSource({"250ms, 250", "90s, 90000", "15min, 900000", "15m, 900000", "2 h 5 s, 7205000", "1d, 86400000"})
    void they_are_read_as_they_are_written(String text, long ms) {
        assertThat(Age.parse(text).ms()).isEqualTo(ms);
    }

    @ParameterizedTest
    @ValueSource(strings = {"90", "s", "90 weeks", "-5s", "5s?"})
    void what_is_no_duration_is_refused_with_an_example(String text) {
        assertThatThrownBy(() -> Age.parse(text)).isInstanceOf(TidemarkException.class)
                .hasMessageContaining("'" + text + "' is no duration")
                .hasMessageContaining("90s");
    }
}
