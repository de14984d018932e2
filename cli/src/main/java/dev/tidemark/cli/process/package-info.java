/**
 * A process that serves until a signal: {@link dev.tidemark.cli.process.StopSignal}, how it says that it is ready, and the
 * health pages of the console port.
 */
@NullMarked
package dev.tidemark.cli.process;

import org.jspecify.annotations.NullMarked;
