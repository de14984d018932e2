package dev.tidemark.verification.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.verification.simulation.mutant.Mutant;
import dev.tidemark.verification.simulation.mutant.MutantTrial;
import dev.tidemark.verification.simulation.mutant.Mutants;
import dev.tidemark.verification.simulation.run.SimRun;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Would the simulation notice? Each mutant is noticed in at least four of five seeds here and in ninety of a hundred in the long suite, the honest code in none of the same. */
class MutantsTest {

    private static final int FIRST = 1_000;

    static Stream<Mutant> mutants() {
        return Mutants.all().stream();
    }

    @ParameterizedTest
    @MethodSource("mutants")
    void a_lie_is_noticed_in_one_of_a_few_seeds(Mutant mutant) {
        assertNoticed(mutant, 5, 4);
    }

    @ParameterizedTest
    @MethodSource("mutants")
    @Tag("nightly")
    void a_lie_is_noticed_in_ninety_of_a_hundred_seeds(Mutant mutant) {
        assertNoticed(mutant, 100, 10);
    }

    @Test
    void honest_code_is_not_blamed() {
        assertHonest(5);
    }

    @Test
    @Tag("nightly")
    void honest_code_is_blamed_in_none_of_a_hundred_seeds() {
        assertHonest(100);
    }

    private static void assertNoticed(Mutant mutant, int seeds, int missedMax) {
        MutantTrial trial = new MutantTrial(mutant);
        List<Long> missed = new ArrayList<>();
        for (long seed = FIRST; seed < FIRST + seeds; seed++) {
            if (trial.play(seed).isEmpty()) {
                missed.add(seed);
            }
        }
        assertThat(missed).as("seeds in which nobody noticed that %s", mutant.lie())
                .hasSizeLessThanOrEqualTo(missedMax);
    }

    private static void assertHonest(int seeds) {
        for (long seed = FIRST; seed < FIRST + seeds; seed++) {
            for (Mutant.Stage stage : Mutant.Stage.values()) {
                SimRun.Outcome outcome = SimRun.of(seed, MutantTrial.scenario(stage), MutantTrial.faults()).play();
                assertThat(outcome.failed()).as(outcome::report).isFalse();
            }
        }
    }
}
