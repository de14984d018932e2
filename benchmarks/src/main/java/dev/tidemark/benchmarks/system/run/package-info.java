/** What all whole-system benchmarks need: child JVMs with the same flags, raw runs in a file, spreads and verdicts. */
@NullMarked
package dev.tidemark.benchmarks.system.run;

import org.jspecify.annotations.NullMarked;
