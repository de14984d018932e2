package dev.tidemark.streams.runtime.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.record.Header;
import dev.tidemark.record.Headers;
import dev.tidemark.serde.Serdes;
import dev.tidemark.streams.Consumed;
import dev.tidemark.streams.Grouped;
import dev.tidemark.streams.JoinWindows;
import dev.tidemark.streams.KStream;
import dev.tidemark.streams.KeyValue;
import dev.tidemark.streams.Materialized;
import dev.tidemark.streams.Produced;
import dev.tidemark.streams.StreamJoined;
import dev.tidemark.streams.Streams;
import dev.tidemark.streams.Topology;
import dev.tidemark.streams.Windows;
import dev.tidemark.streams.runtime.commit.CommitPhase;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A join of two streams through the eyes of somebody who tests a topology with it. */
class StreamJoinTest {

    private static final Consumed<String, String> TEXTS = Consumed.with(Serdes.string(), Serdes.string());
    private static final Produced<String, String> OUT = Produced.with(Serdes.string(), Serdes.string());

    /** Orders with the payments made from 10 s before to 60 s after them; a payment may come 30 s late. */
    private static final Topology PAID = Streams.define(s -> s.from("orders", TEXTS)
            .join(s.from("payments", Consumed.with(Serdes.string(), Serdes.int64())),
                    (order, cents) -> order + ":" + cents,
                    JoinWindows.within(Duration.ofSeconds(60))
                            .before(Duration.ofSeconds(10))
                            .grace(Duration.ofSeconds(30)),
                    StreamJoined.as("paid-orders").lateTo("too-late"))
            .to("paid", OUT));

    @Test
    void records_of_one_key_meet_within_the_window_and_at_its_edges() {
        try (StreamsTestDriver t = StreamsTestDriver.of(PAID).build()) {
            t.in("payments").at(89_999).send("o1", 1L); // 10.001 s before
            t.in("payments").at(90_000).send("o1", 2L); // 10 s before
            t.in("orders").at(100_000).send("o1", "shoes");
            t.in("payments").at(100_000).send("o2", 3L); // another order
            t.in("payments").at(160_000).send("o1", 4L); // 60 s after
            t.in("payments").at(160_001).send("o1", 5L); // 60.001 s after
            assertThat(t.out("paid").values()).containsExactly("shoes:2", "shoes:4");
            assertThat(t.out("paid").records()).extracting(TestRecord::timestampMs)
                    .as("the later of the two times")
                    .containsExactly(100_000L, 160_000L);
            assertThat(t.out("paid").keys()).containsExactly("o1", "o1");
        }
    }

    @Test
    void records_of_the_same_key_and_millisecond_all_count() {
        try (StreamsTestDriver t = StreamsTestDriver.of(PAID).build()) {
            t.in("orders").at(1_000).send("o1", "a").send("o1", "b");
            t.in("payments").at(1_000).send("o1", 1L).send("o1", 1L);
            assertThat(t.out("paid").values()).containsExactlyInAnyOrder("a:1", "a:1", "b:1", "b:1");
            t.crashAndRestoreOnEmptyDisk();
            t.in("orders").at(1_000).send("o1", "c");
            assertThat(t.out("paid").values()).hasSize(6);
        }
    }

    @Test
    void a_late_payment_is_joined_within_the_grace_and_set_aside_when_no_order_can_take_it() {
        try (StreamsTestDriver t = StreamsTestDriver.of(PAID).build()) {
            t.in("orders").at(100_000).send("o1", "shoes");
            t.in("payments").at(190_000).send("o9", 9L);
            t.in("payments").at(100_000).send("o1", 1L); // met 190,000 = the order's time + 60 s + 30 s
            t.in("payments").at(190_001).send("o9", 9L);
            t.in("payments").at(100_000).send("o1", 2L); // met 190,001: too late for this order, not for one made at 110,000
            t.in("payments").at(90_000).send("o1", 3L); // met 190,001 > 90,000 + 10 s + 60 s + 30 s: too late for any order
            t.in("orders").at(110_000).send("o1", "socks");
            assertThat(t.out("paid").values()).containsExactly("shoes:1", "socks:1", "socks:2");
            List<TestRecord> late = t.late("paid-orders");
            assertThat(late).hasSize(1);
            assertThat(late.getFirst().timestampMs()).isEqualTo(90_000);
            assertThat(late.getFirst().headers().last("tidemark.late.ms").text()).isEqualTo("100001");
            assertThat(t.accepted("paid-orders")).isEqualTo(6);
            assertThat(t.overtaken("paid-orders")).isZero();
        }
    }

