package dev.tidemark.verification.simulation.mutant;

import dev.tidemark.verification.simulation.run.SimRun;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** In how many seeds something is wrong, for each mutant and for the honest code, on several threads; each of them stays on one. Run by whoever waits for its end. */
public final class MutantCounts {

    /**
     * What became of one of them.
     *
     * @param name the mutant's, or the honest code's with the stage
     * @param lie whether it was to be noticed
     * @param seeds how many were played
     * @param silent those in which nothing was found
     */
    public record Count(String name, boolean lie, int seeds, List<Long> silent) {

        public Count {
            silent = List.copyOf(silent);
        }

        /** In how many something was found. */
        public int noticed() {
            return seeds - silent.size();
        }
    }

    private record Candidate(String name, boolean lie, LongPredicate notices) {}

    private final long firstSeed;
    private final int seeds;

    /** @param seeds how many each of them plays, beginning with the first */
    public MutantCounts(long firstSeed, int seeds) {
        this.firstSeed = firstSeed;
        this.seeds = seeds;
    }

    /**
     * Plays all of them, the honest code on each stage among them.
     *
     * @param counted told of each as it is done, by the thread that counted
     */
    public List<Count> play(List<Mutant> mutants, int threads, Consumer<Count> counted) {
        List<Candidate> candidates = Stream.concat(mutants.stream().map(MutantCounts::mutant),
                Stream.of(Mutant.Stage.values()).map(MutantCounts::honest)).toList();
        Count[] counts = new Count[candidates.size()];
        AtomicInteger next = new AtomicInteger();
        IntStream.range(0, threads).parallel().forEach(thread -> {
            for (int i = next.getAndIncrement(); i < counts.length; i = next.getAndIncrement()) {
                counts[i] = count(candidates.get(i));
                counted.accept(counts[i]);
            }
        });
        return List.of(counts);
    }

    private static Candidate mutant(Mutant mutant) {
        MutantTrial trial = new MutantTrial(mutant);
        return new Candidate(mutant.name(), true, seed -> !trial.play(seed).isEmpty());
    }

    private static Candidate honest(Mutant.Stage stage) {
        return new Candidate("honest code, " + stage, false,
                seed -> SimRun.of(seed, MutantTrial.scenario(stage), MutantTrial.faults(stage)).play().failed());
    }

    private Count count(Candidate candidate) {
        List<Long> silent = new ArrayList<>();
        for (long seed = firstSeed; seed < firstSeed + seeds; seed++) {
            if (!candidate.notices().test(seed)) {
                silent.add(seed);
            }
        }
        return new Count(candidate.name(), candidate.lie(), seeds, silent);
    }

    /** As a table of a page. */
    public static String table(List<Count> counts) {
        StringBuilder text = new StringBuilder("| mutant | noticed | of |\n|---|---|---|\n");
        for (Count count : counts) {
            text.append("| ")
                    .append(count.name())
                    .append(" | ")
                    .append(count.noticed())
                    .append(" | ")
                    .append(count.seeds())
                    .append(" |\n");
        }
        return text.toString();
    }
}
