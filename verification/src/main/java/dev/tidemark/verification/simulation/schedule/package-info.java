/**
 * Time and turns of a simulated world: one queue of events ({@link dev.tidemark.verification.simulation.schedule.SimScheduler}), and upon it
 * processes with their loops, executors and clocks. Everything runs on the one thread that steps the scheduler.
 */
@NullMarked
package dev.tidemark.verification.simulation.schedule;

import org.jspecify.annotations.NullMarked;
