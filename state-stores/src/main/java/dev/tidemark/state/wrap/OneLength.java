package dev.tidemark.state.wrap;

import dev.tidemark.state.ByteCursor;

/** A cursor without the keys that have another length. Run by the task's worker. */
final class OneLength implements ByteCursor {

    private final ByteCursor inner;
    private final int length;

    OneLength(ByteCursor inner, int length) {
        this.inner = inner;
        this.length = length;
    }

    @Override
    public boolean next() {
        while (inner.next()) {
            if (inner.key().length == length) {
                return true;
            }
        }
        return false;
    }

    @Override
    public byte[] key() {
        return inner.key();
    }

    @Override
    public byte[] value() {
        return inner.value();
    }

    @Override
    public void close() {
        inner.close();
    }
}
