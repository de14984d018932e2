package dev.tidemark.benchmarks.system.streams;

import dev.tidemark.serde.Serdes;
import dev.tidemark.streams.JoinWindows;
import dev.tidemark.streams.Produced;
import dev.tidemark.streams.StreamJoined;
import dev.tidemark.streams.Streams;
import dev.tidemark.streams.Topology;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * {@code join}: orders with the payments that the same customer made within a minute of them. The input is split: every other order is a
 * payment. Which of two records comes second is nobody's to say, so all pairs are compared, not the last one of a key.
 */
record StreamJoin() implements Query {

    static final String PAYMENTS = "payments";
    static final String NAME = "paid";
    static final long WITHIN_MS = 60_000;

    @Override
    public String label() {
        return "join";
    }

    @Override
    public int timesAtLeast() {
        return 4;
    }

    @Override
    public Topology topology() {
        return Streams.define(s -> s.from(ORDERS, AS_ORDERS)
                .join(s.from(PAYMENTS, AS_ORDERS), OrderValue::both,
                        JoinWindows.within(Duration.ofMillis(WITHIN_MS)), StreamJoined.as(NAME))
                .to(RESULTS, Produced.with(Serdes.string(), Serdes.bytes())));
    }

    @Override
    public List<String> inputs() {
        return List.of(ORDERS, PAYMENTS);
    }

    @Override
    public String inputOf(int number) {
        return number % 2 == 0 ? ORDERS : PAYMENTS;
    }

    private record Moment(int number, long afterMs) {}

    @Override
    public Facts results(Orders orders) {
        Map<String, List<Moment>> perCustomer = new HashMap<>();
        orders.forEach(order -> perCustomer.computeIfAbsent(order.customer(), _ -> new ArrayList<>())
                .add(new Moment(order.number(), order.afterMs())));
        Facts facts = new Facts();
        perCustomer.forEach((customer, theirs) -> {
            for (Moment order : theirs) {
                for (Moment payment : theirs) {
                    if (order.number() % 2 == 0 && payment.number() % 2 != 0
                            && Math.abs(order.afterMs() - payment.afterMs()) <= WITHIN_MS) {
                        facts.add(customer, order.number(), payment.number());
                    }
                }
            }
        });
        return facts;
    }

    @Override
    public void read(ConsumerRecord<byte[], byte[]> result, long firstMs, Facts facts) {
        String both = new String(result.value(), StandardCharsets.ISO_8859_1);
        facts.add(Query.key(result), OrderText.number(both), OrderText.number(both.substring(Orders.VALUE_BYTES)));
    }

    @Override
    public List<StoreLog> stores() {
        return List.of(new JoinSideLog(0, "left", "this"), new JoinSideLog(1, "right", "other"));
    }
}
