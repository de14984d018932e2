package dev.tidemark.streams.runtime.restore;

import dev.tidemark.streams.runtime.task.StreamTask;
import dev.tidemark.streams.topology.TaskId;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Takes tasks over. Called on the worker's loop, where the stage completes. */
public interface TaskOpening {

    /** Opens the task where its last commit left it. */
    CompletionStage<StreamTask> open(TaskId task);

    /** The stores that are being filled for tasks on their way, each with how far it is. */
    List<RestoreProgress> restoring();
}
