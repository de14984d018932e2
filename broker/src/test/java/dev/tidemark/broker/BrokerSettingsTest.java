package dev.tidemark.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a broker refuses to start with, although each value by itself is allowed. */
class BrokerSettingsTest {

    @TempDir
    Path folder;

    @Test
    void times_of_consumer_groups_outside_of_their_bounds_are_refused_with_their_place_in_the_file()
            throws IOException {
        Path file = Files.writeString(folder.resolve("server.properties"),
                "node.id=1\ngroup.consumer.session.timeout.ms=10000\n");
        assertThatThrownBy(() -> BrokerSettings.read(file, Map.of(), false)).isInstanceOfSatisfying(
                TidemarkException.class, refusal -> assertThat(refusal.code())
                        .isEqualTo(FailureCode.CONFIG_INVALID_VALUE))
                .hasMessageContaining("'10000' cannot be the value of 'group.consumer.session.timeout.ms'")
                .hasMessageContaining("server.properties, line 2")
                .hasMessageContaining("it is less than 'group.consumer.min.session.timeout.ms' (45000)")
                .hasMessageContaining("or lower 'group.consumer.min.session.timeout.ms'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.7", ":5", "10.0.0.7:many", "10.0.0.7:-1"})
    void an_override_that_is_no_address_with_a_count_is_refused_with_an_example(String override) {
        assertThatThrownBy(() -> BrokerSettings.of(Map.of("max.connections.per.ip.overrides", override)))
                .isInstanceOfSatisfying(TidemarkException.class, refusal -> assertThat(refusal.code())
                        .isEqualTo(FailureCode.CONFIG_INVALID_VALUE))
                .hasMessageContaining("max.connections.per.ip.overrides")
                .hasMessageContaining("'" + override + "' is not ADDRESS:COUNT")
                .hasMessageContaining("10.0.0.7:50");
    }

    @Test
    void addresses_of_either_family_have_overrides() {
        assertThatCode(() -> BrokerSettings.of(Map.of("max.connections.per.ip.overrides", "10.0.0.7:5,[::1]:7"))
                .connectionLimits()).doesNotThrowAnyException();
    }
}
