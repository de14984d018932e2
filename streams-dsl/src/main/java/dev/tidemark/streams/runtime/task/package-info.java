/**
 * Tasks: {@link dev.tidemark.streams.runtime.task.Task} is one partition's worth of a sub-topology, a tasklet that is called
 * repeatedly, never blocks, and takes part in its worker's commits. The same task code runs in production, in
 * {@code StreamsTestDriver} and in simulation; only who delivers its batches and takes its output differs.
 *
 * <p>Confined to the loop of the worker that runs it.
 */
@NullMarked
package dev.tidemark.streams.runtime.task;

import org.jspecify.annotations.NullMarked;
