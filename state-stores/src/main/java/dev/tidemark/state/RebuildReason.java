package dev.tidemark.state;

/** Why a store cannot go on from its local content and is filled from the start of its changelog. */
public enum RebuildReason {
    /** There is none: first start on this machine. Nothing was lost. */
    NOTHING_LOCAL("there is no local content yet"),
    TOPIC_RECREATED("its changelog topic is another than before"),
    /** The log was cut, or the topic was restored from an old copy. */
    BEYOND_END("its position lies beyond the end of the changelog"),
    /** Records that the store has not seen are gone, and not because this task trimmed them. */
    BELOW_START("its position lies below the start of the changelog"),
    EPOCH_TRUNCATED("the changelog was truncated below its position"),
    /** Tombstones that the store has not seen may have been compacted away. */
    TOO_OLD("its position is older than the changelog keeps tombstones"),
    CHECKSUM_FAILED("a checksum of its local content does not match"),
    /** The engine's own files: some are the store's alone, some all stores of the task share. */
    FILES_UNREADABLE("the engine cannot read its files"),
    LAYOUT_CHANGED("its layout differs from what was declared before");

    private final String text;

    RebuildReason(String text) {
        this.text = text;
    }

    /** The reason as a clause for logs and errors. */
    public String text() {
        return text;
    }
}
