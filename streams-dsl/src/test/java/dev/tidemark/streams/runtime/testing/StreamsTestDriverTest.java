package dev.tidemark.streams.runtime.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.serde.Serdes;
import dev.tidemark.streams.Consumed;
import dev.tidemark.streams.Grouped;
import dev.tidemark.streams.KStream;
import dev.tidemark.streams.KeyValue;
import dev.tidemark.streams.Materialized;
import dev.tidemark.streams.Produced;
import dev.tidemark.streams.Streams;
import dev.tidemark.streams.Topology;
import dev.tidemark.streams.Windows;
import dev.tidemark.streams.runtime.commit.CommitPhase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The driver through the eyes of somebody who tests a topology with it. */
class StreamsTestDriverTest {

    /** Sums per key and hour, no grace, late records aside. */
    private static final Topology SUMS = Streams.define(s -> s.from("payments", Consumed.with(Serdes.string(),
            Serdes.int64()))
            .groupByKey()
            .windowedBy(Windows.tumbling(Duration.ofHours(1)))
            .lateTo("too-late")
            .reduce(Long::sum, Materialized.as("hourly-sums"))
            .map((window, sum) -> KeyValue.pair(window.key(), sum))
            .to("hourly", Produced.with(Serdes.string(), Serdes.int64())));

    /** Counts per word in windows of 10 s, grace 5 s, through a repartition. */
    private static final Topology WORDS = Streams.define(s -> s.from("lines", Consumed.with(Serdes.string(),
            Serdes.string()))
            .flatMapValues(line -> List.of(line.split(" ")))
            .withValueSerde(Serdes.string())
            .groupBy((key, word) -> word, Grouped.with("by-word", Serdes.string()))
            .windowedBy(Windows.tumbling(Duration.ofSeconds(10)).grace(Duration.ofSeconds(5)))
            .lateTo("late-lines")
            .count(Materialized.as("word-counts"))
            .map((window, count) -> KeyValue.pair(window.key(), window.startMs() + ":" + count))
            .to("counts", Produced.with(Serdes.string(), Serdes.string())));

    @Test
    void a_window_closes_when_time_has_passed_it_and_later_records_go_aside() {
        try (StreamsTestDriver t = StreamsTestDriver.of(SUMS).partitions("payments", 3).exactlyOnce().build()) {
            t.in("payments").partition(0).at("10:00:05").send("k1", 900L);
            assertThat(t.out("hourly").values()).as("the window is open").isEmpty();
            assertThat(t.store("hourly-sums").get("k1", Instant.parse("1970-01-01T10:00:00Z").toEpochMilli()))
                    .isEqualTo(900L);
            t.advanceWatermark("11:00");
            t.in("payments").partition(0).at("10:59").send("k1", 1L);
            assertThat(t.out("hourly").values()).containsExactly(900L);
            assertThat(t.out("hourly").records().getFirst().timestamp())
                    .isEqualTo(Instant.parse("1970-01-01T10:59:59.999Z"));
            List<TestRecord> late = t.late("too-late");
            assertThat(late).hasSize(1);
            assertThat(late.getFirst().value()).isEqualTo(1L);
            assertThat(late.getFirst().headers().last("tidemark.late.ms").text()).isEqualTo("60000");
            t.crashAndRestore();
            assertThat(t.out("hourly").values()).containsExactly(900L);
        }
    }

    @Test
    void the_watermark_of_a_quiet_partition_holds_the_window() {
        try (StreamsTestDriver t = StreamsTestDriver.of(WORDS).partitions("lines", 2).build()) {
            t.in("lines").partition(0).at(1_000).send("k", "a b a");
            t.in("lines").partition(0).at(60_000).send("k", "c");
            assertThat(t.out("counts").values()).as("partition 1 has said nothing").isEmpty();
            t.in("lines").partition(1).at(15_000).send("k", "a");
            assertThat(t.out("counts").values()).containsExactlyInAnyOrder("0:2", "0:1");
        }
    }

