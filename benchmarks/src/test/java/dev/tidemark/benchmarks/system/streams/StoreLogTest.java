package dev.tidemark.benchmarks.system.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Changelogs of either side, written by hand, say what the fold says; a wrong one is told. */
class StoreLogTest {

    private static final long FIRST_MS = 7_200_000;
    private static final boolean OURS = true;
    private static final boolean KAFKAS = false;

    /** Three minutes of event time, so that windows and halves of the join's input can be told apart. */
    private final Orders orders = new Orders(180_000, 5, 4);
    private final StoreContent content = new StoreContent();

    @Test
    void the_last_count_of_a_key_is_what_the_store_holds() {
        StoreLog log = new CountLog(Order::customer);
        List<String> customers = new ArrayList<>();
        orders.forEach(order -> customers.add(order.customer()));
        for (String customer : customers.stream().distinct().toList()) {
            log.read(record(bytes(customer), int64(1)), OURS, FIRST_MS, content);
            log.read(record(bytes(customer), int64(customers.stream().filter(customer::equals).count())), OURS,
                    FIRST_MS, content);
        }
        assertThat(content.differenceFrom(log, orders)).isNull();

        log.read(record(bytes(customers.getFirst()), int64(3)), OURS, FIRST_MS, content);
        assertThat(content.differenceFrom(log, orders)).contains("1 of 5 facts are missing");
    }

    @Test
    void windows_of_both_layouts_are_read_and_those_that_expired_may_be_missing() {
        WindowLog log = new WindowLog();
        long[][] counts = new long[5][4];
        orders.forEach(order -> counts[customer(order)][(int) (order.afterMs() / 60_000)]++);
        StoreContent kafkas = new StoreContent();
        for (int customer = 0; customer < 5; customer++) {
            for (int window = 0; window < 4; window++) {
                byte[] key = bytes("customer-000000" + customer);
                long start = FIRST_MS + window * 60_000L;
                log.read(record(join(key, int64(start), new byte[4]), int64(counts[customer][window])), KAFKAS,
                        FIRST_MS, kafkas);
                if (window >= 1) {
                    log.read(record(join(key, flipped(start)), int64(counts[customer][window])), OURS, FIRST_MS,
                            content);
                }
            }
        }
        log.read(record(join(bytes(QueryTopics.LAST), flipped(FIRST_MS + 600_000)), int64(1)), OURS, FIRST_MS, content);
        assertThat(kafkas.differenceFrom(log, orders)).isNull();
        assertThat(content.differenceFrom(log, orders)).as("nothing has expired").contains("5 of 20 facts are missing");

        log.read(record(new byte[0], int64(FIRST_MS + 60_000)), OURS, FIRST_MS, content);
        assertThat(content.differenceFrom(log, orders)).as("the first minute has").isNull();

        log.read(record(join(bytes("customer-0000000"), flipped(FIRST_MS + 60_000)), null), OURS, FIRST_MS, content);
        assertThat(content.differenceFrom(log, orders)).isEqualTo(
                "1 facts of what has not expired are missing, 0 are there that should not be");
        log.read(record(new byte[0], int64(FIRST_MS + 240_000)), OURS, FIRST_MS, content);
        log.read(record(join(bytes("customer-0000001"), flipped(FIRST_MS)), int64(1)), OURS, FIRST_MS, content);
        assertThat(content.differenceFrom(log, orders)).as("what has expired may be behind").isNull();
        log.read(record(join(bytes("customer-0000001"), flipped(FIRST_MS + 240_000)), int64(1)), OURS, FIRST_MS,
                content);
        assertThat(content.differenceFrom(log, orders)).isEqualTo(
                "0 facts of what has not expired are missing, 1 are there that should not be");
    }

    @Test
    void sides_of_the_join_are_read_in_both_layouts() {
        JoinSideLog left = new JoinSideLog(0, "left", "this");
        StoreContent kafkas = new StoreContent();
        orders.forEach(order -> {
            if (order.number() % 2 == 0) {
                byte[] key = join(bytes(order.customer()), int64(FIRST_MS + order.afterMs()));
                left.read(record(join(key, new byte[4]), bytes(order.text())), KAFKAS, FIRST_MS, kafkas);
                left.read(record(key, join(new byte[1], int32(order.text().length()), bytes(order.text()))), OURS,
                        FIRST_MS, content);
            }
        });
        assertThat(kafkas.differenceFrom(left, orders)).isNull();
        assertThat(content.differenceFrom(left, orders)).isNull();

        JoinSideLog right = new JoinSideLog(1, "right", "other");
        assertThat(content.differenceFrom(right, orders)).contains("90000 of 90000 facts are missing",
                "90000 are there");
    }

    @Test
    void several_records_of_one_moment_are_all_read_late_ones_too() {
        JoinSideLog left = new JoinSideLog(0, "left", "this");
        byte[] first = bytes("{\"order\":4,\"product\":1,\"note\":\"a\"}");
        byte[] second = bytes("{\"order\":8,\"product\":1,\"note\":\"b\"}");
        left.read(record(join(bytes("ada"), int64(FIRST_MS)), join(new byte[]{1}, int64(5), int32(first.length), first,
                new byte[1], int32(second.length), second)), OURS, FIRST_MS, content);
        Facts both = new Facts();
        both.add("ada", 4, OrderText.checksum(new String(first, StandardCharsets.ISO_8859_1)));
        both.add("ada", 8, OrderText.checksum(new String(second, StandardCharsets.ISO_8859_1)));
        assertThat(content.facts().differenceFrom(both)).isNull();
    }

    private static int customer(Order order) {
        return order.customer().charAt(order.customer().length() - 1) - '0';
    }

    private static ConsumerRecord<byte[], byte[]> record(byte[] key, byte @Nullable [] value) {
        return new ConsumerRecord<>("changelog", 0, 0, key, value);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] int64(long value) {
        return ByteBuffer.allocate(8).putLong(value).array();
    }

    /** A number in our keys, where byte order is number order. */
    private static byte[] flipped(long value) {
        return int64(value ^ Long.MIN_VALUE);
    }

    private static byte[] int32(int value) {
        return ByteBuffer.allocate(4).putInt(value).array();
    }

    private static byte[] join(byte[]... parts) {
        int size = 0;
        for (byte[] part : parts) {
            size += part.length;
        }
        ByteBuffer all = ByteBuffer.allocate(size);
        for (byte[] part : parts) {
            all.put(part);
        }
        return all.array();
    }
}
