/**
 * What a consumer group is (KIP-848): its epochs and members, what they ask for, shall have and have, the records that keep
 * it, server-side assignors, and the step by which a member gets to its target. State and arithmetic alone: the requests, the
 * sessions and the log are {@code broker.group}'s.
 *
 * <p>Entry type: {@link dev.tidemark.broker.group.consumer.ConsumerGroup}. Runs on the control loop.
 */
@NullMarked
package dev.tidemark.broker.group.consumer;

import org.jspecify.annotations.NullMarked;
