/**
 * One segment of a log: its batches' file, its indexes, its checksum manifest, the leases of readers, and the bounded cache of open
 * files. Used by {@code log} and {@code log.recovery}; the owner of the partition writes, any thread reads.
 */
@NullMarked
package dev.tidemark.log.segment;

import org.jspecify.annotations.NullMarked;
