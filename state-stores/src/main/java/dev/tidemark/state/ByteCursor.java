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

    /** Over nothing. */
    ByteCursor NONE = new ByteCursor() {
        @Override
        public boolean next() {
            return false;
        }

        @Override
        public byte[] key() {
            throw new IllegalStateException("no entry");
        }

        @Override
        public byte[] value() {
            throw new IllegalStateException("no entry");
        }

        @Override
        public void close() {}
    };
}
