package dev.tidemark.record;

import dev.tidemark.serde.ByteSink;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The headers of a record, in order, duplicates allowed. Immutable and safe from any thread; holds the bytes that a batch has
 * for them, so that appending them is a copy.
 */
public final class Headers implements Iterable<Header> {

    private static final Headers NONE = new Headers(List.of());

    private final List<Header> entries;
    private final byte[] encoded;

    private Headers(List<Header> entries) {
        this.entries = entries;
        this.encoded = encode(entries);
    }

    /** No header. */
    public static Headers none() {
        return NONE;
    }

    public static Headers of(Header... headers) {
        return headers.length == 0 ? NONE : new Headers(List.of(headers));
    }

    public static Headers of(List<Header> headers) {
        return headers.isEmpty() ? NONE : new Headers(List.copyOf(headers));
    }

    /** These and one more behind them. */
    public Headers with(Header header) {
        List<Header> more = new ArrayList<>(entries);
        more.add(header);
        return new Headers(List.copyOf(more));
    }

    public int count() {
        return entries.size();
    }

    public Header get(int index) {
        return entries.get(index);
    }

    /** The last header of this key, which is the one that counts, or null. */
    public @Nullable Header last(String key) {
        for (int i = entries.size() - 1; i >= 0; i--) {
            if (entries.get(i).key().equals(key)) {
                return entries.get(i);
            }
        }
        return null;
    }

    @Override
    public Iterator<Header> iterator() {
        return entries.iterator();
    }

    /** What a record has behind its header count. Never written to. */
    byte[] encoded() {
        return encoded;
    }

    private static byte[] encode(List<Header> entries) {
        ByteSink sink = new ByteSink(entries.size() * 32);
        for (Header header : entries) {
            byte[] key = header.key().getBytes(StandardCharsets.UTF_8);
            sink.writeUnsignedVarint(Varint.zigzag(key.length));
            sink.write(key);
            byte[] value = header.value();
            sink.writeUnsignedVarint(Varint.zigzag(value == null ? -1 : value.length));
            if (value != null) {
                sink.write(value);
            }
        }
        return sink.toByteArray();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Headers that && entries.equals(that.entries);
    }

    @Override
    public int hashCode() {
        return entries.hashCode();
    }

    @Override
    public String toString() {
        return entries.toString();
    }
}
