/**
 * What a demo is: {@link dev.tidemark.cli.demo.Demo}, found by {@code ServiceLoader}, so that the command line never names
 * the examples. Implementations are plain data and functions, usable from any thread.
 */
@NullMarked
package dev.tidemark.cli.demo;

import org.jspecify.annotations.NullMarked;
