package dev.tidemark.verification.simulation.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.verification.simulation.history.Cleanup;
import dev.tidemark.verification.simulation.history.Entries;
import dev.tidemark.verification.simulation.history.FinalLog;
import dev.tidemark.verification.simulation.history.Partition;
import dev.tidemark.verification.simulation.history.Recorder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConsumeProcessProduceTest {

    private static final Partition IN0 = new Partition("in", 0);
    private static final Partition IN1 = new Partition("in", 1);
    private static final Partition OUT0 = new Partition("out", 0);
    private static final Partition OUT1 = new Partition("out", 1);
    private static final long OUTPUT = 1_000;

    /** Three inputs in one partition and one in another; of the first, two are processed. */
    private static Recorder inputs() {
        Recorder run = new Recorder();
        run.end(log(IN0, 0, 0, 1, 1, 0, 2, 2, 0, 3));
        run.end(log(IN1, 0, 0, 4));
        return run;
    }

    private static FinalLog log(Partition partition, long... triples) {
        Entries.Builder entries = new Entries.Builder();
        for (int i = 0; i < triples.length; i += 3) {
            entries.add(triples[i], triples[i + 1], triples[i + 2]);
        }
        return new FinalLog(partition, Cleanup.DELETE, 0, 100, entries.build());
    }

    private static List<Kind> judged(Recorder run) {
        Checker checker = new ConsumeProcessProduce("in", "out", value -> value - OUTPUT, Map.of(IN0, 2L, IN1, 1L));
        return checker.check(run.history()).stream().map(Violation::kind).toList();
    }

    @Test
    void an_output_for_each_processed_input_in_its_order_is_fine() {
        Recorder run = inputs();
        run.end(log(OUT0, 0, 1, 1_004, 1, 0, 1_001, 2, 0, 1_002));
        assertThat(judged(run)).isEmpty();
        Recorder spread = inputs();
        spread.end(log(OUT0, 0, 0, 1_002));
        spread.end(log(OUT1, 0, 0, 1_001, 3, 1, 1_004));
        assertThat(judged(spread)).as("partitions of the output have orders of their own").isEmpty();
    }

    @Test
    void a_processed_input_without_output_is_missing() {
        Recorder run = inputs();
        run.end(log(OUT0, 0, 1, 1_004, 2, 0, 1_002));
        assertThat(judged(run)).containsExactly(Kind.OUTPUT_MISSING);
    }

    @Test
    void an_output_twice_is_one_too_many() {
        Recorder run = inputs();
        run.end(log(OUT0, 0, 1, 1_004, 1, 0, 1_001, 2, 0, 1_002));
        run.end(log(OUT1, 0, 0, 1_001));
        assertThat(judged(run)).containsExactly(Kind.OUTPUT_TWICE);
    }

    @Test
    void outputs_against_the_order_of_their_inputs_are_wrong() {
        Recorder run = inputs();
        run.end(log(OUT0, 0, 1, 1_004, 1, 0, 1_002, 2, 0, 1_001));
        assertThat(judged(run)).containsExactly(Kind.OUTPUT_REORDERED);
    }

    @Test
    void an_output_of_what_is_not_processed_or_does_not_exist_is_unfounded() {
        Recorder early = inputs();
        early.end(log(OUT0, 0, 1, 1_004, 1, 0, 1_001, 2, 0, 1_002, 3, 0, 1_003));
        assertThat(judged(early)).containsExactly(Kind.OUTPUT_UNFOUNDED);
        Recorder unknown = inputs();
        unknown.end(log(OUT0, 0, 1, 1_004, 1, 0, 1_001, 2, 0, 1_002, 3, 0, 1_099));
        assertThat(judged(unknown)).containsExactly(Kind.OUTPUT_UNFOUNDED);
    }
}
