/**
 * Reading records. {@link dev.tidemark.client.consumer.Consumer} is the facade for applications;
 * {@link dev.tidemark.client.consumer.BatchConsumer} hands out fetched batches as cursors, for the streams runtime;
 * {@link dev.tidemark.client.consumer.GroupMembership} is the classic group protocol on its own, with whatever assignment
 * a {@link dev.tidemark.client.consumer.GroupProtocol} brings.
 *
 * <p>All but the facade are confined to the loop they were built with; the facade has one owner thread, {@code wakeup} excepted.
 */
@NullMarked
package dev.tidemark.client.consumer;

import org.jspecify.annotations.NullMarked;