    @Test
    void internal_topics_keep_what_somebody_will_read_again_and_no_more() {
        try (StreamsTestDriver t = StreamsTestDriver.of(WORDS).build()) {
            String repartition = "test-by-word-repartition";
            String changelog = "test-word-counts-changelog";
            t.in("lines").at(1_000).send("k", "a b a");
            t.in("lines").at(12_000).send("k", "a c");
            t.trimInternalTopics();
            assertThat(t.heldOffsets(repartition)).as("all of it is read").isZero();
            long whileOpen = t.heldOffsets(changelog);
            assertThat(whileOpen).as("both windows are open").isPositive();

            t.in("lines").at(25_000).send("k", "d"); // closes both
            t.advanceWallClock(31_000); // a checkpoint lets go of them
            t.trimInternalTopics();
            assertThat(t.heldOffsets(changelog)).as("one window, no longer two").isPositive().isLessThan(whileOpen);

            t.crashAndRestore();
            t.crashAndRestoreOnEmptyDisk();
            t.in("lines").at(26_000).send("k", "d");
            t.closeInputs();
            assertThat(t.out("counts").values()).containsExactlyInAnyOrder("0:2", "0:1", "10000:1", "10000:1",
                    "20000:2");
            t.trimInternalTopics();
            assertThat(t.heldOffsets(repartition)).isZero();
            t.crashAndRestore();
            assertThat(t.out("counts").values()).hasSize(5);
        }
    }

    @Test
    void grace_takes_late_records_by_the_watermark_that_they_met() {
        try (StreamsTestDriver t = StreamsTestDriver.of(WORDS).build()) {
            t.in("lines").at(14_999).send("k", "x");
            t.in("lines").at(3_000).send("k", "x"); // met 14,999 < 15,000: the window takes it
            t.in("lines").at(15_000).send("k", "x");
            t.in("lines").at(3_001).header("origin", "phone").send("k", "x"); // met 15,000: too late
            assertThat(t.out("counts").values()).containsExactly("0:1");
            List<TestRecord> late = t.late("word-counts");
            assertThat(late).hasSize(1);
            assertThat(late.getFirst().key()).as("as at its source, before the regrouping").isEqualTo("k");
            assertThat(late.getFirst().timestampMs()).isEqualTo(3_001);
            assertThat(late.getFirst().headers().last("origin").text()).isEqualTo("phone");
            assertThat(late.getFirst().headers().count()).as("nothing of ours but the lateness").isEqualTo(2);
            assertThat(late.getFirst().headers().last("tidemark.late.ms").text()).isEqualTo("11999");
            assertThat(t.overtaken("word-counts")).isZero();
        }
    }

    @Test
    void closing_the_inputs_closes_every_window_and_ends_every_task() {
        try (StreamsTestDriver t = StreamsTestDriver.of(WORDS).partitions("lines", 3).workers(2).build()) {
            t.in("lines").partition(2).at(1_000).send("k", "a a");
            assertThat(t.out("counts").values()).isEmpty();
            assertThat(t.drained()).isFalse();
            t.closeInputs();
            assertThat(t.out("counts").values()).containsExactly("0:2");
            assertThat(t.drained()).isTrue();
        }
    }

    @Test
    void a_crash_in_any_phase_of_a_commit_changes_nothing() {
        for (Class<? extends CommitPhase> phase : List.<Class<? extends CommitPhase>>of(CommitPhase.Draining.class,
                CommitPhase.AwaitingGroup.class, CommitPhase.SendingOffsets.class,
                CommitPhase.EndingTransaction.class, CommitPhase.Applying.class)) {
            try (StreamsTestDriver t = StreamsTestDriver.of(WORDS).build()) {
                t.in("lines").at(1_000).send("k", "a b");
                t.run();
                t.in("lines").at(2_000).send("k", "a");
                t.crashIn(phase);
                t.in("lines").at(20_000).send("k", "c");
                assertThat(t.out("counts").values()).as(phase.getSimpleName()).containsExactly("0:2", "0:1");
                assertThat(t.crashes()).containsEntry(phase.getSimpleName(), 1);
            }
        }
    }

