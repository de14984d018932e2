/**
 * What breaks in a simulated world: each {@link dev.tidemark.verification.simulation.fault.Fault} is one small class that plans, from the seed, when it
 * strikes. A plan is a list that can be shortened, so that a failing run can be shrunk to what it needs.
 */
@NullMarked
package dev.tidemark.verification.simulation.fault;

import org.jspecify.annotations.NullMarked;
