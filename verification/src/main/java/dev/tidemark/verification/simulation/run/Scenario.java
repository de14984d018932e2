package dev.tidemark.verification.simulation.run;

import dev.tidemark.verification.simulation.cluster.SimWorld;
import dev.tidemark.verification.simulation.fault.FaultPlan;
import java.util.List;
import java.util.Map;

/** What clients do in a world, and what must hold in the end. Without state. */
public interface Scenario {

    /** Its name, for reports. */
    String name();

    /** Settings of the broker by Kafka's names, over the simulation's own. */
    Map<String, String> brokerSettings();

    /** How long faults strike. */
    long faultyMs();

    /**
     * Plays it to its end in a fresh world: sets up, unleashes the plan for as long as it strikes, heals, and judges.
     *
     * @return what was violated, in words; empty if nothing was
     */
    List<String> play(SimWorld world, FaultPlan plan);
}
