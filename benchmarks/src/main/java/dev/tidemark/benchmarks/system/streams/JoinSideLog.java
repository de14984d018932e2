package dev.tidemark.benchmarks.system.streams;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * The records of one side of the join.
 *
 * <pre>
 *   ours     key | time int64                   ->  { flags int8 | met int64, if flag 1 | size int32 | value } ...
 *                                                   an empty key: all records with a time before the value have expired
 *   Kafka's  key | time int64 | sequence int32  ->  value
 * </pre>
 *
 * @param remainder of an order's number, divided by two, that goes to this side
 * @param ours the side's name in our store's name
 * @param kafkas in Kafka's
 */
record JoinSideLog(int remainder, String ours, String kafkas) implements StoreLog {

    private static final int LATE = 1;

    @Override
    public String topic(String applicationId, boolean oursIsMeant) {
        return applicationId + "-" + StreamJoin.NAME + "-" + (oursIsMeant ? ours : kafkas + "-join-store")
                + "-changelog";
    }

    @Override
    public void read(ConsumerRecord<byte[], byte[]> record, boolean oursIsMeant, long firstMs, StoreContent content) {
        byte @Nullable [] value = record.value();
        if (value == null) {
            return; // expiry takes whole segments at once, so nothing is deleted one by one
        }
        if (record.key().length == 0) {
            content.expire(ByteBuffer.wrap(value).getLong() - firstMs);
            return;
        }
        int keyBytes = record.key().length - Long.BYTES - (oursIsMeant ? 0 : Integer.BYTES);
        String customer = new String(record.key(), 0, keyBytes, StandardCharsets.UTF_8);
        if (!oursIsMeant) {
            String text = new String(value, StandardCharsets.ISO_8859_1);
            content.facts().add(customer, OrderText.number(text), OrderText.checksum(text));
            return;
        }
        ByteBuffer moment = ByteBuffer.wrap(value);
        while (moment.hasRemaining()) {
            if ((moment.get() & LATE) != 0) {
                moment.getLong();
            }
            int bytes = moment.getInt();
            String text = new String(value, moment.position(), bytes, StandardCharsets.ISO_8859_1);
            content.facts().put(customer, OrderText.number(text), OrderText.checksum(text));
            moment.position(moment.position() + bytes);
        }
    }

    @Override
    public Facts expected(Orders orders, long fromMs) {
        Facts facts = new Facts();
        orders.forEach(order -> {
            if (order.number() % 2 == remainder && order.afterMs() >= fromMs) {
                facts.add(order.customer(), order.number(), OrderText.checksum(order.text()));
            }
        });
        return facts;
    }
}
