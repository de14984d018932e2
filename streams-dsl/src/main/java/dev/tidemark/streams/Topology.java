package dev.tidemark.streams;

import dev.tidemark.streams.plan.Plan;
import dev.tidemark.streams.topology.PhysicalTopology;

/**
 * A checked topology: data, ready to be run or tested. Immutable; safe from any thread, as far as the user's functions
 * are.
 */
public final class Topology {

    private final Plan written;
    private final Plan planned;

    Topology(Plan written, Plan planned) {
        this.written = written;
        this.planned = planned;
    }

    /** What the user wrote, node by node. */
    public Plan written() {
        return written;
    }

    /** What is run: with repartitions inserted and stateless chains fused. */
    public Plan planned() {
        return planned;
    }

    /** The plan that is run, for people. */
    public String describe() {
        return planned.describe();
    }

    /** Cut into tasks, with the names that internal topics get under this application id. */
    public PhysicalTopology physical(String applicationId) {
        return PhysicalTopology.of(planned, applicationId);
    }

    @Override
    public String toString() {
        return describe();
    }
}
