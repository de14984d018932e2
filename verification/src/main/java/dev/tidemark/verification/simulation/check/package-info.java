/**
 * Judges of a {@link dev.tidemark.verification.simulation.history.History}, one promise each: a
 * {@link dev.tidemark.verification.simulation.check.Checker} returns what broke it, in words;
 * {@link dev.tidemark.verification.simulation.check.Jury} asks several. They see what clients saw and nothing of Tidemark, so that
 * an oracle shares no mistake with what it judges. Checkers hold no state; any thread may use them.
 */
@NullMarked
package dev.tidemark.verification.simulation.check;

import org.jspecify.annotations.NullMarked;
