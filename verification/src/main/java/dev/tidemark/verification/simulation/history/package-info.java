/**
 * What the clients of one run saw, as data: {@link dev.tidemark.verification.simulation.history.Recorder} takes it down,
 * {@link dev.tidemark.verification.simulation.history.History} holds it for the checkers. Plain Java: nothing here knows a class
 * of what it describes, so that an oracle shares no mistake with what it judges. Immutable but for the recorder.
 */
@NullMarked
package dev.tidemark.verification.simulation.history;

import org.jspecify.annotations.NullMarked;
