/**
 * What operators do with records. {@link dev.tidemark.streams.runtime.operator.OperatorGraph} builds the operators of a
 * sub-topology and wires them; each takes records by {@link dev.tidemark.streams.runtime.operator.RecordTarget}, one at a
 * time, depth first: a record has gone all its ways before the next one comes. Bytes are read and written through one
 * {@link dev.tidemark.streams.runtime.operator.RecordContext}.
 *
 * <p>Confined to the loop of the worker that runs the task.
 */
@NullMarked
package dev.tidemark.streams.runtime.operator;

import org.jspecify.annotations.NullMarked;
