/**
 * Tests a topology without a broker, a thread or a clock: {@link
 * dev.tidemark.streams.runtime.testing.StreamsTestDriver} runs the production tasks and the production commit protocol
 * over a model of a cluster in memory, with partitions, repartition topics, transactions, and crashes on demand.
 *
 * <p>Everything runs on the caller's thread, inside the call. The classes that stand in for the cluster are called
 * {@code Model...}; they share no code with the broker.
 */
@NullMarked
package dev.tidemark.streams.runtime.testing;

import org.jspecify.annotations.NullMarked;
