package dev.tidemark.streams.runtime.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.serde.Serdes;
import dev.tidemark.streams.Consumed;
import dev.tidemark.streams.Grouped;
import dev.tidemark.streams.KeyValue;
import dev.tidemark.streams.Materialized;
import dev.tidemark.streams.Produced;
import dev.tidemark.streams.SessionWindows;
import dev.tidemark.streams.Streams;
import dev.tidemark.streams.Topology;
import dev.tidemark.streams.Windowed;
import dev.tidemark.streams.runtime.commit.CommitPhase;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Sessions as somebody sees them who tests a topology. */
class SessionsInDriverTest {

    /** What each session said, in the order in which it was heard; gap 10 ms, grace 5 ms. */
    private static final Topology TALKS = Streams.define(s -> s.from("words", Consumed.with(Serdes.string(),
            Serdes.string()))
            .groupByKey()
            .windowedBy(SessionWindows.withGap(Duration.ofMillis(10)).grace(Duration.ofMillis(5)))
            .lateTo("unheard")
            .aggregate(() -> "", (who, word, said) -> said + word, (who, earlier, later) -> earlier + "+" + later,
                    Materialized.with("talks", Serdes.string()))
            .map((session, said) -> KeyValue.pair(session.key(),
                    said + " " + session.startMs() + "-" + session.endMs()))
            .to("told", Produced.with(Serdes.string(), Serdes.string())));

    @Test
    void a_session_is_told_once_the_watermark_is_past_its_last_record_by_more_than_gap_and_grace() {
        try (StreamsTestDriver t = StreamsTestDriver.of(TALKS).build()) {
            t.in("words").at(100).send("ann", "a");
            t.in("words").at(110).send("ann", "b"); // exactly the gap
            t.in("words").at(121).send("ann", "c"); // more than the gap
            t.advanceWatermark(125);
            assertThat(t.out("told").values()).isEmpty();
            t.advanceWatermark(126);
            assertThat(t.out("told").values()).containsExactly("ab 100-110");
            assertThat(t.out("told").records().getFirst().timestampMs()).isEqualTo(110);
            t.closeInputs();
            assertThat(t.out("told").values()).containsExactly("ab 100-110", "c 121-121");
            assertThat(t.drained()).isTrue();
        }
    }

    @Test
    void time_reaches_sessions_through_a_repartition_while_the_inputs_are_open() {
        Topology topology = Streams.define(s -> s.from("words", Consumed.with(Serdes.string(), Serdes.string()))
                .groupBy((id, word) -> word, Grouped.with("by-word", Serdes.string()))
                .windowedBy(SessionWindows.withGap(Duration.ofMillis(10)))
                .count(Materialized.as("runs"))
                .map((session, count) -> KeyValue.pair(session.key(), count))
                .to("told", Produced.with(Serdes.string(), Serdes.int64())));
        try (StreamsTestDriver t = StreamsTestDriver.of(topology).build()) {
            t.in("words").at(100).send("1", "tide");
            assertThat(t.out("told").keys()).isEmpty();
            t.in("words").at(200).send("2", "mark"); // which is told later than 200 ms behind the first
            assertThat(t.out("told").keys()).containsExactly("tide");
        }
    }

    @Test
    void a_record_between_two_sessions_makes_them_one() {
        try (StreamsTestDriver t = StreamsTestDriver.of(TALKS).build()) {
            t.in("words").at(100).send("ann", "a").send("bob", "x");
            t.in("words").at(112).send("ann", "b");
            assertThat(t.store("talks").sessions("ann")).containsExactly(
                    java.util.Map.entry(new Windowed<>("ann", 100, 100), "a"),
                    java.util.Map.entry(new Windowed<>("ann", 112, 112), "b"));
            t.in("words").at(108).send("ann", "c"); // late by 4, within the grace
            assertThat(t.store("talks").sessions("ann"))
                    .containsExactly(java.util.Map.entry(new Windowed<>("ann", 100, 112), "a+bc"));
            t.closeInputs();
            assertThat(t.out("told").values()).containsExactly("x 100-100", "a+bc 100-112");
        }
    }

    @Test
    void a_record_as_late_as_the_grace_is_refused_once_and_a_less_late_one_is_taken() {
        try (StreamsTestDriver t = StreamsTestDriver.of(TALKS).build()) {
            t.in("words").at(200).send("ann", "a");
            t.in("words").at(196).send("ann", "b");
            t.in("words").at(195).header("line", "2").send("ann", "c");
            List<TestRecord> late = t.late("talks");
            assertThat(late).hasSize(1);
            assertThat(late.getFirst().value()).isEqualTo("c");
            assertThat(late.getFirst().timestampMs()).isEqualTo(195);
            assertThat(late.getFirst().headers().last("tidemark.late.ms").text()).isEqualTo("5");
            assertThat(late.getFirst().headers().last("line").text()).isEqualTo("2");
            t.closeInputs();
            assertThat(t.out("told").values()).containsExactly("ab 196-200");
            assertThat(t.accepted("talks")).isEqualTo(2);
            assertThat(t.overtaken("talks")).isZero();
        }
    }

