/**
 * What clients of a run are to do, as data drawn from a seed: list-append transactions
 * ({@link dev.tidemark.verification.simulation.workload.plan.ListAppendPlan}), transfers between accounts, members that come and go,
 * topics that come, change and go. A plan knows no client and no time; whoever carries it out does. Plans are used by one thread; what
 * they draw is immutable.
 */
@NullMarked
package dev.tidemark.verification.simulation.workload.plan;

import org.jspecify.annotations.NullMarked;
