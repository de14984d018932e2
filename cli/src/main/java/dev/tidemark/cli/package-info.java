/**
 * The {@code tidemark} command: {@link dev.tidemark.cli.Tidemark} is the program's edge, {@link dev.tidemark.cli.Cli} turns
 * arguments into an exit status. One package per noun below it.
 *
 * <p>stdout carries results only; everything else goes to stderr. Runs on the main thread; what serves until a signal stops by
 * {@code process}.
 */
@NullMarked
package dev.tidemark.cli;

import org.jspecify.annotations.NullMarked;
