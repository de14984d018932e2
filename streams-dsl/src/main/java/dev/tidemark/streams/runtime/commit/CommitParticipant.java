package dev.tidemark.streams.runtime.commit;

import dev.tidemark.core.failure.TidemarkException;

/**
 * One task as its worker's commit protocol sees it. Called on the worker's loop, between two calls of the tasklet, never
 * inside one.
 *
 * <p>A participant has at most two intervals: the sealed one, whose transaction is under way, and the active one. It reads
 * its state through both.
 */
public interface CommitParticipant {

    /** Whether the active interval changed anything that must be committed: a position, a store, an output, a marker. */
    boolean dirty();

    /**
     * Ends the active interval and starts the next one. Serialises dirty objects into the changelog batches, appends
     * watermark markers behind all data, and fixes the input positions. Not called again before {@link #committed} or
     * {@link #aborted}.
     */
    SealedTask seal();

    /**
     * {@link #seal} failed with this. Whoever can be helped returns: the interval is given up, so that {@link #aborted} follows.
     *
     * @throws TidemarkException the same, if nothing helps
     */
    default void unsealed(TidemarkException why) {
        throw why;
    }

    /** The sealed interval is durable: its overlay joins the committed ones. */
    void committed();

    /**
     * The sealed interval did not happen, and neither may what was built on it: both overlays, the timers and frontiers
     * fall back to the last commit, and the inputs must be read again from its positions. Also called without a sealed
     * interval, when the active one alone falls.
     */
    void aborted();
}
