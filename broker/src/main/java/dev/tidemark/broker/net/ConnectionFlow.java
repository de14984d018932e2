package dev.tidemark.broker.net;

import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How much one connection may ask of the broker at a time. Confined to the connection's loop.
 *
 * <p>Reading stops, in the frame decoder and at the socket, while as many requests are worked on as the listener allows, or they
 * hold as much as those of one connection may; or while the peer does not take its answers, is resting since it is over a quota, or
 * there is no {@link RequestMemory} left. So a peer that does not read is not read from, and what it holds of our memory is
 * bounded: the requests in flight and one write buffer.
 */
final class ConnectionFlow {

    private final Channel channel;
    private final int requestsInFlightMax;
    private final long bytesInFlightMax;
    private final long objectBytesMax;
    private int requestsInFlight;
    private long bytesInFlight;
    private int rests;
    private boolean wantsMemory;
    /** Came before whatever is still to be read. */
    private @Nullable RequestFrame undecoded;
    private Runnable resume = () -> {};
    private final RequestMemory.Share memory;

    ConnectionFlow(Channel channel, int requestsInFlightMax, RequestMemory memory) {
        this.channel = channel;
        this.requestsInFlightMax = requestsInFlightMax;
        this.bytesInFlightMax = memory.connectionBytesMax();
        this.objectBytesMax = memory.objectBytesMax();
        this.memory = memory.share(() -> channel.eventLoop().execute(this::memoryCame));
    }

    /** What to do when reading may go on. */
    void onResume(Runnable decoder) {
        this.resume = decoder;
    }

    boolean open() {
        return requestsInFlight < requestsInFlightMax && bytesInFlight < bytesInFlightMax && rests == 0 && !wantsMemory
                && channel.isWritable() && channel.isActive();
    }

    /** What the objects of a request may take. */
    long objectBytesMax() {
        return objectBytesMax;
    }

    /**
     * Takes memory for a request that is being read or decoded; without it reading stops until there is some.
     *
     * @param requestBytes as it came over the wire
     */
    boolean takeMemory(long bytes, int requestBytes) {
        if (memory.take(bytes, requestBytes <= RequestMemory.SMALL_BYTES)) {
            return true;
        }
        wantsMemory = true;
        apply();
        return false;
    }

    /** A request is done with, or will never be whole. */
    void giveMemory(long bytes) {
        memory.give(bytes);
    }

    /** Keeps a request whose objects found no memory. It goes on before any other is read. */
    void decodeLater(RequestFrame request) {
        undecoded = request;
    }

    /** The request that was kept, if one was. */
    @Nullable
    RequestFrame undecoded() {
        return undecoded;
    }

    /** The kept request goes on, or will never. */
    void dropUndecoded() {
        undecoded = null;
    }

    /** The connection is gone. What its requests in flight hold comes back as they end. */
    void closed() {
        memory.leave();
    }

    private void memoryCame() {
        wantsMemory = false;
        if (open()) {
            changed();
        } else {
            memory.leave(); // it could not use any now: others may be waiting who can
        }
    }

    /** @param bytes what it holds of the memory */
    void requestStarted(long bytes) {
        requestsInFlight++;
        bytesInFlight += bytes;
        apply();
    }

    /** An answer was handed to the socket, or the request needs none. */
    void requestFinished(long bytes) {
        requestsInFlight--;
        bytesInFlight -= bytes;
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
