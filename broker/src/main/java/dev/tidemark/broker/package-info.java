/**
 * The broker as a whole: {@link dev.tidemark.broker.Broker} starts and stops one from {@link dev.tidemark.broker.BrokerSettings}, and wires
 * its parts by hand. Entry point for the command line, the embedded API and tests; any number of brokers live in one JVM.
 */
@NullMarked
package dev.tidemark.broker;

import org.jspecify.annotations.NullMarked;
