package dev.tidemark.verification.simulation.disk;

/**
 * A process that was killed in the middle of a task touches its disk: the task goes no further. An error, since nobody may take it for trouble with a
 * disk.
 */
public final class ProcessGone extends Error {

    private static final long serialVersionUID = 1;

    ProcessGone(String process) {
        super(process + " is gone", null, false, false);
    }
}
