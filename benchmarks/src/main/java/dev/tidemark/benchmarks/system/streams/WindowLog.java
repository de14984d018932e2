package dev.tidemark.benchmarks.system.streams;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Counts per key and window.
 *
 * <pre>
 *   ours     key | start int64, its sign bit flipped  ->  count int64
 *            an empty key: all windows that start before the value have expired
 *   Kafka's  key | start int64 | 0 int32              ->  count int64
 * </pre>
 */
record WindowLog() implements StoreLog {

    static final long SIZE_MS = 60_000;

    @Override
    public String topic(String applicationId, boolean ours) {
        return applicationId + "-" + CountLog.STORE + "-changelog";
    }

    @Override
    public void read(ConsumerRecord<byte[], byte[]> record, boolean ours, long firstMs, StoreContent content) {
        ByteBuffer key = ByteBuffer.wrap(record.key());
        byte @Nullable [] value = record.value();
        if (key.remaining() == 0 && value != null) {
            content.expire(ByteBuffer.wrap(value).getLong() - firstMs);
            return;
        }
        int keyBytes = key.remaining() - Long.BYTES - (ours ? 0 : Integer.BYTES);
        String text = new String(record.key(), 0, keyBytes, StandardCharsets.UTF_8);
        if (text.equals(QueryTopics.LAST)) {
            return;
        }
        long start = key.getLong(keyBytes) ^ (ours ? Long.MIN_VALUE : 0);
        int number = number(start - firstMs);
        if (value == null) {
            content.facts().remove(text, number);
        } else {
            content.facts().put(text, number, Math.toIntExact(ByteBuffer.wrap(value).getLong()));
        }
    }

    /** The last counts of a window that grows and closes within one commit are written nowhere: what has expired may be behind. */
    @Override
    public Facts judged(Facts found, long expiredBeforeMs) {
        return found.from(number(expiredBeforeMs));
    }

    @Override
    public Facts expected(Orders orders, long fromMs) {
        return counts(orders, fromMs);
    }

    /** How many orders each customer made in each minute that does not start before then. */
    static Facts counts(Orders orders, long fromMs) {
        Map<String, Map<Integer, Integer>> counts = new HashMap<>();
        orders.forEach(order -> {
            int number = number(order.afterMs());
            if (number * SIZE_MS >= fromMs) {
                counts.computeIfAbsent(order.customer(), _ -> new HashMap<>()).merge(number, 1, Integer::sum);
            }
        });
        Facts facts = new Facts();
        counts.forEach((customer, perWindow) -> perWindow.forEach((window, count) -> facts.add(customer, window,
                count)));
        return facts;
    }

    /** Windows count from the input's first moment, which is the start of one. */
    static int number(long afterMs) {
        return Math.toIntExact(Math.floorDiv(afterMs, SIZE_MS));
    }
}
