/**
 * Whole systems beside each other, each process a JVM of its own, over TCP: what {@code benchmarks/run startup},
 * {@code streams} and the kinds of {@code broker} do. CPU seconds come from the operating system; raw runs go to a file first, and verdicts are
 * computed from that file.
 */
@NullMarked
package dev.tidemark.benchmarks.system;

import org.jspecify.annotations.NullMarked;