    @Test
    void what_was_late_when_it_was_kept_is_still_late_after_a_restore() {
        try (StreamsTestDriver t = StreamsTestDriver.of(PAID).build()) {
            t.in("payments").at(190_001).send("o9", 9L);
            t.in("payments").at(100_000).send("o1", 2L); // met 190,001
            t.run();
            t.crashAndRestoreOnEmptyDisk();
            t.in("orders").at(100_000).send("o1", "shoes"); // would need 190,000
            t.in("orders").at(100_001).send("o1", "socks");
            assertThat(t.out("paid").values()).containsExactly("socks:2");
        }
    }

    @Test
    void a_crash_in_any_phase_of_a_commit_neither_loses_nor_doubles_a_pair() {
        for (Class<? extends CommitPhase> phase : List.<Class<? extends CommitPhase>>of(CommitPhase.Draining.class,
                CommitPhase.AwaitingGroup.class, CommitPhase.SendingOffsets.class,
                CommitPhase.EndingTransaction.class, CommitPhase.Applying.class)) {
            try (StreamsTestDriver t = StreamsTestDriver.of(PAID).build()) {
                t.in("orders").at(1_000).send("o1", "a");
                t.run();
                t.in("orders").at(1_000).send("o1", "b");
                t.in("payments").at(2_000).send("o1", 1L);
                t.crashIn(phase);
                t.in("payments").at(3_000).send("o1", 2L);
                assertThat(t.out("paid").values()).as(phase.getSimpleName())
                        .containsExactlyInAnyOrder("a:1", "b:1", "a:2", "b:2");
            }
        }
    }

    @Test
    void what_has_waited_long_enough_leaves_store_and_changelog() {
        try (StreamsTestDriver t = StreamsTestDriver.of(PAID).build()) {
            String changelog = "test-paid-orders-left-changelog";
            for (int i = 0; i < 50; i++) {
                t.in("orders").at(1_000 + i).send("o" + i, "x");
            }
            t.run();
            long waiting = t.heldOffsets(changelog);
            assertThat(t.store("paid-orders-left").keptTimes()).isEqualTo(50);

            t.in("payments").at(600_000).send("o1", 1L);
            t.in("orders").at(600_000).send("o1", "y");
            t.advanceWallClock(31_000); // the checkpoint behind the next commit lets go of them
            t.in("orders").at(600_000).send("o1", "z");
            t.trimInternalTopics();
            assertThat(t.store("paid-orders-left").keptTimes()).isEqualTo(1);
            assertThat(t.heldOffsets(changelog)).isPositive().isLessThan(waiting / 4);

            t.crashAndRestoreOnEmptyDisk();
            t.in("payments").at(600_001).send("o1", 2L);
            assertThat(t.out("paid").values()).containsExactlyInAnyOrder("y:1", "z:1", "y:2", "z:2");
            t.closeInputs();
            assertThat(t.drained()).isTrue();
            assertThat(t.store("paid-orders-left").keptTimes()).isZero();
        }
    }

    @Test
    void a_stream_may_be_joined_with_itself() {
        for (boolean rekeyed : new boolean[]{false, true}) {
            Topology topology = Streams.define(s -> {
                KStream<String, String> in = s.from("in", TEXTS);
                KStream<String, String> clicks = rekeyed
                        ? in.selectKey((key, value) -> key).withKeySerde(Serdes.string())
                        : in;
                clicks.join(clicks, (first, then) -> first + then,
                        JoinWindows.within(Duration.ofMillis(5)).before(Duration.ZERO), StreamJoined.as("follows"))
                        .to("out", OUT);
            });
            try (StreamsTestDriver t = StreamsTestDriver.of(topology).build()) {
                t.in("in").at(10).send("k", "a");
                t.in("in").at(13).send("k", "b");
                t.in("in").at(19).send("k", "c");
                assertThat(t.out("out").values()).containsExactlyInAnyOrder("aa", "ab", "bb", "cc");
            }
        }
    }

