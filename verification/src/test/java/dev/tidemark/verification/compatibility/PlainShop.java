package dev.tidemark.verification.compatibility;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The shop of {@code StreamsPeer} as a plain computation: its input, and what each output must hold, by key in order. Every
 * record of each output exactly once.
 *
 * @param orders as they are sent, one every 50 ms
 */
record PlainShop(List<Order> orders) {

    private static final long START_MS = 1_700_000_000_000L;
    private static final List<String> COUNTRIES = List.of("de", "fr", "it", "jp", "us");
    private static final int CUSTOMERS = 40;

    /** One order; every third is never paid. */
    record Order(int number, String customer, long amount, long timeMs) {

        String id() {
            return "o" + number;
        }

        String value() {
            return id() + "," + amount;
        }

        String country() {
            return PlainShop.country(customer);
        }

        boolean paid() {
            return number % 3 != 0;
        }

        String method() {
            return number % 2 == 0 ? "card" : "cash";
        }
    }

    static PlainShop of(int count) {
        List<Order> orders = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            orders.add(new Order(i, "c" + i * 7 % CUSTOMERS, 1 + i % 97, START_MS + 50L * i));
        }
        return new PlainShop(orders);
    }

    static List<String> customers() {
        List<String> customers = new ArrayList<>();
        for (int i = 0; i < CUSTOMERS; i++) {
            customers.add("c" + i);
        }
        return customers;
    }

    static String country(String customer) {
        return COUNTRIES.get(Integer.parseInt(customer.substring(1)) % COUNTRIES.size());
    }

    /** By customer. */
    Map<String, List<String>> enriched() {
        Map<String, List<String>> enriched = new LinkedHashMap<>();
        orders.forEach(order -> enriched.computeIfAbsent(order.customer(), _ -> new ArrayList<>())
                .add(order.value() + "," + order.country()));
        return enriched;
    }

    /** By country and minute: every count from 1 on, as each order updates it. */
    Map<String, List<String>> counts() {
        Map<String, List<String>> counts = new LinkedHashMap<>();
        for (Order order : orders) {
            long minute = order.timeMs() - order.timeMs() % 60_000;
            List<String> updates = counts.computeIfAbsent(order.country() + "@" + minute, _ -> new ArrayList<>());
            updates.add(Integer.toString(updates.size() + 1));
        }
        return counts;
    }

    /** By order. */
    Map<String, List<String>> paid() {
        Map<String, List<String>> paid = new LinkedHashMap<>();
        orders.stream()
                .filter(Order::paid)
                .forEach(order -> paid.put(order.id(),
                        List.of(order.amount() + "," + order.country() + "," + order.method())));
        return paid;
    }

    /** What the stores tell: {@code total CUSTOMER SUM} and {@code count COUNTRY@START N}. */
    List<String> queried() {
        Map<String, Long> totals = new LinkedHashMap<>();
        orders.forEach(order -> totals.merge(order.customer(), order.amount(), Long::sum));
        List<String> lines = new ArrayList<>();
        totals.forEach((customer, sum) -> lines.add("total " + customer + " " + sum));
        counts().forEach((window, updates) -> lines.add("count " + window + " " + updates.size()));
        return lines;
    }
}
