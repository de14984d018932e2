package dev.tidemark.broker.request;

import dev.tidemark.protocol.message.Response;

/** The answer to a produce request with acks=0: nothing goes to the wire. */
public enum NoResponse implements Response {
    /** All was appended; the connection goes on. */
    SILENT,
    /** Something was refused, and closing the connection is the only way to tell: the client then refreshes its metadata. */
    CLOSE_CONNECTION
}
