/**
 * {@code tidemark app ...} and what {@code dev --demo} shares with it: an application that runs in this process, its summary. {@link dev.tidemark.cli.app.AppCommand} is the entry.
 */
@NullMarked
package dev.tidemark.cli.app;

import org.jspecify.annotations.NullMarked;
