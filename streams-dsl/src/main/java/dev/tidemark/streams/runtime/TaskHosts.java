package dev.tidemark.streams.runtime;

import dev.tidemark.streams.topology.TaskId;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** The workers of this process, as its place in the group sees them. Called on the group's loop; stages complete there. */
interface TaskHosts {

    /** Tasks that are taken over or running, until they are let go of. */
    Set<TaskId> held();

    /** Tasks with state on this process's disk. */
    Set<TaskId> onDisk();

    /** Takes tasks over and runs them. */
    void host(Set<TaskId> tasks);

    /** Seals and commits these tasks and lets go of them; completes once nothing of theirs is under way. */
    CompletionStage<Void> release(Set<TaskId> tasks);

    /** Lets go of all tasks without a commit: others may already run them. */
    void drop(String reason);
}
