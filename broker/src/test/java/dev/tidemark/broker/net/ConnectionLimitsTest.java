package dev.tidemark.broker.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** How many connections there may be, from where. */
class ConnectionLimitsTest {

    private final ConnectionLimits limits = new ConnectionLimits(4, 2, Map.of("10.0.0.9", 3, "10.0.0.66", 0));

    @Test
    void an_address_has_its_own_bound() {
        assertThat(limits.opened("10.0.0.1")).isNull();
        assertThat(limits.opened("10.0.0.1")).isNull();
        assertThat(limits.opened("10.0.0.1")).contains("max.connections.per.ip=2");
        limits.closed("10.0.0.1");
        assertThat(limits.opened("10.0.0.1")).isNull();
    }

    @Test
    void overrides_go_both_ways() {
        for (int i = 0; i < 3; i++) {
            assertThat(limits.opened("10.0.0.9")).isNull();
        }
        assertThat(limits.opened("10.0.0.9")).contains("max.connections.per.ip=3");
        assertThat(limits.opened("10.0.0.66")).contains("max.connections.per.ip=0");
    }

    @Test
    void all_addresses_together_have_one_and_those_refused_do_not_count() {
        for (String address : new String[]{"a", "a", "a", "b", "b", "b"}) {
            limits.opened(address);
        }
        assertThat(limits.opened("c")).contains("max.connections=4");
        limits.closed("a");
        assertThat(limits.opened("c")).isNull();
    }
}
