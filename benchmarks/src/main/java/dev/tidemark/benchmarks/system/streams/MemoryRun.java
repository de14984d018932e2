package dev.tidemark.benchmarks.system.streams;

/**
 * One run of {@code state-memory}: a line of the raw runs.
 *
 * @param budgetMib {@code tidemark.state.memory.bytes}
 * @param baseMib resident when the application ran and had nothing to do yet, its heap touched as a whole
 * @param greatestMib the most that was resident while it worked
 * @param seconds that it worked
 * @param commit of the production code, see {@link ProductionCommit}
 */
record MemoryRun(int run, int stores, int records, int keys, double budgetMib, double baseMib, double greatestMib,
        double seconds, String commit, String jvmFlags, String machine) {

    /** What was resident above the base, in budgets. */
    double budgets() {
        return (greatestMib - baseMib) / budgetMib;
    }
}
