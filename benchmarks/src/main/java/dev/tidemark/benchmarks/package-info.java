/** Entry points of the benchmarks; {@code benchmarks/run} starts them. */
@NullMarked
package dev.tidemark.benchmarks;

import org.jspecify.annotations.NullMarked;
