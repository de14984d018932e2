package dev.tidemark.broker.net;

import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * How much one connection may ask of the broker at a time. Confined to the connection's loop.
 *
 * <p>Reading stops, in the frame decoder and at the socket, while as many requests are worked on as the listener allows, or
 * while the peer does not take its answers, or is resting since it is over a quota. So a peer that does not read is not read from, and what it holds of our memory is
 * bounded: the requests in flight and one write buffer.
 */
final class ConnectionFlow {

    private final Channel channel;
    private final int requestsInFlightMax;
    private int requestsInFlight;
    private int rests;
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
        return requestsInFlight < requestsInFlightMax && rests == 0 && channel.isWritable() && channel.isActive();
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

    /**
     * Starts no request for so long; together with other rests, until the last one ends. Does nothing for 0.
     *
     * @param ms a client over its quota has to wait
     */
    void rest(int ms) {
        if (ms <= 0) {
            return;
        }
        rests++;
        apply();
        Future<?> end = channel.eventLoop().schedule(() -> {
            rests--;
            changed();
        }, ms, TimeUnit.MILLISECONDS);
        channel.closeFuture().addListener(closed -> end.cancel(false));
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
