package dev.tidemark.state;

/** A walk over a {@link ByteStore}; close it. Run by who opened it. */
public interface ByteCursor extends AutoCloseable {

    /** Moves to the next entry; false behind the last. */
    boolean next();

    /** The entry's key, never written to. */
    byte[] key();

    /** The entry's value, never written to. */
    byte[] value();

    @Override
    void close();
}
