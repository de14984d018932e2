package dev.tidemark.streams.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class AppSettingsTest {

    private static final Map<String, String> LEAST = Map.of("application.id", "orders", "state.dir", "/state");

    @Test
    void two_keys_are_enough() {
        AppSettings settings = AppSettings.of(LEAST);
        assertThat(settings.appDir()).isEqualTo(Path.of("/state/orders"));
        assertThat(settings.workers()).isEqualTo(1);
        assertThat(settings.commitIntervalMs()).isEqualTo(100);
        assertThat(settings.trimIntervalMs()).isEqualTo(30_000);
    }

    @Test
    void what_is_not_served_yet_is_refused_with_what_to_do() {
        refused(Map.of("num.standby.replicas", "1"), FailureCode.UNSUPPORTED, "leave the key out");
    }

    @Test
    void a_missing_or_misspelt_key_is_named() {
        refused(Map.of("application.id", " "), FailureCode.CONFIG_INVALID_VALUE, "set application.id");
        refused(Map.of("num.stream.thread", "2"), FailureCode.CONFIG_UNKNOWN_KEY, "num.stream.threads");
        refused(Map.of("num.stream.threads", "none"), FailureCode.CONFIG_INVALID_VALUE, "num.stream.threads");
    }

    @Test
    void a_heartbeat_comes_within_the_session() {
        refused(Map.of("session.timeout.ms", "6000", "heartbeat.interval.ms", "6000"), FailureCode.CONFIG_INVALID_VALUE,
                "a third of session.timeout.ms");
    }

    private static void refused(Map<String, String> over, FailureCode code, String hint) {
        Map<String, String> values = new TreeMap<>(LEAST);
        values.putAll(over);
        assertThatExceptionOfType(TidemarkException.class).isThrownBy(() -> AppSettings.of(values))
                .withMessageContaining(hint)
                .satisfies(refusal -> assertThat(refusal.code()).isEqualTo(code));
    }
}
