/**
 * Record batches of format 2, byte for byte as Kafka has them on disk and on the wire: {@code docs/formats/record-batch.md}.
 *
 * <p>A batch is a view over bytes ({@link dev.tidemark.record.RecordBatch}), filled by a builder
 * ({@link dev.tidemark.record.RecordBatchBuilder}) and walked by a cursor ({@link dev.tidemark.record.RecordCursor}).
 * {@link dev.tidemark.record.RecordBytes} is how batches travel between rooms without being opened: in memory or as a
 * file's range. Anyone may use the package. Views, cursors and builders are confined to whoever holds them; nothing here
 * has a thread, a lock or a clock.
 *
 * <p>Bytes come from peers and disks. Whatever they hold, the outcome is a {@link dev.tidemark.record.BatchProblem}: a value,
 * never an exception, and memory is taken only after the length that asks for it was checked.
 */
@NullMarked
package dev.tidemark.record;

import org.jspecify.annotations.NullMarked;
