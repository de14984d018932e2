package dev.tidemark.verification.simulation.workload.plan;

/** One change of who is in a group. */
public sealed interface GroupStep {

    /** The member's number; numbers are not used again. */
    int member();

    /** How long after the step before. */
    long afterMs();

    /** A member comes. */
    record Join(int member, long afterMs) implements GroupStep {}

    /** A member says that it goes. */
    record Leave(int member, long afterMs) implements GroupStep {}

    /** A member goes without a word. */
    record Crash(int member, long afterMs) implements GroupStep {}
}
