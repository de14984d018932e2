package dev.tidemark.benchmarks.system.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The input is the same each time, and as large and as much out of order as the benchmark says. */
class OrdersTest {

    private final Orders orders = new Orders(20_000, 50, 4);

    private List<Order> all() {
        List<Order> all = new ArrayList<>();
        orders.forEach(all::add);
        return all;
    }

    @Test
    void the_same_orders_come_each_time_at_about_a_hundred_bytes() {
        List<Order> all = all();

        assertThat(all).hasSize(20_000).isEqualTo(all());
        assertThat(all).allSatisfy(order -> {
            assertThat(order.customer().length() + order.text().length()).isEqualTo(100);
            assertThat(order.text()).startsWith("{\"order\":" + order.number() + ",\"product\":" + order.product());
        });
    }

    @Test
    void there_are_as_many_customers_and_products_as_asked_for() {
        Set<String> customers = new HashSet<>();
        Set<Integer> products = new HashSet<>();
        orders.forEach(order -> {
            customers.add(order.customer());
            products.add(order.product());
        });
        assertThat(customers).hasSize(50);
        assertThat(products).hasSize(50);
    }

    @Test
    void event_times_are_out_of_order_by_up_to_five_seconds_and_no_more() {
        long greatest = 0;
        long furthestBehind = 0;
        for (Order order : all()) {
            furthestBehind = Math.max(furthestBehind, greatest - order.afterMs());
            greatest = Math.max(greatest, order.afterMs());
        }
        assertThat(furthestBehind).isBetween(4_900L, Orders.DISORDER_MS - 1);
        assertThat(greatest).isLessThan(orders.spanMs());
    }
}
