/**
 * One broker beside Apache Kafka under the same load: what it takes per record, how long a record is under way, what an fsync before the
 * acknowledgement costs, what an idle broker holds and what a restart after kill -9 takes. {@link
 * dev.tidemark.benchmarks.system.broker.BrokerBenchmarks} runs the kinds; each is a {@code Workload}. Run by the program's main thread.
 */
@NullMarked
package dev.tidemark.benchmarks.system.broker;

import org.jspecify.annotations.NullMarked;
