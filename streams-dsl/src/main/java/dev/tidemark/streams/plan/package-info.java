/**
 * What the user wrote, as immutable data: a {@link dev.tidemark.streams.plan.Plan} of a few sealed kinds of nodes. Pure:
 * no thread, no client, no store. The stages of {@code dev.tidemark.streams} build it, {@code streams.rewrite} turns it
 * into the plan that is run, {@code streams.topology} cuts that into tasks. Safe from any thread.
 *
 * <p>Types are erased here: a plan is built through typed stages, which are the only ones who may call its constructors
 * with functions and serdes that fit each other.
 */
@NullMarked
package dev.tidemark.streams.plan;

import org.jspecify.annotations.NullMarked;
