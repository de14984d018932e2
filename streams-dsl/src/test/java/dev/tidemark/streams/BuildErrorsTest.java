package dev.tidemark.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.serde.Serdes;
import dev.tidemark.streams.topology.PartitionCounts;
import dev.tidemark.streams.topology.PhysicalTopology;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What a definition that cannot run is told: code, node, remedy. */
class BuildErrorsTest {

    private static final Consumed<String, String> TEXTS = Consumed.with(Serdes.string(), Serdes.string());

    @Test
    void an_unnamed_count_gets_a_name_suggested() {
        TidemarkException error = failure(() -> Streams.define(s -> s.from("orders", TEXTS)
                .groupBy((id, customer) -> customer, Grouped.with("by-customer", Serdes.string()))
                .windowedBy(Windows.tumbling(Duration.ofMinutes(1)))
                .count()
                .to("counts")));
        assertThat(error.code()).isEqualTo(FailureCode.NODE_UNNAMED);
        assertThat(error.where()).contains("count", "orders");
        assertThat(error.remedy()).isEqualTo("Materialized.as(\"orders-by-customer-count\")");
    }

    @Test
    void a_suggested_name_is_free() {
        TidemarkException error = failure(() -> Streams.define(s -> {
            KGroupedStream<String, String> orders = s.from("orders", TEXTS).groupByKey();
            orders.count(Materialized.as("orders-count"));
            orders.count();
        }));
        assertThat(error.remedy()).contains("\"orders-count-2\"");
    }

    @Test
    void a_regrouping_without_serde_for_the_new_key_names_the_repartition() {
        TidemarkException error = failure(() -> Streams.define(s -> s.from("orders", TEXTS)
                .groupBy((id, order) -> order.length(), Grouped.as("by-length"))
                .count(Materialized.as("lengths"))));
        assertThat(error.code()).isEqualTo(FailureCode.SERDE_MISSING);
        assertThat(error.where()).contains("repartition 'by-length'");
        assertThat(error.what()).contains("keys");
    }

    @Test
    void a_sink_of_mapped_values_without_serde_names_the_sink() {
        TidemarkException error = failure(
                () -> Streams.define(s -> s.from("orders", TEXTS).mapValues(String::length).to("lengths")));
        assertThat(error.code()).isEqualTo(FailureCode.SERDE_MISSING);
        assertThat(error.where()).contains("sink 'lengths'");
        assertThat(error.remedy()).contains("Produced.with(");
    }

    @Test
    void a_serde_given_to_the_stream_is_enough() {
        Topology topology = Streams.define(s -> s.from("orders", TEXTS)
                .mapValues(String::length)
                .withValueSerde(Serdes.int32())
                .to("lengths"));
        assertThat(topology.describe()).contains("sink", "lengths");
    }

    @Test
    void an_aggregate_without_serde_names_its_node() {
        TidemarkException error = failure(() -> Streams.define(s -> s.from("orders", TEXTS)
                .groupByKey()
                .aggregate(() -> 0, (key, value, sum) -> sum + value.length(), Materialized.as("total"))));
        assertThat(error.code()).isEqualTo(FailureCode.SERDE_MISSING);
        assertThat(error.where()).contains("aggregate 'total'");
    }

    @Test
    void two_stores_of_one_name_and_two_readers_of_one_topic_are_refused() {
        assertThat(failure(() -> Streams.define(s -> {
            s.from("a", TEXTS).groupByKey().count(Materialized.as("x"));
            s.from("b", TEXTS).groupByKey().count(Materialized.as("x"));
        })).code()).isEqualTo(FailureCode.TOPOLOGY_INVALID);
        assertThat(failure(() -> define(s -> {
            s.from("a", TEXTS).to("b");
            s.from("a", TEXTS).to("c");
        })).what()).contains("'a' is read twice");
    }

    @Test
    void repartitions_of_one_name_over_different_streams_are_refused() {
        TidemarkException error = failure(() -> Streams.define(s -> {
            s.from("a", TEXTS).groupBy((k, v) -> v, Grouped.with("r", Serdes.string())).count(Materialized.as("x"));
            s.from("b", TEXTS).groupBy((k, v) -> v, Grouped.with("r", Serdes.string())).count(Materialized.as("y"));
        }));
        assertThat(error.code()).isEqualTo(FailureCode.TOPOLOGY_INVALID);
        assertThat(error.what()).contains("'r'");
    }

    @Test
    void a_stage_cannot_be_used_after_its_definition() {
        AtomicReference<KStream<String, String>> escaped = new AtomicReference<>();
        define(s -> escaped.set(s.from("a", TEXTS)));
        assertThat(failure(() -> escaped.get().to("b")).code()).isEqualTo(FailureCode.TOPOLOGY_INVALID);
    }

