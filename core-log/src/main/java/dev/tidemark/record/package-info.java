/**
 * Record batches in Kafka's v2 format: where their bytes are, views over them, a builder and a cursor.
 *
 * <p>Used by every room that handles records; plain values and single-threaded views, no threads of their own.
 */
@NullMarked
package dev.tidemark.record;

import org.jspecify.annotations.NullMarked;