    @Test
    void stores_come_back_from_their_changelogs_alone() {
        try (StreamsTestDriver t = StreamsTestDriver.of(WORDS).build()) {
            t.in("lines").at(1_000).send("k", "a b a");
            t.run();
            t.crashAndRestoreOnEmptyDisk();
            assertThat(t.store("word-counts").get("a", 0)).isEqualTo(2L);
            t.in("lines").at(20_000).send("k", "a");
            assertThat(t.out("counts").values()).containsExactly("0:2", "0:1");
        }
    }

    @Test
    void a_reader_that_restarts_still_knows_what_its_writers_have_told() {
        try (StreamsTestDriver t = StreamsTestDriver.of(WORDS).partitions("lines", 2).workers(2).build()) {
            t.in("lines").partition(0).at(1_000).send("k", "a b c d e f");
            t.in("lines").partition(1).at(15_000).send("k", "z");
            t.run();
            t.crashAndRestore(0); // tasks 0_0 and 1_0: writer 1 tells nothing new to the reader that comes back
            t.in("lines").partition(0).at(15_000).send("k", "z");
            assertThat(t.out("counts").values()).hasSize(6);
        }
    }

    @Test
    void tables_follow_their_topic_and_send_their_changes() {
        Topology topology = Streams.define(s -> s.table("users", Consumed.with(Serdes.string(), Serdes.string()),
                Materialized.as("users-table"))
                .filter((id, name) -> !name.isBlank())
                .mapValues(String::length)
                .toStream()
                .to("lengths", Produced.with(Serdes.string(), Serdes.int32())));
        try (StreamsTestDriver t = StreamsTestDriver.of(topology).build()) {
            t.in("users").send("1", "Ada").send("2", "Grace").send("1", null).send("2", " ");
            assertThat(t.out("lengths").values()).containsExactly(3, 5, null, null);
            assertThat(t.store("users-table").get("1")).isNull();
            assertThat(t.store("users-table").get("2")).isEqualTo(" ");
        }
    }

    @Test
    void counts_without_windows_send_every_change() {
        Topology topology = Streams.define(s -> {
            KStream<String, String> clicks = s.from("clicks", Consumed.with(Serdes.string(), Serdes.string()));
            clicks.merge(s.from("taps", Consumed.with(Serdes.string(), Serdes.string())))
                    .filter((user, page) -> !page.equals("/health"))
                    .groupBy((user, page) -> page, Grouped.with("by-page", Serdes.string()))
                    .count(Materialized.as("page-views"))
                    .toStream()
                    .to("views");
        });
        try (StreamsTestDriver t = StreamsTestDriver.of(topology)
                .partitions("clicks", 2)
                .partitions("taps", 4)
                .build()) {
            t.in("clicks").send("u1", "/a").send("u2", "/a").send("u1", "/health");
            t.in("taps").send("u3", "/b");
            assertThat(t.store("page-views").get("/a")).isEqualTo(2L);
            assertThat(t.store("page-views").get("/b")).isEqualTo(1L);
            assertThat(t.out("views").values()).containsExactlyInAnyOrder(1L, 2L, 1L);
            t.closeInputs();
            assertThat(t.drained()).as("also where nothing asks for time").isTrue();
        }
    }

