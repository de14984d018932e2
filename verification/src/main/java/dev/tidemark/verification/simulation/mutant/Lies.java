package dev.tidemark.verification.simulation.mutant;

import dev.tidemark.state.ChangeSink;
import dev.tidemark.state.CheckpointTrigger;
import dev.tidemark.state.TaskStores;

/** What mutants do that is longer than a few instructions. Called by edited classes; without state. */
public final class Lies {

    private Lies() {}

    /** Seals, and takes a checkpoint before anybody knows what becomes of it. */
    public static void sealAndCheckpoint(TaskStores stores, long interval, ChangeSink sink) {
        stores.seal(interval, sink);
        stores.checkpoint(CheckpointTrigger.AGE);
    }
}
