/**
 * What clients of a simulated world do: production clients, driven step by step on their loops, remembering what they were told. Judging that is left to
 * others.
 */
@NullMarked
package dev.tidemark.verification.simulation.workload;

import org.jspecify.annotations.NullMarked;
