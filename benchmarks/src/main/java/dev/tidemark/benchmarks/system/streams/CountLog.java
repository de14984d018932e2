package dev.tidemark.benchmarks.system.streams;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Counts per key. Key and count are written alike on both sides.
 *
 * @param by what is counted by
 */
record CountLog(Function<Order, String> by) implements StoreLog {

    /** The store's name. */
    static final String STORE = "counts";

    @Override
    public String topic(String applicationId, boolean ours) {
        return applicationId + "-" + STORE + "-changelog";
    }

    @Override
    public void read(ConsumerRecord<byte[], byte[]> record, boolean ours, long firstMs, StoreContent content) {
        readCount(record, content.facts());
    }

    /** A later count of a key stands for all before it. */
    static void readCount(ConsumerRecord<byte[], byte[]> record, Facts facts) {
        facts.put(Query.key(record), 0, Math.toIntExact(ByteBuffer.wrap(record.value()).getLong()));
    }

    @Override
    public Facts expected(Orders orders, long fromMs) {
        return counts(orders, by);
    }

    /** How many orders there are of each. */
    static Facts counts(Orders orders, Function<Order, String> by) {
        Map<String, Integer> counts = new HashMap<>();
        orders.forEach(order -> counts.merge(by.apply(order), 1, Integer::sum));
        Facts facts = new Facts();
        counts.forEach((key, count) -> facts.add(key, 0, count));
        return facts;
    }
}
