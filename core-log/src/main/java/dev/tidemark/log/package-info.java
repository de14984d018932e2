/**
 * One partition's log: append, read, roll, flush, high watermark; and all logs of a data directory.
 *
 * <p>{@link dev.tidemark.log.LogManager} opens, creates and deletes logs; {@link dev.tidemark.log.PartitionLog} is one of
 * them, confined to the loop of its owner; {@link dev.tidemark.log.LogView} is what other threads read. Used by the broker
 * alone.
 */
@NullMarked
package dev.tidemark.log;

import org.jspecify.annotations.NullMarked;
