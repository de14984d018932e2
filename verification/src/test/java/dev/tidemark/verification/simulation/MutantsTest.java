package dev.tidemark.verification.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.verification.simulation.mutant.Mutant;
import dev.tidemark.verification.simulation.mutant.MutantCounts;
import dev.tidemark.verification.simulation.mutant.MutantCounts.Count;
import dev.tidemark.verification.simulation.mutant.MutantTrial;
import dev.tidemark.verification.simulation.mutant.Mutants;
import dev.tidemark.verification.simulation.run.SimRun;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Would the simulation notice? Each mutant is noticed in one of three seeds here and in ninety of a hundred in the long suite, the honest code in none of
 * the same.
 */
class MutantsTest {

    private static final int FIRST = 1_000;

    @Test
    void each_lie_is_noticed_in_one_of_a_few_seeds() {
        List<String> unnoticed = Mutants.all()
                .parallelStream()
                .filter(mutant -> nobodyNotices(mutant, LongStream.range(FIRST, FIRST + 3)))
                .map(mutant -> mutant.name() + ": " + mutant.lie())
                .toList();
        assertThat(unnoticed).isEmpty();
    }

    private static boolean nobodyNotices(Mutant mutant, LongStream seeds) {
        MutantTrial trial = new MutantTrial(mutant);
        return seeds.allMatch(seed -> trial.play(seed).isEmpty());
    }

    @Test
    void honest_code_is_not_blamed() {
        List<SimRun> runs = LongStream.range(FIRST, FIRST + 3)
                .boxed()
                .flatMap(seed -> Stream.of(Mutant.Stage.values())
                        .map(stage -> SimRun.of(seed, MutantTrial.scenario(stage), MutantTrial.faults(stage))))
                .toList();
        runs.parallelStream().forEach(run -> {
            SimRun.Outcome outcome = run.play();
            assertThat(outcome.failed()).as(outcome::report).isFalse();
        });
    }

    @Test
    @Tag("nightly")
    void lies_are_noticed_in_ninety_of_a_hundred_seeds_and_honest_code_in_none() {
        int seeds = Integer.getInteger("simulation.mutant.seeds", 100);
        List<Count> counts = new MutantCounts(FIRST, seeds).play(Mutants.all(), 2,
                count -> System.out.println(count.name() + ": noticed in " + count.noticed() + " of " + count.seeds()));
        System.out.println(MutantCounts.table(counts));
        assertThat(counts).allSatisfy(count -> {
            if (count.lie()) {
                assertThat(count.silent()).as("seeds in which nobody noticed %s", count.name())
                        .hasSizeLessThanOrEqualTo(seeds / 10);
            } else {
                assertThat(count.noticed()).as("seeds in which the %s was blamed", count.name()).isZero();
            }
        });
    }
}
