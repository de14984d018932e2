/**
 * The identities that travel through every room: topic partitions, and topic ids in Kafka's text form.
 *
 * <p>Plain values, usable from any thread and by anyone.
 */
@NullMarked
package dev.tidemark.core.id;

import org.jspecify.annotations.NullMarked;
