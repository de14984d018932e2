package dev.tidemark.benchmarks.system.streams;

import dev.tidemark.serde.Serdes;
import dev.tidemark.streams.Produced;
import dev.tidemark.streams.Streams;
import dev.tidemark.streams.Topology;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** {@code map}: each order in capital letters. */
record StatelessMap() implements Query {

    @Override
    public String label() {
        return "map";
    }

    @Override
    public int timesAtLeast() {
        return 4;
    }

    @Override
    public Topology topology() {
        return Streams.define(s -> s.from(ORDERS, AS_ORDERS)
                .mapValues(OrderValue::upperCase)
                .to(RESULTS, Produced.with(Serdes.string(), Serdes.bytes())));
    }

    @Override
    public Facts results(Orders orders) {
        Facts facts = new Facts();
        orders.forEach(order -> facts.add(order.customer(), order.number(),
                OrderText.checksum(order.text().toUpperCase(Locale.ROOT))));
        return facts;
    }

    @Override
    public void read(ConsumerRecord<byte[], byte[]> result, long firstMs, Facts facts) {
        String text = new String(result.value(), StandardCharsets.ISO_8859_1);
        facts.add(Query.key(result), OrderText.number(text), OrderText.checksum(text));
    }

    @Override
    public List<StoreLog> stores() {
        return List.of();
    }
}
