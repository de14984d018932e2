/**
 * From a task's name to a running task: {@code Takeover} finds the last commit, brings
 * the stores up to it, and opens the task.
 * Confined to the loop of the worker that takes the task over.
 */
@NullMarked
package dev.tidemark.streams.runtime.restore;

import org.jspecify.annotations.NullMarked;
