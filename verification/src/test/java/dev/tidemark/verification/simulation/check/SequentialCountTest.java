package dev.tidemark.verification.simulation.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.verification.simulation.check.SequentialCount.Event;
import dev.tidemark.verification.simulation.check.SequentialCount.Result;
import java.util.List;
import org.junit.jupiter.api.Test;

class SequentialCountTest {

    /** Windows of 10, a grace of 5, a bound of 2; the last event comes too late: 10 + 5 is not behind 18 - 2. */
    private final SequentialCount plain = new SequentialCount(10, 5, 2, List.of(
            List.of(event("a", "x", 3), event("b", "x", 14), event("c", "y", 18), event("d", "x", 4)),
            List.of(event("e", "x", 6))));

    private static Event event(String text, String key, long timeMs) {
        return new Event(text, key, timeMs);
    }

    private static Result result(String key, Object value) {
        return new Result(key, value.toString());
    }

    private static List<Kind> kinds(List<Violation> found) {
        return found.stream().map(Violation::kind).toList();
    }

    @Test
    void what_one_loop_finds_is_right() {
        assertThat(plain.passedOn(List.of(result("", "a"), result("", "b"), result("", "c"), result("", "d"),
                result("", "e")))).isEmpty();
        assertThat(plain.counts(List.of(result("x", 1), result("y", 1), result("x", 2), result("x", 3),
                result("x", 4)))).isEmpty();
        assertThat(plain.windows(List.of(result("x@0", 2), result("x@10", 1), result("y@10", 1)))).isEmpty();
        assertThat(plain.late(List.of(result("", "d")))).isEmpty();
        assertThat(plain.lateCount()).isEqualTo(1);
    }

    @Test
    void a_late_event_within_the_grace_counts() {
        SequentialCount within = new SequentialCount(10, 7, 2, List.of(List.of(event("c", "y", 18),
                event("d", "x", 4))));
        assertThat(within.windows(List.of(result("x@0", 1), result("y@10", 1)))).isEmpty();
        assertThat(within.lateCount()).isZero();
    }

    @Test
    void a_result_that_is_missing_twice_there_or_wrong_is_found() {
        assertThat(kinds(plain.windows(List.of(result("x@0", 2), result("y@10", 1)))))
                .containsExactly(Kind.RESULT_MISSING);
        assertThat(kinds(plain.windows(List.of(result("x@0", 2), result("x@0", 2), result("x@10", 1),
                result("y@10", 1))))).containsExactly(Kind.RESULT_TWICE);
        assertThat(kinds(plain.windows(List.of(result("x@0", 3), result("x@10", 1), result("y@10", 1)))))
                .containsExactly(Kind.RESULT_MISSING, Kind.RESULT_WRONG);
        assertThat(kinds(plain.counts(List.of(result("x", 1), result("y", 1), result("x", 2), result("x", 2),
                result("x", 3), result("x", 4))))).containsExactly(Kind.RESULT_TWICE);
        assertThat(kinds(plain.counts(List.of(result("x", 1), result("y", 1), result("x", 2), result("x", 3)))))
                .containsExactly(Kind.RESULT_MISSING);
        assertThat(kinds(plain.counts(List.of(result("x", 1), result("y", 1), result("x", 2), result("x", 3),
                result("x", 4), result("x", 5))))).containsExactly(Kind.RESULT_WRONG);
    }

    @Test
    void at_least_once_asks_only_that_nothing_is_missing() {
        List<Result> passed = List.of(result("", "a"), result("", "a"), result("", "b"), result("", "c"),
                result("", "d"), result("", "e"));
        List<Result> counts = List.of(result("x", 5), result("y", 1), result("x", 2));
        List<Result> windows = List.of(result("x@0", 3), result("x@10", 1), result("y@10", 1), result("x@0", 1));
        assertThat(plain.atLeastOnce(passed, counts, windows)).isEmpty();
        assertThat(kinds(plain.atLeastOnce(passed.subList(0, 5), counts, windows)))
                .containsExactly(Kind.RESULT_MISSING);
        assertThat(kinds(plain.atLeastOnce(passed, counts.subList(1, 3), windows)))
                .containsExactly(Kind.RESULT_MISSING);
        assertThat(kinds(plain.atLeastOnce(passed, counts, windows.subList(1, 4))))
                .containsExactly(Kind.RESULT_MISSING);
    }
}
