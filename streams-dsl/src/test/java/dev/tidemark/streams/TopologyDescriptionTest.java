package dev.tidemark.streams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.serde.Serde;
import dev.tidemark.serde.Serdes;
import dev.tidemark.streams.json.JsonSerde;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What the words of the DSL become: plan and physical topology against golden files beside this class. */
class TopologyDescriptionTest {

    record Quake(String net, long eventMs, Double mag) {}

    record Stats(long count) {}

    private final Serde<Quake> quakes = JsonSerde.of(Quake.class);
    private final Serde<Stats> stats = JsonSerde.of(Stats.class);

    @Test
    void regrouped_windows_with_grace_and_late_output() {
        golden("quakes", s -> s.from("earthquakes",
                Consumed.with(Serdes.string(), quakes).withEventTime((id, quake, timestamp) -> quake.eventMs()))
                .filter((id, quake) -> !quake.net().isEmpty())
                .as("with-net")
                .groupBy((id, quake) -> quake.net(), Grouped.with("by-net", Serdes.string()))
                .windowedBy(Windows.tumbling(Duration.ofHours(1)).grace(Duration.ofHours(24)))
                .lateTo("quakes-late")
                .aggregate(() -> new Stats(0), (net, quake, soFar) -> new Stats(soFar.count() + 1),
                        Materialized.with("quakes-hourly-stats", stats).commutative())
                .map((window, soFar) -> KeyValue.pair(window.key(), soFar))
                .to("quakes-hourly", Produced.with(Serdes.string(), stats)));
    }

    @Test
    void windows_over_the_results_of_windows() {
        golden("top-ten", s -> s.from("departures", Consumed.with(Serdes.string(), Serdes.string()))
                .groupBy((flight, origin) -> origin, Grouped.with("by-origin", Serdes.string()))
                .windowedBy(Windows.tumbling(Duration.ofDays(1)))
                .count(Materialized.as("departures-per-day"))
                .groupBy((window, count) -> window.startMs(), Grouped.with("by-day", Serdes.int64()))
                .windowedBy(Windows.tumbling(Duration.ofDays(1)))
                .aggregate(() -> "", (day, count, soFar) -> soFar + count,
                        Materialized.with("ranking", Serdes.string()))
                .flatMap((window, ranking) -> List.of(KeyValue.pair(window.startMs(), ranking)))
                .to("top", Produced.with(Serdes.int64(), Serdes.string())));
    }

    @Test
    void one_key_needs_no_repartition_and_two_counts_share_one() {
        golden("shared", s -> {
            KStream<String, String> words = s.from("words", Consumed.with(Serdes.string(), Serdes.string()));
            words.filter((key, word) -> Objects.nonNull(word))
                    .groupByKey()
                    .count(Materialized.as("per-key"))
                    .toStream()
                    .to("per-key-counts");
            KGroupedStream<String, String> byWord = words.groupBy((key, word) -> word,
                    Grouped.with(Serdes.string()));
            byWord.count(Materialized.as("per-word")).toStream().to("per-word-counts");
            byWord.windowedBy(Windows.hopping(Duration.ofMinutes(10), Duration.ofMinutes(4)))
                    .reduce((one, other) -> other, Materialized.as("last-word"))
                    .to("last-words");
            s.table("users", Consumed.with(Serdes.string(), Serdes.string()), Materialized.as("users"))
                    .mapValues(String::length)
                    .toStream()
                    .to("name-lengths", Produced.with(Serdes.string(), Serdes.int32()));
        });
    }

    @Test
    void sessions_ask_for_time_at_every_commit() {
        golden("sessions", s -> s.from("clicks", Consumed.with(Serdes.string(), Serdes.string()))
                .groupBy((id, user) -> user, Grouped.with("by-user", Serdes.string()))
                .windowedBy(SessionWindows.withGap(Duration.ofMinutes(30)).grace(Duration.ofMinutes(5)))
                .lateTo("late-clicks")
                .count(Materialized.as("visits"))
                .to("visits"));
    }

    @Test
    void a_join_of_a_topic_with_a_stream_of_another_key() {
        golden("joined", s -> {
            KStream<String, String> orders = s.from("orders", Consumed.with(Serdes.string(), Serdes.string()));
            KStream<String, String> payments = s.from("payments", Consumed.with(Serdes.string(), Serdes.string()))
                    .selectKey((id, order) -> order)
                    .withKeySerde(Serdes.string());
            orders.join(payments, String::concat,
                    JoinWindows.within(Duration.ofMinutes(10)).before(Duration.ZERO).grace(Duration.ofHours(1)),
                    StreamJoined.as("paid-orders").lateTo("too-late"))
                    .to("paid", Produced.with(Serdes.string(), Serdes.string()));
        });
    }

    private void golden(String name, Consumer<StreamsBuilder> definition) {
        Topology topology = Streams.define(definition);
        String text = topology.describe() + "\n" + topology.physical("app").describe();
        assertThat(text).isEqualTo(read(name + ".txt"));
        assertThat(new TreeMap<>(topology.written().nodes())).as("ids follow the definition")
                .hasSameSizeAs(topology.written().nodes());
    }

    private static String read(String file) {
        try (var in = TopologyDescriptionTest.class.getResourceAsStream(file)) {
            assertThat(in).as(file).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
