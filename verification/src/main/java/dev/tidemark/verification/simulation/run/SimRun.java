package dev.tidemark.verification.simulation.run;

import dev.tidemark.verification.simulation.cluster.SimWorld;
import dev.tidemark.verification.simulation.fault.Fault;
import dev.tidemark.verification.simulation.fault.FaultPlan;
import dev.tidemark.verification.simulation.schedule.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * One run of a scenario, from its seed to its outcome.
 *
 * @param seed decides all of it, together with scenario and faults
 * @param faults what may strike
 * @param prepare done to the world before it begins: the place of mutants
 */
public record SimRun(long seed, Scenario scenario, List<Fault> faults, Consumer<SimWorld> prepare) {

    /** The system variable that asks for one seed in the place of a test's own. */
    public static final String SEED_PROPERTY = "seed";

    /**
     * How a run ended.
     *
     * @param violations what was violated; empty if it went well
     * @param hash of all events
     * @param events how many
     * @param virtualNanos how much time passed in the world
     * @param trace what happened last
     */
    public record Outcome(SimRun run, FaultPlan plan, List<String> violations, long hash, long events,
            long virtualNanos, List<String> trace) {

        public boolean failed() {
            return !violations.isEmpty();
        }

        /** For whoever has to find out why: seed, faults, what was violated, and what happened last. */
        public String report() {
            StringBuilder text = new StringBuilder();
            text.append("seed ").append(run.seed).append(" of scenario ").append(run.scenario.name());
            text.append(" (again: mvn verify -Dseed=")
                    .append(run.seed)
                    .append("), commit ")
                    .append(Checkout.commit())
                    .append(", hash ")
                    .append(Long.toHexString(hash))
                    .append('\n');
            text.append("violated:\n");
            violations.forEach(violation -> text.append("  ").append(violation).append('\n'));
            text.append("struck by:\n");
            plan.strikes().forEach(strike -> text.append("  ").append(strike).append('\n'));
            text.append("last events:\n");
            trace.forEach(line -> text.append("  ").append(line).append('\n'));
            return text.toString();
        }
    }

    public SimRun {
        faults = List.copyOf(faults);
    }

    /** A run of the code as it is. */
    public static SimRun of(long seed, Scenario scenario, List<Fault> faults) {
        return new SimRun(seed, scenario, faults, world -> {});
    }

    /** Plays it under the plan that its seed draws. */
    public Outcome play() {
        return play(FaultPlan.of(new Seed(seed), scenario.faultyMs(), faults));
    }

    /** Plays it under another plan. */
    public Outcome play(FaultPlan plan) {
        SimWorld world = new SimWorld(seed, scenario.brokerSettings());
        prepare.accept(world);
        List<String> violations = new ArrayList<>(scenario.play(world, plan));
        violations.addAll(world.bugs());
        return new Outcome(this, plan, violations, world.scheduler().hash(), world.scheduler().happened(),
                world.scheduler().nowNanos(), world.scheduler().trace().lines());
    }

    /** The seeds that a test runs: its own, or the one that the system variable asks for. */
    public static List<Long> seeds(long first, int count) {
        String asked = System.getProperty(SEED_PROPERTY, "");
        List<Long> seeds = new ArrayList<>();
        if (asked.isBlank()) {
            for (int i = 0; i < count; i++) {
                seeds.add(first + i);
            }
        } else {
            seeds.add(Long.parseLong(asked.trim()));
        }
        return seeds;
    }
}