    @Test
    void windows_that_make_no_sense_are_refused() {
        assertThatThrownBy(() -> Windows.tumbling(Duration.ZERO)).isInstanceOf(TidemarkException.class);
        assertThatThrownBy(() -> Windows.hopping(Duration.ofSeconds(1), Duration.ofSeconds(2)))
                .hasMessageContaining("advance");
        assertThatThrownBy(() -> Windows.tumbling(Duration.ofSeconds(1)).grace(Duration.ofSeconds(-1)))
                .isInstanceOf(TidemarkException.class);
    }

    @Test
    void topics_that_meet_in_a_store_must_have_equally_many_partitions() {
        PhysicalTopology topology = Streams.define(s -> s.from("a", TEXTS)
                .merge(s.from("b", TEXTS))
                .groupByKey()
                .count(Materialized.as("both"))).physical("app");
        assertThat(PartitionCounts.resolve(topology, Map.of("a", 4, "b", 4)).tasks(0)).isEqualTo(4);
        assertThat(failure(() -> PartitionCounts.resolve(topology, Map.of("a", 4, "b", 2))).code())
                .isEqualTo(FailureCode.TOPOLOGY_INVALID);
        assertThat(failure(() -> PartitionCounts.resolve(topology, Map.of("a", 4))).code())
                .isEqualTo(FailureCode.TOPIC_UNKNOWN);
    }

    @Test
    void an_unnamed_join_gets_a_name_suggested() {
        TidemarkException error = failure(() -> Streams.define(s -> s.from("orders", TEXTS)
                .join(s.from("payments", TEXTS), String::concat, JoinWindows.within(Duration.ofMinutes(1)))
                .to("paid")));
        assertThat(error.code()).isEqualTo(FailureCode.NODE_UNNAMED);
        assertThat(error.where()).contains("join", "'orders'", "'payments'");
        assertThat(error.remedy()).isEqualTo("StreamJoined.as(\"orders-payments-join\")");
    }

    @Test
    void a_join_whose_side_has_no_serde_is_told_where_to_give_one() {
        TidemarkException error = failure(() -> Streams.define(s -> s.from("orders", TEXTS)
                .mapValues(String::length)
                .join(s.from("payments", TEXTS), (length, payment) -> payment,
                        JoinWindows.within(Duration.ofMinutes(1)), StreamJoined.as("paid"))));
        assertThat(error.code()).isEqualTo(FailureCode.SERDE_MISSING);
        assertThat(error.where()).contains("join 'paid'");
        assertThat(error.remedy()).contains("StreamJoined.with(\"paid\"");
    }

    @Test
    void a_joins_stores_have_names_of_their_own() {
        assertThat(failure(() -> define(s -> {
            s.from("orders", TEXTS).groupByKey().count(Materialized.as("paid-left"));
            KStream<String, String> payments = s.from("payments", TEXTS);
            payments.join(payments, String::concat, JoinWindows.within(Duration.ZERO), StreamJoined.as("paid"));
        })).what()).contains("'paid-left'");
    }

    @Test
    void join_windows_that_nothing_is_in_are_refused() {
        assertThatThrownBy(() -> JoinWindows.within(Duration.ofMillis(-1))).isInstanceOf(TidemarkException.class);
        assertThatThrownBy(() -> JoinWindows.within(Duration.ofMinutes(1)).before(Duration.ofMinutes(-2)))
                .hasMessageContaining("-2m before to 1m after");
        assertThatThrownBy(() -> JoinWindows.within(Duration.ZERO).grace(Duration.ofMillis(-1)))
                .hasMessageContaining("grace");
    }

    @Test
    void joined_topics_must_have_equally_many_partitions_or_go_through_others_that_have() {
        PhysicalTopology topology = joined(StreamJoined.as("paid"));
        assertThat(PartitionCounts.resolve(topology, Map.of("orders", 4, "payments", 4)).tasks(0)).isEqualTo(4);
        TidemarkException error = failure(
                () -> PartitionCounts.resolve(topology, Map.of("orders", 4, "payments", 3)));
        assertThat(error.code()).isEqualTo(FailureCode.TOPOLOGY_INVALID);
        assertThat(error.where()).contains("orders=4", "payments=3");
        assertThat(error.remedy()).contains("StreamJoined");

        PartitionCounts through = PartitionCounts.resolve(
                joined(StreamJoined.<String, String, String>as("paid").withPartitions(6)),
                Map.of("orders", 4, "payments", 3));
        assertThat(through.partitions("app-paid-left-repartition")).isEqualTo(6);
        assertThat(through.partitions("app-paid-right-repartition")).isEqualTo(6);
    }

    private static PhysicalTopology joined(StreamJoined<String, String, String> settings) {
        return Streams.define(s -> s.from("orders", TEXTS)
                .join(s.from("payments", TEXTS), String::concat, JoinWindows.within(Duration.ofMinutes(1)), settings))
                .physical("app");
    }

    private static Topology define(Consumer<StreamsBuilder> definition) {
        return Streams.define(definition);
    }

    private static TidemarkException failure(ThrowingCallable call) {
        AtomicReference<TidemarkException> caught = new AtomicReference<>();
        assertThatThrownBy(call).isInstanceOfSatisfying(TidemarkException.class, caught::set);
        return caught.get();
    }
}
