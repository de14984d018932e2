/**
 * The sparse indexes beside a segment, in Kafka's file layouts: offset to position, timestamp to offset, aborted
 * transactions. All are derived from the segment: a missing or wrong one is rebuilt.
 *
 * <p>Called by {@code log.segment} and {@code log.recovery}. The owner of the partition appends, any thread looks up.
 */
@NullMarked
package dev.tidemark.log.index;

import org.jspecify.annotations.NullMarked;
