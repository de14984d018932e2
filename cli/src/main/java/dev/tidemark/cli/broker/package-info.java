/** {@code tidemark broker ...}: {@link dev.tidemark.cli.broker.BrokerCommand}. Used by the thread that runs the command. */
@NullMarked
package dev.tidemark.cli.broker;

import org.jspecify.annotations.NullMarked;
