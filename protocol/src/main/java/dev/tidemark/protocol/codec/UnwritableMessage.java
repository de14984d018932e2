package dev.tidemark.protocol.codec;

/**
 * A message that a version cannot carry: it holds a value that the version has no place for and that may not be dropped, a
 * null where none is allowed, or too many bytes. Nothing was sent. The caller chose the version, so the caller must answer.
 */
public final class UnwritableMessage extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final String reason;
    private String path = "";

    UnwritableMessage(String reason) {
        this.reason = reason;
    }

    /** The component, from the message down: {@code FetchRequest.topics[2].partitions[0].lastFetchedEpoch}. */
    public String path() {
        return path;
    }

    public String reason() {
        return reason;
    }

    @Override
    public String getMessage() {
        return path.isEmpty() ? reason : path + " " + reason;
    }

    /** Called on the way out, innermost first, with {@code name} or {@code [index]}. */
    UnwritableMessage within(String step) {
        path = path.isEmpty() || path.startsWith("[") ? step + path : step + "." + path;
        return this;
    }
}
