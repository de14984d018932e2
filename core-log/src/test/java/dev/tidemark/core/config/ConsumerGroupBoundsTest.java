package dev.tidemark.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ConsumerGroupBoundsTest {

    private static final Config DEFAULTS = broker(Map.of());

    private static Config broker(Map<String, String> values) {
        return Config.of(ConfigScope.BROKER, values);
    }

    private static @Nullable String problem(Map<String, String> values) {
        return ConsumerGroupBounds.problem(DEFAULTS, Config.ofGroup(DEFAULTS, "g", values));
    }

    private static void refused(Map<String, String> values, String what, String why) {
        assertThatThrownBy(() -> ConsumerGroupBounds.check(broker(values)))
                .isInstanceOfSatisfying(TidemarkException.class, refusal -> {
                    assertThat(refusal.code()).isEqualTo(FailureCode.CONFIG_INVALID_VALUE);
                    assertThat(refusal.what()).isEqualTo(what);
                    assertThat(refusal.why()).isEqualTo(why);
                    assertThat(refusal.remedy()).startsWith("allowed: ");
                });
    }

    @Test
    void kafka_s_defaults_and_values_at_their_bounds_go_together() {
        assertThatCode(() -> ConsumerGroupBounds.check(DEFAULTS)).doesNotThrowAnyException();
        assertThatCode(() -> ConsumerGroupBounds.check(broker(Map.of("group.consumer.session.timeout.ms", "60000",
                "group.consumer.heartbeat.interval.ms", "15000", "group.consumer.assignment.interval.ms", "0"))))
                .doesNotThrowAnyException();
    }

    @Test
    void a_broker_s_value_outside_of_its_bounds_is_refused() {
        refused(Map.of("group.consumer.session.timeout.ms", "44999"),
                "'44999' cannot be the value of 'group.consumer.session.timeout.ms'",
                "it is less than 'group.consumer.min.session.timeout.ms' (45000)");
        refused(Map.of("group.consumer.heartbeat.interval.ms", "15001"),
                "'15001' cannot be the value of 'group.consumer.heartbeat.interval.ms'",
                "it is greater than 'group.consumer.max.heartbeat.interval.ms' (15000)");
        refused(Map.of("group.consumer.assignment.interval.ms", "15001"),
                "'15001' cannot be the value of 'group.consumer.assignment.interval.ms'",
                "it is greater than 'group.consumer.max.assignment.interval.ms' (15000)");
        refused(Map.of("group.consumer.max.session.timeout.ms", "44000"),
                "'44000' cannot be the value of 'group.consumer.max.session.timeout.ms'",
                "it is less than 'group.consumer.min.session.timeout.ms' (45000)");
    }

    @Test
    void a_session_outlasts_a_heartbeat_interval() {
        refused(Map.of("group.consumer.min.session.timeout.ms", "5000", "group.consumer.session.timeout.ms", "5000"),
                "'5000' cannot be the value of 'group.consumer.heartbeat.interval.ms'",
                "it is not less than 'group.consumer.session.timeout.ms' (5000): members would be taken for gone between"
                        + " two heartbeats");
    }

    @Test
    void who_is_refused_is_told_where_the_value_is_written() {
        assertThatThrownBy(() -> ConsumerGroupBounds.check(broker(Map.of("group.consumer.session.timeout.ms", "1"))))
                .hasMessageContaining("settings of the broker");
        assertThatThrownBy(
                () -> ConsumerGroupBounds.check(broker(Map.of("group.consumer.min.session.timeout.ms", "50000"))))
                .as("a default that a bound leaves outside")
                .hasMessageContaining("the default of 'group.consumer.session.timeout.ms'");
    }

    @Test
    void a_group_s_own_value_lies_within_the_broker_s_bounds() {
        assertThat(problem(Map.of("consumer.session.timeout.ms", "60000"))).isNull();
        assertThat(problem(Map.of("consumer.session.timeout.ms", "60001"))).isEqualTo(
                "'60001' cannot be the value of 'consumer.session.timeout.ms': the broker's"
                        + " 'group.consumer.min.session.timeout.ms' and 'group.consumer.max.session.timeout.ms' allow"
                        + " 45000 to 60000");
        assertThat(problem(Map.of("consumer.heartbeat.interval.ms", "4999"))).contains("allow 5000 to 15000");
        assertThat(problem(Map.of("consumer.assignment.interval.ms", "15001"))).contains("allow 0 to 15000");
    }

    @Test
    void a_group_s_values_that_bounds_left_outside_since_are_held_within_them() {
        Config old = Config.ofGroup(DEFAULTS, "g", Map.of("consumer.session.timeout.ms", "90000",
                "consumer.heartbeat.interval.ms", "1", "consumer.assignment.interval.ms", "20000"));
        assertThat(ConsumerGroupBounds.sessionTimeoutMs(DEFAULTS, old)).isEqualTo(60_000);
        assertThat(ConsumerGroupBounds.heartbeatIntervalMs(DEFAULTS, old)).isEqualTo(5_000);
        assertThat(ConsumerGroupBounds.assignmentIntervalMs(DEFAULTS, old)).isEqualTo(15_000);
    }
}
