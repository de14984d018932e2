/**
 * The state of a task, as its worker and operators see it. {@link dev.tidemark.state.TaskStores} is the entry: it has a
 * task's stores, and moves them through seal, commit, abort and checkpoint. {@link dev.tidemark.state.Engine} is what an
 * engine offers below: byte stores that take a batch of writes at once. Formats: {@code docs/formats/state-store.md}.
 *
 * <p>All of it is confined to the task's worker, but for {@link dev.tidemark.state.StateMemory}, which the workers of a
 * process share. No class here has a thread.
 */
@NullMarked
package dev.tidemark.state;

import org.jspecify.annotations.NullMarked;
