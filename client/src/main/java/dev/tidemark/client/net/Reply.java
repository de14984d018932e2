package dev.tidemark.client.net;

import dev.tidemark.protocol.message.Response;

/** How a {@link Call} ended: answered, or not and why. A protocol error is an answer. */
public sealed interface Reply<R extends Response> {

    /** The broker's answer, at the version it was asked in. */
    record Answer<R extends Response>(R response, short version) implements Reply<R> {}

    /** No answer. */
    record Lost<R extends Response>(Reason reason, String detail) implements Reply<R> {
        /** The same loss, for a call of another type. */
        <S extends Response> Lost<S> as() {
            return new Lost<>(reason, detail);
        }
    }

    /** Why there is no answer. */
    enum Reason {
        /** Never sent: no connection came about in time. */
        UNREACHABLE(false),
        /** The connection ended with the request on its way; it may have been carried out. */
        DISCONNECTED(true),
        /** The answer did not come in time; the request may have been carried out. */
        TIMED_OUT(true),
        /** Never sent: the broker serves no version that can say it. */
        UNSUPPORTED(false),
        /** Given up by the client itself: it closes. */
        CLOSED(true);

        private final boolean perhapsDone;

        Reason(boolean perhapsDone) {
            this.perhapsDone = perhapsDone;
        }

        /** Whether the broker may have carried the request out. */
        public boolean perhapsDone() {
            return perhapsDone;
        }
    }
}