    @Test
    void sides_with_another_key_meet_through_topics_of_equally_many_partitions() {
        Topology topology = Streams.define(s -> s.from("orders", TEXTS)
                .join(s.from("customers", TEXTS)
                        .selectKey((id, order) -> order)
                        .withKeySerde(Serdes.string()), (order, customer) -> order + customer,
                        JoinWindows.within(Duration.ofSeconds(1)), StreamJoined.as("met"))
                .to("out", OUT));
        try (StreamsTestDriver t = StreamsTestDriver.of(topology)
                .partitions("orders", 4)
                .partitions("customers", 2)
                .build()) {
            for (int i = 0; i < 20; i++) {
                t.in("orders").at(5).send("o" + i, "order");
                t.in("customers").at(5).send("c" + i, "o" + i);
            }
            assertThat(t.out("out").values()).hasSize(20);
            assertThat(t.out("test-met-right-repartition").records()).extracting(TestRecord::partition)
                    .as("as many partitions as the topic that stays where it is")
                    .contains(0, 1, 2, 3);
        }
    }

    @Test
    void null_values_meet_and_null_keys_are_named() {
        Topology topology = Streams.define(s -> s.from("l", TEXTS)
                .join(s.from("r", TEXTS), (left, right) -> left + "+" + right,
                        JoinWindows.within(Duration.ofSeconds(1)), StreamJoined.as("nulls"))
                .to("out", OUT));
        try (StreamsTestDriver t = StreamsTestDriver.of(topology).build()) {
            t.in("l").at(1).send("k", null);
            t.run();
            t.crashAndRestoreOnEmptyDisk();
            t.in("r").at(1).send("k", "x");
            assertThat(t.out("out").values()).containsExactly("null+x");
            t.in("r").at(2).send(null, "x");
            assertThatThrownBy(t::run).hasMessageContaining("without a key").hasMessageContaining("'nulls'");
        }
    }

    /** Pairs counted per minute, with nothing left for those whose minute is over. */
    private static final Topology COUNTED = Streams.define(s -> s.from("orders", TEXTS)
            .join(s.from("payments", TEXTS), (order, payment) -> order + ":" + payment,
                    JoinWindows.within(Duration.ofSeconds(60)).grace(Duration.ofMinutes(10)),
                    StreamJoined.as("met"))
            .withValueSerde(Serdes.string())
            .groupBy((order, pair) -> pair, Grouped.with("by-pair", Serdes.string()))
            .windowedBy(Windows.tumbling(Duration.ofMinutes(1)))
            .lateTo("refused")
            .count(Materialized.as("pairs"))
            .map((window, count) -> KeyValue.pair(window.key(), count))
            .to("counted", Produced.with(Serdes.string(), Serdes.int64())));

    @Test
    void a_refused_pair_shows_the_record_that_made_it_late_whichever_came_second() {
        for (boolean paymentFirst : List.of(true, false)) {
            try (StreamsTestDriver t = StreamsTestDriver.of(COUNTED).build()) {
                t.in("payments").at(400_000).send("o9", "9");
                t.run();
                if (paymentFirst) {
                    t.in("payments").at(30_000).header("who", "payment").send("o1", "late"); // met 400,000
                    t.run();
                }
                t.in("orders").at(20_000).header("who", "order").send("o1", "shoes");
                t.run();
                t.crashAndRestoreOnEmptyDisk();
                if (!paymentFirst) {
                    t.in("payments").at(30_000).header("who", "payment").send("o1", "late");
                    t.run();
                }
                List<TestRecord> refused = t.late("refused");
                assertThat(refused).as("payment first: %s", paymentFirst).hasSize(1);
                TestRecord shown = refused.getFirst();
                assertThat(shown.timestampMs()).isEqualTo(30_000);
                assertThat(new String((byte[]) shown.key(), StandardCharsets.UTF_8)).isEqualTo("o1");
                assertThat(new String((byte[]) shown.value(), StandardCharsets.UTF_8)).isEqualTo("late");
                assertThat(shown.headers().last("who").text()).as("as all that the pair became").isEqualTo("order");
            }
        }
    }

