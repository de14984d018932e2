/** Results on stdout: {@link dev.tidemark.cli.output.Results}, as tables for people and JSON lines for programs. Used by the thread that runs the command. */
@NullMarked
package dev.tidemark.cli.output;

import org.jspecify.annotations.NullMarked;
