package dev.tidemark.core.failure;

/** A bug showed itself: an invariant does not hold. Stops the owner of the state; never caught and continued. */
public final class InvariantFailure extends AssertionError {

    private static final long serialVersionUID = 1L;

    /** @param message what should have held */
    public InvariantFailure(String message) {
        super(message);
    }
}
