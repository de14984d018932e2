/**
 * Writing records. Two levels: {@link dev.tidemark.client.producer.TransactionalProducer} takes whole batches from
 * {@link dev.tidemark.client.producer.Outbox}es and runs a transaction step by step, for the streams runtime;
 * {@link dev.tidemark.client.producer.Producer} takes records and answers futures, for everyone else.
 *
 * <p>Both drive one sender, confined to the loop it was built with. The facade may be called from any thread.
 */
@NullMarked
package dev.tidemark.client.producer;

import org.jspecify.annotations.NullMarked;
