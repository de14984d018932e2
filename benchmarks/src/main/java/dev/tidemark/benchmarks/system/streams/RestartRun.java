package dev.tidemark.benchmarks.system.streams;

import dev.tidemark.benchmarks.system.run.Side;

/**
 * One run of {@code app-restart}: a line of the raw runs.
 *
 * @param membership {@code static}: the new process has the old one's place in the group; {@code new}: it has another, and waits for the old one's session
 *     to end
 * @param memory our application's {@code tidemark.state.memory.bytes}
 * @param secondsToResult from the kill, with the start of the new process right behind it, to the receipt of the first result of a record that was due
 *     after the kill
 * @param restored records of changelogs that were read meanwhile
 * @param emptyRestored the same of a start on an empty disk, and how long that took
 * @param commit of the production code, see {@link ProductionCommit}
 * @param load load average of the machine before the run
 */
record RestartRun(Side side, String membership, int run, int keys, int perSecond, String memory, double secondsToResult,
        long restored,
        long emptyRestored, double emptySeconds, String commit, double load, String jvmFlags, String machine) {

    double emptyPerSecond() {
        return emptyRestored / emptySeconds;
    }
}
