/**
 * Groups: membership by the classic protocol and by the consumer protocol (KIP-848), the change from one to the other, and
 * committed offsets, kept in {@code __consumer_offsets}. What a group of the consumer protocol is stands in
 * {@code broker.group.consumer}.
 *
 * <p>Entry type: {@link dev.tidemark.broker.group.GroupCoordinator}, called by the request handlers. Runs on the control
 * loop.
 */
@NullMarked
package dev.tidemark.broker.group;

import org.jspecify.annotations.NullMarked;
