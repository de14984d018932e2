package dev.tidemark.broker.request;

import dev.tidemark.core.loop.Clock;
import dev.tidemark.core.metrics.Counter;
import dev.tidemark.core.metrics.Histogram;
import dev.tidemark.core.metrics.Metrics;
import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.codec.ErrorCodes;
import dev.tidemark.protocol.message.Response;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Counts the requests of one API. Made with the handler table, so that a request finds its counters without a look-up; recording allocates nothing. Any
 * thread.
 */
public final class ApiMeter {

    private final String api;
    private final Clock clock;
    private final Metrics metrics;
    private final Class<? extends Response> response;
    // Planned with the first answer: a start would pay for every API, and most are never asked for. A race makes it twice.
    private volatile @Nullable ErrorCodes errorCodes;
    private final Counter requests;
    private final Counter requestBytes;
    private final Counter responseBytes;
    private final Histogram localNanos;
    private final Histogram responseQueueNanos;
    private final Histogram totalNanos;
    /** By code; those that never came have none. */
    private final AtomicReferenceArray<@Nullable Counter> errors = new AtomicReferenceArray<>(
            ErrorCode.values().length);
    private final ErrorCodes.Listener onError = this::failed;

    ApiMeter(ApiKey key, Class<? extends Response> response, Metrics metrics, Clock clock) {
        this.api = key.title();
        this.clock = clock;
        this.metrics = metrics;
        this.response = response;
        this.requests = metrics.counter("tidemark_requests_total", "api", api);
        this.requestBytes = metrics.counter("tidemark_request_bytes_total", "api", api);
        this.responseBytes = metrics.counter("tidemark_response_bytes_total", "api", api);
        this.localNanos = metrics.histogram("tidemark_request_local_seconds", "api", api);
        this.responseQueueNanos = metrics.histogram("tidemark_response_queue_seconds", "api", api);
        this.totalNanos = metrics.histogram("tidemark_request_total_seconds", "api", api);
    }

    /** The time by which requests are measured. */
    public long nowNanos() {
        return clock.monotonicNanos();
    }

    /** A request was read. */
    public void came(int bytes) {
        requests.increment();
        requestBytes.add(bytes);
    }

    /** The handler gave the thread of the connection back after this time; its answer may come later. */
    public void ranLocally(long nanos) {
        localNanos.record(nanos);
    }

    /** The answer is there; counts the errors in it. */
    public void answered(Response answer) {
        if (!(answer instanceof NoResponse)) {
            errorCodes().tell(answer, onError);
        }
    }

    private ErrorCodes errorCodes() {
        ErrorCodes planned = errorCodes;
        if (planned == null) {
            planned = ErrorCodes.of(response);
            errorCodes = planned;
        }
        return planned;
    }

    private void failed(short code) {
        ErrorCode error = ErrorCode.of(code);
        int index = error.code() + 1; // the lowest is -1
        Counter counter = errors.get(index);
        if (counter == null) {
            counter = metrics.counter("tidemark_request_errors_total", "api", api, "error", error.name());
            errors.set(index, counter);
        }
        counter.increment();
    }

    /**
     * The answer was handed to the connection.
     *
     * @param bytes of it; 0 if the request wants none
     * @param waitedNanos for the answers of earlier requests
     * @param totalNanosSinceRead since the request was read
     */
    public void left(int bytes, long waitedNanos, long totalNanosSinceRead) {
        responseBytes.add(bytes);
        responseQueueNanos.record(waitedNanos);
        totalNanos.record(totalNanosSinceRead);
    }
}