    @Test
    void of_two_late_records_the_later_one_is_why_and_the_left_one_if_both_are_equally_late() {
        for (boolean orderFirst : List.of(true, false)) {
            for (long ordersAt : List.of(400_000L, 500_000L, 300_000L)) {
                try (StreamsTestDriver t = StreamsTestDriver.of(COUNTED).build()) {
                    t.in("payments").at(400_000).send("o9", "9");
                    t.in("orders").at(ordersAt).send("o8", "8");
                    t.run();
                    for (boolean order : List.of(orderFirst, !orderFirst)) {
                        t.in(order ? "orders" : "payments")
                                .at(order ? 20_000 : 30_000)
                                .send("o1", order ? "order" : "payment");
                        t.run();
                    }
                    assertThat(t.late("refused")).as("order first: %s, orders at %s", orderFirst, ordersAt)
                            .extracting(TestRecord::timestampMs)
                            .containsExactly(ordersAt >= 400_000 ? 20_000L : 30_000L);
                }
            }
        }
    }

    /** The order meets two payments at once: one that was later than itself, and one that was less late. */
    @Test
    void each_pair_of_a_record_shows_its_own_reason() {
        try (StreamsTestDriver t = StreamsTestDriver.of(COUNTED).build()) {
            t.in("payments").at(300_000).send("o9", "9");
            t.in("payments").at(30_000).send("o1", "less late"); // met 300,000
            t.in("payments").at(500_000).send("o9", "9");
            t.in("payments").at(25_000).send("o1", "later"); // met 500,000
            t.in("orders").at(400_000).send("o8", "8");
            t.run();
            t.in("orders").at(20_000).send("o1", "order"); // met 400,000
            assertThat(t.late("refused")).extracting(TestRecord::timestampMs)
                    .as("the later payment, and the order")
                    .containsExactlyInAnyOrder(25_000L, 20_000L);
        }
    }

    /** A pair meets two records of a third stream at once, the first of them late, behind the join that made it and within the same task. */
    @Test
    void a_pair_that_is_joined_again_keeps_where_it_comes_from_for_all_its_partners() {
        Topology shipped = Streams.define(s -> s.from("orders", TEXTS)
                .join(s.from("payments", TEXTS), (order, payment) -> order + ":" + payment,
                        JoinWindows.within(Duration.ofSeconds(60)).grace(Duration.ofMinutes(10)),
                        StreamJoined.as("paid"))
                .withValueSerde(Serdes.string())
                .join(s.from("parcels", TEXTS), (pair, parcel) -> pair + ":" + parcel,
                        JoinWindows.within(Duration.ofSeconds(60)).grace(Duration.ofMinutes(10)),
                        StreamJoined.as("shipped"))
                .to("out", OUT));
        try (StreamsTestDriver t = StreamsTestDriver.of(shipped).build()) {
            t.in("parcels").at(1_000).header("who", "parcel").send("o1", "b");
            t.in("parcels").at(400_000).send("o9", "9");
            t.in("parcels").at(500).header("who", "parcel").send("o1", "a");
            t.in("orders").at(1_000).header("who", "order").send("o1", "shoes");
            t.run();
            t.in("payments").at(1_000).header("who", "payment").send("o1", "5");
            assertThat(t.out("out").values()).containsExactly("shoes:5:a", "shoes:5:b");
            assertThat(t.out("out").records()).extracting(record -> record.headers().last("who").text())
                    .containsExactly("order", "order");
        }
    }

    @Test
    void a_pair_has_the_headers_of_its_left_record_whichever_came_second() {
        for (boolean orderFirst : List.of(true, false)) {
            try (StreamsTestDriver t = StreamsTestDriver.of(PAID).build()) {
                for (boolean order : List.of(orderFirst, !orderFirst)) {
                    if (order) {
                        t.in("orders").at(1_000).header("trace", "left").send("o1", "shoes");
                    } else {
                        t.in("payments").at(1_000).header("trace", "right").send("o1", 5L);
                    }
                    t.run();
                    t.crashAndRestoreOnEmptyDisk();
                }
                assertThat(t.out("paid").records()).hasSize(1);
                Headers headers = t.out("paid").records().getFirst().headers();
                assertThat(headers).as("order first: %s", orderFirst)
                        .containsExactly(Header.ofText("trace", "left"));
            }
        }
    }
}
