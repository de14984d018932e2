/**
 * The partitions that this broker leads. Each has an owner loop, which alone changes it; appends arrive there as one message
 * per (request, loop), already checked by {@link dev.tidemark.broker.partition.BatchValidator} on the asker's loop. Reads go
 * past the owner, through immutable views of the log. Waiting, for a flush or for data, is an object with a deadline.
 *
 * <p>{@link dev.tidemark.broker.partition.LogCleaner} compacts logs on threads of its own, and their owners take over what it made.
 *
 * <p>Entry type: {@link dev.tidemark.broker.partition.Partitions}. Used by the handlers of {@code broker.request}, by
 * {@code broker.Broker} (which opens and closes partitions as metadata says), and through
 * {@link dev.tidemark.broker.coordinator.CoordinatorLogs} and {@link dev.tidemark.broker.txn.MarkerWriter} by coordinators.
 */
@NullMarked
package dev.tidemark.broker.partition;

import org.jspecify.annotations.NullMarked;
