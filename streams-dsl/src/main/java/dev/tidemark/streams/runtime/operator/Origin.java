package dev.tidemark.streams.runtime.operator;

import dev.tidemark.record.Header;
import dev.tidemark.record.Headers;
import dev.tidemark.serde.ByteSink;
import dev.tidemark.serde.ByteSource;
import dev.tidemark.streams.wire.Lateness;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a record comes from, kept for what is made of it when it is no longer at hand: its headers, and if it was late at its source, how it
 * was there. Drawn in {@code docs/formats/state-store.md}.
 *
 * <pre>
 *   size of lateness int32, -1: on time | lateness | { size of key int32 | key | size of value int32, -1: null | value } ...
 * </pre>
 */
record Origin(@Nullable Lateness lateness, Headers headers) {

    /** Of a record that was on time and had no headers. */
    static final Origin PLAIN = new Origin(null, Headers.none());

    private static final int NONE = -1;

    /**
     * Appends the bytes.
     *
     * @param lateness as {@link Lateness#write} writes it without a value that it could share, or null
     */
    static void write(byte @Nullable [] lateness, Headers headers, ByteSink sink) {
        writePart(lateness, sink);
        for (Header header : headers) {
            writePart(header.key().getBytes(StandardCharsets.UTF_8), sink);
            writePart(header.value(), sink);
        }
    }

    private static void writePart(byte @Nullable [] part, ByteSink sink) {
        if (part == null) {
            sink.writeInt(NONE);
        } else {
            sink.writeInt(part.length);
            sink.write(part);
        }
    }

    /** Reads all that {@link #write} wrote; the lateness is a view on the array. */
    static Origin read(byte[] bytes) {
        ByteSource source = new ByteSource().reset(bytes, 0, bytes.length);
        int latenessLength = source.readInt();
        Lateness lateness = null;
        if (latenessLength != NONE) {
            int end = source.narrow(latenessLength);
            lateness = Lateness.read(source, null);
            source.widen(end);
        }
        List<Header> headers = new ArrayList<>();
        while (source.remaining() > 0) {
            String key = new String(source.readBytes(source.readInt()), StandardCharsets.UTF_8);
            int length = source.readInt();
            headers.add(new Header(key, length == NONE ? null : source.readBytes(length)));
        }
        return new Origin(lateness, Headers.of(headers));
    }
}
