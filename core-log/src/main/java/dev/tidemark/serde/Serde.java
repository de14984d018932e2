package dev.tidemark.serde;

/**
 * Writes values of one type as bytes and reads them back. Immutable, safe from any thread, and never asked about null:
 * records and stores keep null keys and values outside (see {@link Serdes#optional} for what may be absent inside a larger value).
 *
 * <p>{@code read(write(x)).equals(x)} for every x. Serdes of keys also write equal values as equal bytes, since stores and
 * partitioners compare bytes.
 *
 * @param <T> the values
 */
public interface Serde<T> {

    /** Appends the bytes of {@code value} to the sink. */
    void write(T value, ByteSink sink);

    /**
     * Reads a value from the source's position to its end, all of it: what is left over is a failure.
     *
     * @throws UnreadableValueException if the bytes are none of a value
     */
    T read(ByteSource source);

    /** The bytes of one value, in an array of their own. For tests and cold paths. */
    default byte[] toBytes(T value) {
        ByteSink sink = new ByteSink();
        write(value, sink);
        return sink.toByteArray();
    }

    /** The value of these bytes. For tests and cold paths. */
    default T fromBytes(byte[] bytes) {
        return read(new ByteSource().reset(bytes, 0, bytes.length));
    }
}
