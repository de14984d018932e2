/** {@code tidemark dev}: broker, topics and perhaps a demo in one process. {@link dev.tidemark.cli.dev.DevCommand} is the entry. Used by the thread that runs the command. */
@NullMarked
package dev.tidemark.cli.dev;

import org.jspecify.annotations.NullMarked;
