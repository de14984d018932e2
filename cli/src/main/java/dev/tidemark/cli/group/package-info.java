/** {@code tidemark group ...}: {@link dev.tidemark.cli.group.GroupCommand} and one class per verb. Used by the thread that runs the command. */
@NullMarked
package dev.tidemark.cli.group;

import org.jspecify.annotations.NullMarked;
