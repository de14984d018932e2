package dev.tidemark.benchmarks.system.broker;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/** One kind of load, in its variants. Run by the benchmark's thread, one side at a time. */
sealed interface Workload permits ProduceWorkload, ConsumeWorkload, FreshWorkload, LatencyWorkload, FsyncWorkload,
        IdleWorkload, RecoveryWorkload, CommitWorkload {

    /** Its word on the command line. */
    String kind();

    List<String> variants();

    /**
     * What it needs of this machine.
     *
     * @param work where the data folders will be
     * @throws IllegalArgumentException with a message that says what to do
     */
    default void check(Path work) throws IOException {}

    /**
     * Runs it on one side, from an empty folder on.
     *
     * @throws IllegalStateException if the work was not done: not all records are there
     */
    Outcome run(Ground ground, String variant) throws IOException, InterruptedException, ExecutionException;

    /** What came out. The components are those of {@link BrokerRun}. */
    record Outcome(String work, long records, Map<String, Double> figures, String histogram) {

        Outcome(String work, long records, Map<String, Double> figures) {
            this(work, records, figures, "");
        }
    }
}