    @Test
    void hopping_windows_count_a_record_in_each() {
        Topology topology = Streams.define(s -> s.from("in", Consumed.with(Serdes.string(), Serdes.string()))
                .groupByKey()
                .windowedBy(Windows.hopping(Duration.ofMillis(10), Duration.ofMillis(5)))
                .count(Materialized.as("hops"))
                .map((window, count) -> KeyValue.pair(window.key(), window.startMs() + ":" + count))
                .to("out", Produced.with(Serdes.string(), Serdes.string())));
        try (StreamsTestDriver t = StreamsTestDriver.of(topology).build()) {
            t.in("in").at(7).send("k", "");
            t.in("in").at(12).send("k", "");
            t.closeInputs();
            assertThat(t.out("out").values()).containsExactly("0:1", "5:2", "10:1");
        }
    }

    @Test
    void a_value_that_the_serde_cannot_read_names_its_position_and_bytes() {
        try (StreamsTestDriver t = StreamsTestDriver.of(SUMS).partitions("payments", 3).build()) {
            t.in("payments").partition(2).at(1).send("k", 1L);
            t.in("payments").partition(2).at(2).sendBytes(new byte[]{'k'}, new byte[]{0, 0, 7});
            assertThatThrownBy(t::run).isInstanceOfSatisfying(TidemarkException.class, error -> {
                assertThat(error.code()).isEqualTo(FailureCode.RECORD_UNREADABLE);
                assertThat(error.what()).contains("payments", "task 0_2");
                assertThat(error.where()).contains("payments-2@1", "3 bytes", "00 00 07");
                assertThat(error.why()).contains("8 bytes");
                assertThat(error.remedy()).contains("topic consume payments");
            });
        }
    }

    @Test
    void a_function_that_throws_names_its_node_and_the_record() {
        Topology topology = Streams.define(s -> s.from("in", Consumed.with(Serdes.string(), Serdes.string()))
                .mapValues(text -> Integer.parseInt(text))
                .as("parse")
                .to("out", Produced.with(Serdes.string(), Serdes.int32())));
        try (StreamsTestDriver t = StreamsTestDriver.of(topology).build()) {
            t.in("in").send("k", "1").send("k", "one");
            assertThatThrownBy(t::run).isInstanceOfSatisfying(TidemarkException.class, error -> {
                assertThat(error.code()).isEqualTo(FailureCode.PROCESSING_FAILED);
                assertThat(error.what()).contains("'parse'");
                assertThat(error.where()).isEqualTo("in-0@1");
            });
        }
    }

    @Test
    void a_record_without_a_key_is_named_where_it_would_be_grouped() {
        try (StreamsTestDriver t = StreamsTestDriver.of(SUMS).build()) {
            t.in("payments").at(5).send(null, 1L);
            assertThatThrownBy(t::run).hasMessageContaining("without a key")
                    .hasMessageContaining("'hourly-sums'")
                    .hasMessageContaining("payments-0@0");
        }
    }

    @Test
    void a_foreign_record_in_an_internal_topic_stops_the_reader() {
        try (StreamsTestDriver t = StreamsTestDriver.of(WORDS).build()) {
            t.appendBytes("test-by-word-repartition", 0, 5L, new byte[]{'k'}, new byte[]{'v'},
                    dev.tidemark.record.Headers.none());
            assertThatThrownBy(t::run).isInstanceOfSatisfying(TidemarkException.class, error -> {
                assertThat(error.code()).isEqualTo(FailureCode.RECORD_FOREIGN);
                assertThat(error.where()).isEqualTo("test-by-word-repartition-0@0");
            });
        }
    }

    @Test
    void the_names_of_kafkas_driver_work() {
        try (StreamsTestDriver t = StreamsTestDriver.of(SUMS).build()) {
            TestInput input = t.in("payments");
            input.pipeInput("k", 1L, Instant.parse("1970-01-01T10:00:00Z"));
            input.pipeInput("k", 2L, Instant.parse("1970-01-01T12:00:00Z"));
            TestOutput output = t.out("hourly");
            assertThat(output.readValuesToList()).containsExactly(1L);
            input.pipeInput("k", 3L, Instant.parse("1970-01-01T13:00:00Z"));
            assertThat(output.readValuesToList()).containsExactly(2L);
        }
    }
}
