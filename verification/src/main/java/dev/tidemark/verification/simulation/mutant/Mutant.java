package dev.tidemark.verification.simulation.mutant;

import java.util.List;

/**
 * Production code with one lie in it.
 *
 * @param name for tests and reports
 * @param lie what it does wrong, in words
 * @param edits of the compiled classes; none where it is the disk that lies
 * @param disk how the disk lies
 * @param stage where the lie shows
 */
public record Mutant(String name, String lie, List<Edit> edits, LyingDisk disk, Stage stage) {

    /** The scenario in which a lie shows. */
    public enum Stage {
        TRANSACTIONS, COMPACTION,
        /** The broker dies between what it decides and what follows from it. */
        DECISIONS, STREAMS,
        /** Commits fall while their instances stay in the group. */
        STREAMS_ABORTED,
        /** Instances go on after others took their tasks over. */
        STREAMS_PAUSED
    }

    public Mutant {
        edits = List.copyOf(edits);
    }

    @Override
    public String toString() {
        return name;
    }
}
