package dev.tidemark.protocol.codec;

/**
 * Bytes that no peer should have sent: the only thing that reading a message throws. Says where in the bytes and in which
 * component. It carries no stack trace, since it tells about the input, not about the reader; it may be common under attack.
 */
public final class MalformedMessage extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int position;
    private final String reason;
    private String path = "";

    MalformedMessage(int position, String reason) {
        super(null, null, false, false);
        this.position = position;
        this.reason = reason;
    }

    /** Bytes from the start of the buffer that was read. */
    public int position() {
        return position;
    }

    /** The component, from the message down: {@code FetchRequest.topics[2].partitions[0].fetchOffset}. */
    public String path() {
        return path;
    }

    /** What was found and what would have been allowed. */
    public String reason() {
        return reason;
    }

    @Override
    public String getMessage() {
        return "byte " + position + (path.isEmpty() ? "" : ", " + path) + ": " + reason;
    }

    /** Called on the way out, innermost first, with {@code name} or {@code [index]}. */
    MalformedMessage within(String step) {
        path = path.isEmpty() || path.startsWith("[") ? step + path : step + "." + path;
        return this;
    }
}
