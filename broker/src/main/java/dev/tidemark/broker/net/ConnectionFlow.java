package dev.tidemark.broker.net;

import io.netty.channel.Channel;

/**
 * How much one connection may ask of the broker at a time. Confined to the connection's loop.
 *
 * <p>Reading stops, in the frame decoder and at the socket, while as many requests are worked on as the listener allows, or
 * while the peer does not take its answers. So a peer that does not read is not read from, and what it holds of our memory is
 * bounded: the requests in flight and one write buffer.
 */
final class ConnectionFlow {

    private final Channel channel;
    private final int requestsInFlightMax;
    private int requestsInFlight;
    private Runnable resume = () -> {};

    ConnectionFlow(Channel channel, int requestsInFlightMax) {
        this.channel = channel;
        this.requestsInFlightMax = requestsInFlightMax;
    }

    /** What to do when reading may go on. */
    void onResume(Runnable decoder) {
        this.resume = decoder;
    }

    boolean open() {
        return requestsInFlight < requestsInFlightMax && channel.isWritable() && channel.isActive();
    }

    void requestStarted() {
        requestsInFlight++;
        apply();
    }

    /** An answer was handed to the socket, or the request needs none. */
    void requestFinished() {
        requestsInFlight--;
        changed();
    }

    /** Room may have come or gone. */
    void changed() {
        if (open()) {
            resume.run();
        }
        apply();
    }

    private void apply() {
        boolean read = open();
        if (channel.config().isAutoRead() != read) {
            channel.config().setAutoRead(read);
        }
    }
}
