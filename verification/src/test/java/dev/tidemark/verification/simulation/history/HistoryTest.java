package dev.tidemark.verification.simulation.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HistoryTest {

    private static final Partition T0 = new Partition("t", 0);
    private static final long MS = 1_000_000;

    private static Append append(int client, long fromMs, long value) {
        return new Append(new Call(client, fromMs * MS, (fromMs + 1) * MS), T0, 7, 1, 2, value, 3, Outcome.OK);
    }

    @Test
    void every_operation_says_what_it_is_in_words() {
        Call call = new Call(3, 1_500 * MS, 2_000 * MS + 7_000);
        Call open = new Call(3, 1_500 * MS, Call.NEVER);
        Entries entries = new Entries.Builder().add(4, 1, 11).add(6, 2, Append.TOMBSTONE).build();
        ReadRange range = new ReadRange(T0, 4, 8, true, entries);
        Recorder recorder = new Recorder();
        List.of(new Append(open, T0, 7, 1, 2, 11, Append.NO_OFFSET, Outcome.UNKNOWN),
                new Read(call, Isolation.COMMITTED, List.of(range)),
                new Transaction(call, "tx", List.of(new Transaction.Appended(T0, 1, 12, 9)), List.of(range),
                        List.of(new Transaction.GroupOffset("g", T0, 8)), End.ABORTED),
                new GroupJoin(call, "g", "m", Outcome.OK), new GroupAssignment(call, "g", "m", 5, Set.of(T0)),
                new GroupLeave(call, "g", "m"), new OffsetCommit(call, "g", "m", 5, T0, 8, Outcome.FAILED),
                new OffsetFetch(call, "g", T0, OffsetFetch.NONE), new OffsetReset(call, "g", T0, 0, Outcome.OK),
                new Exposed(call, T0, 2, Exposed.UNTOLD, 9, 8)).forEach(recorder::add);
        recorder.end(new FinalLog(T0, Cleanup.COMPACT, 4, 8, entries));
        assertThat(recorder.history().describe()).isEqualTo(
                """
                        append of value 11 (key 2) as number 1 of producer 7 to t-0: UNKNOWN [client 3 from 1.500000 s to no end]
                        read (COMMITTED) of [t-0 from 4 to 8 (stable end) [4: value 11 (key 1), 6: tombstone of key 2]] [client 3 from 1.500000 s to 2.000007 s]
                        transaction of tx [client 3 from 1.500000 s to 2.000007 s, ABORTED] appending [value 12 (key 1) to t-0@9] reading [t-0 from 4 to 8 (stable end) [4: value 11 (key 1), 6: tombstone of key 2]] committing [g at t-0@8]
                        join of m to g: OK [client 3 from 1.500000 s to 2.000007 s]
                        m of g owns [t-0] in generation 5 [client 3 from 1.500000 s to 2.000007 s]
                        m is gone from g [client 3 from 1.500000 s to 2.000007 s]
                        commit of t-0@8 for g by m in generation 5: FAILED [client 3 from 1.500000 s to 2.000007 s]
                        committed offset of g told as none of t-0 [client 3 from 1.500000 s to 2.000007 s]
                        reset of g to t-0@0: OK [client 3 from 1.500000 s to 2.000007 s]
                        t-0 told with epoch 2 high watermark 9 last stable offset 8 [client 3 from 1.500000 s to 2.000007 s]
                        t-0 at the end, from 4 to 8 (COMPACT): [4: value 11 (key 1), 6: tombstone of key 2]
                        """);
    }

    @Test
    void recorders_beside_each_other_make_one_history_in_the_order_of_time() {
        Recorder one = new Recorder();
        one.add(append(1, 5, 11));
        one.deleted("gone");
        Recorder other = new Recorder();
        other.add(append(2, 3, 12));
        other.add(append(2, 7, 13));
        History merged = History.merged(List.of(one.history(), other.history()));
        assertThat(merged.all(Append.class)).extracting(Append::value).containsExactly(12L, 11L, 13L);
        assertThat(merged.deletedTopics()).containsExactly("gone");
    }

    @Test
    void entries_are_found_by_offset() {
        Entries.Builder builder = new Entries.Builder();
        for (int i = 0; i < 100; i++) {
            builder.add(i * 2, i, i + 1_000);
        }
        Entries entries = builder.build();
        assertThat(entries.size()).isEqualTo(100);
        assertThat(entries.firstAtOrAfter(-1)).isZero();
        assertThat(entries.firstAtOrAfter(50)).isEqualTo(25);
        assertThat(entries.firstAtOrAfter(51)).isEqualTo(26);
        assertThat(entries.firstAtOrAfter(199)).isEqualTo(100);
        assertThat(entries.value(26)).isEqualTo(1_026);
        FinalLog log = new FinalLog(T0, Cleanup.DELETE, 0, 200, entries);
        assertThat(log.holds(50, 1_025)).isTrue();
        assertThat(log.holds(50, 1_026)).isFalse();
        assertThat(log.holds(51, 1_026)).isFalse();
    }

    @Test
    void an_answer_before_its_question_is_no_call() {
        assertThatThrownBy(() -> new Call(1, 5, 4)).isInstanceOf(IllegalArgumentException.class);
        assertThat(new Call(1, 3, 4).endedBefore(new Call(2, 5, 6))).isTrue();
        assertThat(new Call(1, 3, 5).endedBefore(new Call(2, 5, 6))).as("at the same time").isFalse();
    }
}
