package dev.tidemark.client.consumer;

/**
 * A committed position.
 *
 * @param offset the next offset to read
 * @param leaderEpoch of the record before it; -1 if unknown
 * @param metadata what the committer wrote beside it; never null, empty if nothing
 */
public record OffsetAndMetadata(long offset, int leaderEpoch, String metadata) {

    public static OffsetAndMetadata of(long offset) {
        return new OffsetAndMetadata(offset, -1, "");
    }
}
