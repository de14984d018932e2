package dev.tidemark.streams.runtime.task;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Headers of a record that is being written.
 *
 * @param headers in their order
 */
public record RecordHeaders(List<Header> headers) {

    /** No headers: the same object each time. */
    public static final RecordHeaders NONE = new RecordHeaders(List.of());

    public RecordHeaders {
        headers = List.copyOf(headers);
    }

    /** One header. */
    @SuppressWarnings("ArrayRecordComponent") // bytes as the wire has them; nobody compares headers by value
    public record Header(String key, byte @Nullable [] value) {}
}
