package dev.tidemark.client.admin;

/**
 * A transactional id in a list.
 *
 * @param state {@code Ongoing}, {@code PrepareCommit}, {@code CompleteAbort}, ...
 */
public record TransactionListing(String transactionalId, long producerId, String state) {

    /** Whether the id has a transaction that is open or whose markers are on their way. */
    public boolean open() {
        return state.equals("Ongoing") || state.startsWith("Prepare");
    }
}
