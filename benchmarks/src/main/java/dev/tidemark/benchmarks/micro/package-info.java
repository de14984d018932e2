/**
 * JMH benchmarks of single loops: a batch, a log, a store. Run them with {@code benchmarks/run micro}; what they are for
 * is finding where time goes, not claims about the system, which {@code benchmarks.system} makes.
 */
@NullMarked
package dev.tidemark.benchmarks.micro;

import org.jspecify.annotations.NullMarked;
