/**
 * Reading partitions for tasks and restores: {@link dev.tidemark.streams.runtime.read.PartitionReads} hands whole fetched
 * batches of committed records to whoever asked for a partition. Confined to a worker's loop.
 */
@NullMarked
package dev.tidemark.streams.runtime.read;

import org.jspecify.annotations.NullMarked;
