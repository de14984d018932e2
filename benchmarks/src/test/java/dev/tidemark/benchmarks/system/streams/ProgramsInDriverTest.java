package dev.tidemark.benchmarks.system.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.streams.runtime.testing.StreamsTestDriver;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What the programs that are no query compute. */
class ProgramsInDriverTest {

    private static StreamsTestDriver driver(Program program) {
        return StreamsTestDriver.of(program.topology())
                .applicationId(program.label())
                .partitions(Program.ORDERS, 2)
                .build();
    }

    private static void send(StreamsTestDriver driver, String customer, String order) {
        driver.in(Program.ORDERS).at(1_000).send(customer, order.getBytes(StandardCharsets.UTF_8));
    }

    private static String result(Object value) {
        return new String((byte[]) value, StandardCharsets.UTF_8);
    }

    @Test
    void each_order_is_told_as_its_customers_latest() {
        try (StreamsTestDriver driver = driver(Program.of("latest"))) {
            send(driver, "ann", "1");
            send(driver, "bob", "2");
            send(driver, "ann", "3");
            driver.run();
            assertThat(driver.out(Program.RESULTS).records())
                    .extracting(record -> record.key() + " " + result(record.value()))
                    .containsExactlyInAnyOrder("ann 1", "bob 2", "ann 3");
        }
    }

    @Test
    void each_of_many_stores_has_the_latest_order_and_nothing_is_told() {
        try (StreamsTestDriver driver = driver(Program.of("many-stores"))) {
            send(driver, "ann", "1");
            driver.run();
            for (int store = 1; store <= ManyStores.STORES; store++) {
                assertThat(driver.out("many-stores-orders-" + store + "-changelog").records()).hasSize(1);
            }
            assertThat(driver.out(Program.RESULTS).records()).isEmpty();
        }
    }

    @Test
    void queries_are_programs_too_and_other_words_are_not() {
        assertThat(Query.all()).allSatisfy(query -> assertThat(Program.of(query.label())).isEqualTo(query));
        assertThatThrownBy(() -> Program.of("oldest")).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("oldest");
    }
}
