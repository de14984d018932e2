package dev.tidemark.verification.simulation.workload.plan;

/** One thing to do in a transaction. */
public sealed interface Step {

    /** Which of the workload's partitions. */
    int partition();

    /** Append a record. */
    record Append(int partition, long key, long value) implements Step {}

    /** Read on from where this client stands, to the last stable offset. */
    record Read(int partition) implements Step {}
}