    @Test
    void a_crash_in_any_phase_of_a_commit_changes_nothing() {
        for (Class<? extends CommitPhase> phase : List.<Class<? extends CommitPhase>>of(CommitPhase.Draining.class,
                CommitPhase.AwaitingGroup.class, CommitPhase.SendingOffsets.class,
                CommitPhase.EndingTransaction.class, CommitPhase.Applying.class)) {
            try (StreamsTestDriver t = StreamsTestDriver.of(TALKS).build()) {
                t.in("words").at(100).send("ann", "a").send("bob", "x");
                t.in("words").at(111).send("ann", "b");
                t.run();
                t.in("words").at(108).send("ann", "c");
                t.crashIn(phase);
                t.in("words").at(150).send("eve", "z");
                assertThat(t.out("told").values()).as(phase.getSimpleName())
                        .containsExactly("x 100-100", "a+bc 100-111");
                assertThat(t.crashes()).containsEntry(phase.getSimpleName(), 1);
                t.crashAndRestoreOnEmptyDisk();
                t.closeInputs();
                assertThat(t.out("told").values()).as(phase.getSimpleName())
                        .containsExactly("x 100-100", "a+bc 100-111", "z 150-150");
            }
        }
    }

    @Test
    void sessions_come_back_from_their_changelogs_alone_and_those_told_do_not() {
        try (StreamsTestDriver t = StreamsTestDriver.of(TALKS).build()) {
            for (long at = 100; at <= 200; at += 10) {
                t.in("words").at(at).send("ann", ".");
            }
            t.in("words").at(130).send("bob", "late");
            t.in("words").at(200).send("eve", "e");
            t.run();
            t.crashAndRestoreOnEmptyDisk();
            assertThat(t.store("talks").sessions("ann").keySet()).containsExactly(new Windowed<>("ann", 100, 200));
            t.in("words").at(210).send("ann", "!");
            t.in("words").at(230).send("bob", "b");
            assertThat(t.out("told").values()).containsExactly("e 200-200", "...........! 100-210");
            t.crashAndRestoreOnEmptyDisk();
            t.closeInputs();
            assertThat(t.out("told").values())
                    .containsExactly("e 200-200", "...........! 100-210", "b 230-230");
        }
    }

    @Test
    void changelogs_of_sessions_are_trimmed() {
        try (StreamsTestDriver t = StreamsTestDriver.of(TALKS).build()) {
            for (long at = 100; at < 1_000; at += 30) {
                t.in("words").at(at).send("ann", "a");
                t.run();
            }
            t.advanceWallClock(31_000);
            t.in("words").at(1_000).send("ann", "a"); // with its commit a checkpoint lets go of what has fired
            t.trimInternalTopics();
            assertThat(t.heldOffsets("test-talks-changelog")).isLessThan(10);
            t.crashAndRestore();
            t.crashAndRestoreOnEmptyDisk();
            t.closeInputs();
            assertThat(t.out("told").values()).hasSize(31);
        }
    }

    /** More than one call sends, all with one end: no session is told twice or not at all, wherever a commit falls. */
    @Test
    void many_sessions_that_end_together_are_each_told_once() {
        for (long seed = 1; seed <= 5; seed++) {
            try (StreamsTestDriver t = StreamsTestDriver.of(TALKS).schedule(seed).build()) {
                for (int i = 0; i < 1_500; i++) {
                    t.in("words").at(100).send("k" + i, "a");
                }
                t.in("words").at(101).send("k7", "b");
                t.in("words").at(200).send("last", "c");
                assertThat(t.out("told").keys()).as("seed %d", seed)
                        .hasSize(1_500)
                        .doesNotHaveDuplicates()
                        .endsWith("k7");
                t.closeInputs();
                assertThat(t.out("told").keys()).as("seed %d", seed).hasSize(1_501);
            }
        }
    }

    @Test
    void a_gap_is_positive() {
        assertThatThrownBy(() -> SessionWindows.withGap(Duration.ZERO)).hasMessageContaining("at least 1 ms");
        assertThatThrownBy(() -> SessionWindows.withGap(Duration.ofMillis(1)).grace(Duration.ofMillis(-1)))
                .hasMessageContaining("zero or more");
    }
}
