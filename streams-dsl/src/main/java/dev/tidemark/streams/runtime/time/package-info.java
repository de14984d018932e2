/**
 * Watermarks and frontiers, one small class a rule; the letters are those of {@code docs/explanation/time.md}. {@link
 * dev.tidemark.streams.runtime.time.SourceWatermark} (A) makes what {@link
 * dev.tidemark.streams.runtime.time.EdgeReception} (F) receives and {@link
 * dev.tidemark.streams.runtime.time.EdgeAnnouncer} (E) tells.
 *
 * <p>Frontiers are half open: at frontier {@code F} every record with a timestamp below {@code F} that was not flagged
 * late has been delivered. {@code Long.MIN_VALUE} means that nothing is known, {@code Long.MAX_VALUE} that nothing more
 * comes; see {@link dev.tidemark.streams.runtime.time.Frontier}.
 *
 * <p>Called by the task that owns them, on its worker's loop. No clock but the one handed in.
 */
@NullMarked
package dev.tidemark.streams.runtime.time;

import org.jspecify.annotations.NullMarked;
